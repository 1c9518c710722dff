"""Forms of the directory."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from fahrwasser.core.forms import DateField, Form, TextField
from fahrwasser.offers import codes
from fahrwasser.offers.criteria.vocabulary import LANGUAGES, PLACES
from fahrwasser.offers.models import Capacity, Offer

FIELDS = (
    "name", "summary", "kind", "format", "status", "needs", "languages", "district", "address", "phone", "email",
    "website", "schedule", "cost", "childcare", "starts_on", "ends_on", "verify_every_days", "capacity_valid_days",
)  # fmt: skip
YES_NO_SILENT = [("", _("nicht angegeben")), ("true", _("ja")), ("false", _("nein"))]
SEGMENTS = {"class": "fw-segments"}


def _needs_by_area() -> list[tuple[str, list[tuple[str, str]]]]:
    """Needs under their life area; an area itself stands for all of its needs."""
    return [(name, [(area, f"{name}: {_('alles')}"), *_needs_in(area)]) for area, name in codes.areas().items()]


def _places(offer: Offer) -> list[tuple[str, Any]]:
    """The places of the catalogue, and the offer's own where it is none of them."""
    own = {} if offer.district in {"", *PLACES} else {offer.district: offer.district}
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
    """Everything a person may change about an offer."""

    name = forms.CharField(label=_("Name"), max_length=200)
    summary = TextField(label=_("Beschreibung"), required=False, rows=5)
    kind = forms.ChoiceField(label=_("Art"), choices=list(codes.KINDS.items()))
    format = forms.ChoiceField(label=_("Form"), choices=Offer.Format.choices, widget=forms.RadioSelect(attrs=SEGMENTS))
    status = forms.ChoiceField(label=_("Stand"), choices=Offer.Status.choices, widget=forms.RadioSelect(attrs=SEGMENTS))
    needs = forms.MultipleChoiceField(
        label=_("Bedarfe"), choices=_needs_by_area, required=False, widget=forms.SelectMultiple(attrs={"size": 10})
    )
    languages = forms.MultipleChoiceField(
        label=_("Sprachen"), choices=lambda: list(LANGUAGES.items()), required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )  # fmt: skip
    district = forms.ChoiceField(label=_("Ort"), required=False)
    address = forms.CharField(label=_("Anschrift"), max_length=300, required=False)
    phone = forms.CharField(label=_("Telefon"), max_length=60, required=False)
    email = forms.EmailField(label=_("E-Mail"), max_length=200, required=False)
    website = forms.URLField(label=_("Internetseite"), max_length=500, required=False, assume_scheme="https")
    schedule = forms.CharField(label=_("Zeiten"), max_length=300, required=False)
    cost = forms.CharField(label=_("Kosten"), max_length=100, required=False)
    childcare = forms.TypedChoiceField(
        label=_("Mit Kinderbetreuung"), choices=YES_NO_SILENT, required=False, empty_value=None,
        coerce=lambda value: value == "true", widget=forms.RadioSelect(attrs=SEGMENTS),
    )  # fmt: skip
    starts_on = DateField(label=_("Beginnt am"), required=False)
    ends_on = DateField(label=_("Endet am"), required=False)
    verify_every_days = forms.IntegerField(label=_("Bestätigen alle (Tage)"), min_value=1, max_value=730)
    capacity_valid_days = forms.IntegerField(label=_("Kapazität gilt (Tage)"), min_value=1, max_value=730)

    def __init__(self, data: QueryDict | None, *, offer: Offer) -> None:
        initial = {name: getattr(offer, name) for name in FIELDS}
        initial["childcare"] = "" if offer.childcare is None else str(offer.childcare).lower()
        super().__init__(data, recorded=initial)
        self.fields["district"].choices = _places(offer)  # type: ignore[attr-defined]
        if offer.is_shelter:
            self.fields["address"].help_text = _("Bei Schutzunterkünften bleibt dieses Feld leer.")


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
