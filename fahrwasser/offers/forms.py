"""Forms of the directory."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from fahrwasser.core.forms import LONGEST_TEXT, DateField, Form, TextField
from fahrwasser.offers import codes
from fahrwasser.offers.conditions import SEGMENTS, YES_NO_SILENT
from fahrwasser.offers.criteria.vocabulary import LANGUAGES, PLACES
from fahrwasser.offers.details import READ
from fahrwasser.offers.models import Capacity, Offer

FIELDSETS = (
    (_("Was es ist"), ("name", "kind", "summary", "needs")),
    (_("Für wen und wie"), ("eligibility", "application", "languages", "childcare", "cost")),
    (_("Wo und wann"), ("format", "district", "address", "schedule", "starts_on", "ends_on")),
    (_("Erreichen und bestätigen"), ("phone", "email", "website", "verify_every_days", "capacity_valid_days")),
)
FIELDS = tuple(name for _title, names in FIELDSETS for name in names)
MOST_PROVIDERS = 1_000
"""So many names are proposed while typing; more would make the page slow."""


def _needs_by_area() -> list[tuple[str, list[tuple[str, str]]]]:
    """Needs under their life area; an area itself stands for all of its needs."""
    return [(name, [(area, f"{name}: {_('alles')}"), *_needs_in(area)]) for area, name in codes.areas().items()]


def _places(offer: Offer | None) -> list[tuple[str, Any]]:
    """The places of the catalogue, and the offer's own where it is none of them."""
    own = {} if offer is None or offer.district in {"", *PLACES} else {offer.district: offer.district}
    return [("", _("nicht angegeben")), *PLACES.items(), *own.items()]


def _needs_in(area: str) -> list[tuple[str, str]]:
    return [(code, name) for code, name in codes.needs().items() if code.startswith(f"{area}.")]


class SearchForm(Form):
    """The search line; filters are links of their own."""

    mark_optional = False
    suche = forms.CharField(
        label=_("Angebote suchen"), max_length=200, required=False, widget=forms.TextInput(attrs={"type": "search"})
    )


class OfferForm(Form):
    """Everything a person may change about an offer, in four short parts."""

    name = forms.CharField(
        label=_("Name"), max_length=200, help_text=_("So, wie der Träger es selbst nennt, ohne den Namen des Trägers.")
    )
    kind = forms.ChoiceField(label=_("Art"), choices=[("", _("bitte wählen")), *codes.KINDS.items()])
    summary = TextField(
        label=_("Beschreibung"), required=False, rows=5,
        help_text=_("Was geschieht dort? Zwei oder drei Sätze, die auch neue Kolleginnen und Kollegen verstehen."),
    )  # fmt: skip
    needs = forms.MultipleChoiceField(
        label=_("Bedarfe"), choices=_needs_by_area, required=False, widget=forms.SelectMultiple(attrs={"size": 10}),
        help_text=_("Bei welchem Bedarf hilft es? Danach sucht die Passung."),
    )  # fmt: skip
    eligibility = TextField(
        label=_("Für wen, in Worten"), required=False, rows=3,
        help_text=_("In den Worten des Trägers. Was daraus eine Bedingung ist, halten Sie danach einzeln fest."),
    )  # fmt: skip
    application = TextField(label=_("Anmeldung"), required=False, rows=2, help_text=_("Wie kommt man hinein?"))
    languages = forms.MultipleChoiceField(
        label=_("Sprachen"), choices=lambda: list(LANGUAGES.items()), required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )  # fmt: skip
    childcare = forms.TypedChoiceField(
        label=_("Mit Kinderbetreuung"), choices=YES_NO_SILENT, required=False, empty_value=None,
        coerce=lambda value: value == "true", widget=forms.RadioSelect(attrs=SEGMENTS),
    )  # fmt: skip
    cost = forms.CharField(
        label=_("Kosten"), max_length=300, required=False, help_text=_("zum Beispiel: kostenlos, 5 Euro je Termin")
    )
    format = forms.ChoiceField(
        label=_("Form"), choices=Offer.Format.choices, initial=Offer.Format.ON_SITE,
        widget=forms.RadioSelect(attrs=SEGMENTS),
    )  # fmt: skip
    district = forms.ChoiceField(label=_("Ort"), required=False)
    address = forms.CharField(label=_("Anschrift"), max_length=300, required=False)
    schedule = forms.CharField(
        label=_("Zeiten"), max_length=300, required=False, help_text=_("zum Beispiel: Mi 9:30–11:30 Uhr")
    )
    starts_on = DateField(label=_("Beginnt am"), required=False)
    ends_on = DateField(label=_("Endet am"), required=False)
    phone = forms.CharField(label=_("Telefon"), max_length=60, required=False)
    email = forms.EmailField(
        label=_("E-Mail"), max_length=200, required=False,
        help_text=_("Dorthin geht auch die Bitte, die Angaben zu bestätigen."),
    )  # fmt: skip
    website = forms.URLField(label=_("Internetseite"), max_length=500, required=False, assume_scheme="https")
    verify_every_days = forms.IntegerField(label=_("Bestätigen alle (Tage)"), min_value=1, max_value=730, initial=180)
    capacity_valid_days = forms.IntegerField(label=_("Kapazität gilt (Tage)"), min_value=1, max_value=730, initial=30)

    def __init__(self, data: QueryDict | None, *, offer: Offer | None = None) -> None:
        super().__init__(data, recorded=_written(offer) if offer else None)
        self.fields["district"].choices = _places(offer)  # type: ignore[attr-defined]
        if offer and offer.is_shelter:
            self.fields["address"].help_text = _("Bei Schutzunterkünften bleibt dieses Feld leer.")

    def parts(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields under their headings."""
        return [(title, [self[name] for name in names]) for title, names in FIELDSETS]


def _written(offer: Offer) -> dict[str, Any]:
    written = {name: getattr(offer, name) for name in FIELDS}
    return {**written, "childcare": "" if offer.childcare is None else str(offer.childcare).lower()}


class NewOfferForm(OfferForm):
    """A new offer, and whose it is: of a provider that is known, or of a new one when the person may add some."""

    field_order = ("provider", "is_new_provider")
    provider = forms.CharField(
        label=_("Träger"), max_length=200,
        widget=forms.TextInput(attrs={"list": "traeger", "autocomplete": "off"}),
        help_text=_("Tippen Sie die ersten Buchstaben; Namen, die es gibt, werden vorgeschlagen."),
    )  # fmt: skip
    is_new_provider = forms.BooleanField(label=_("Diesen Träger gibt es hier noch nicht: neu anlegen"), required=False)

    def __init__(self, data: QueryDict | None, *, providers: Sequence[str], may_add: bool) -> None:
        super().__init__(data)
        self.providers = providers[:MOST_PROVIDERS]
        if not may_add:
            del self.fields["is_new_provider"]
        if len(providers) == 1:
            self.initial["provider"] = providers[0]

    def whose(self) -> list[forms.BoundField]:
        return [self[name] for name in ("provider", "is_new_provider") if name in self.fields]


class StandingForm(Form):
    """Whether the offer exists, rests or has ended, since when, and what people should know."""

    status = forms.ChoiceField(
        label=_("Stand"), choices=Offer.Status.choices, widget=forms.RadioSelect(attrs=SEGMENTS),
        help_text=_("„ruht“ steht weiter im Verzeichnis, mit Ihrem Hinweis. „beendet“ wird nicht mehr vorgeschlagen."),
    )  # fmt: skip
    ends_on = DateField(label=_("Letzter Tag"), required=False, help_text=_("nur bei „beendet“; leer bedeutet: heute"))
    alert = TextField(
        label=_("Hinweis für alle"), required=False, rows=2, max_length=1_000,
        help_text=_("zum Beispiel: Sommerpause, ab September wieder"),
    )  # fmt: skip


class EndForm(Form):
    """The last day on which a condition holds."""

    valid_to = DateField(label=_("Gilt zum letzten Mal am"))


class LanguageForm(Form):
    """The texts of an offer in one other language; an empty field means that the German text is shown."""

    def __init__(self, data: QueryDict | None, *, language: str, recorded: Mapping[str, str], is_rtl: bool) -> None:
        attrs = {"lang": language, "dir": "rtl" if is_rtl else "ltr"}
        self.base_fields = {name: _text_field(name, attrs) for name in READ}  # type: ignore[misc]
        super().__init__(data, recorded={name: recorded.get(name, "") for name in READ})


def _text_field(name: str, attrs: Mapping[str, str]) -> TextField:
    is_short = name == "name"
    widget = forms.Textarea(attrs={**attrs, "rows": 2 if is_short else 5})
    longest = 200 if is_short else LONGEST_TEXT
    label = Offer._meta.get_field(name).verbose_name  # type: ignore[union-attr]
    return TextField(label=label, required=False, widget=widget, max_length=longest)


class CapacityForm(Form):
    """What was said about places."""

    state = forms.ChoiceField(
        label=_("Kapazität"), choices=Capacity.State.choices, widget=forms.RadioSelect(attrs=SEGMENTS)
    )
    available = forms.IntegerField(label=_("Freie Plätze"), min_value=0, max_value=9999, required=False)
    maximum = forms.IntegerField(label=_("Plätze insgesamt"), min_value=0, max_value=9999, required=False)
    expected_wait_days = forms.IntegerField(
        label=_("Erwartete Wartezeit in Tagen"), min_value=0, max_value=3650, required=False
    )
    free_from = DateField(label=_("Platz frei ab"), required=False)
    confirmed_on = DateField(label=_("Stand vom"))
    confirmed_by = forms.CharField(label=_("Gesagt von"), max_length=150, required=False)
