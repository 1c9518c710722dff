"""The form of a contact: everything prefilled, one text with up to four parts."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fahrwasser.catalogue import read
from fahrwasser.contacts.models import Contact
from fahrwasser.contacts.queries import CORRECTABLE
from fahrwasser.core.forms import DateTimeField, Form, TextField

# The seven segments; keys 1 to 7. The other types stand in a list beside them.
SEGMENTS = {
    "TEL": _("Telefon"), "BUERO": _("Büro"), "HAUS": _("Hausbesuch"), "BEGL": _("Begleitung"), "NETZ": _("Netzwerk"),
    "MSG": _("Nachricht"), "AUFS": _("Aufsuchend"),
}  # fmt: skip


class Segments(forms.RadioSelect):
    """Radio buttons as segments, each with its number as key."""

    def __init__(self, *, keys: bool = False, **kwargs: Any) -> None:
        self.keys = keys
        super().__init__(**{"attrs": {"class": "fw-segments"}, **kwargs})

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(*args, **kwargs)
        if self.keys:
            key = str(int(option["index"]) + 1)
            option["attrs"] |= {"data-hotkey": key, "data-hotkey-label": str(option["label"])}
        return option


def other_types() -> list[tuple[str, Any]]:
    return [("", _("Weitere …")), *((code, label) for code, label in Contact.Type.choices if code not in SEGMENTS)]


def topics() -> list[tuple[str, Any]]:
    return [("", _("kein Thema")), *((area["code"], area["de"]) for area in read("life_areas")["areas"])]


class ContactForm(Form):
    """A contact with or without a case. Only type, outcome and time are asked for; all three are prefilled."""

    mark_optional = False

    case = forms.ChoiceField(label=_("Fall"), required=False)
    type = forms.ChoiceField(
        label=_("Art"), choices=SEGMENTS.items(), widget=Segments(keys=True), initial="TEL", required=False
    )
    other_type = forms.ChoiceField(label=_("Weitere Arten"), choices=other_types, required=False)
    direction = forms.ChoiceField(
        label=_("Richtung"), choices=Contact.Direction.choices, initial=Contact.Direction.OUT, widget=Segments
    )
    outcome = forms.ChoiceField(label=_("Ergebnis"), choices=Contact.Outcome.choices)
    at = DateTimeField(label=_("Wann"))
    minutes = forms.IntegerField(label=_("Minuten"), min_value=0, max_value=1440, required=False)
    interpreting = forms.ChoiceField(label=_("Sprachmittlung"), choices=Contact.Interpreting.choices)
    counterpart = forms.CharField(
        label=_("Mit wem"), max_length=200, required=False,
        help_text=_("Eine andere Stelle. Eine Nachricht an sie zählt im Netzwerk."),
    )  # fmt: skip
    persons = forms.IntegerField(label=_("Personen"), min_value=1, max_value=500, initial=1, required=False)
    topic = forms.ChoiceField(label=_("Thema"), choices=topics, required=False)
    source = forms.ChoiceField(label=_("Herkunft der Information"), choices=Contact.Source.choices, required=False)
    source_name = forms.CharField(
        label=_("Wer hat es gesagt?"), max_length=200, required=False,
        help_text=_("Wenn es nicht von der Person selbst kommt, zum Beispiel „Schwester“ oder „Kita-Leitung“."),
    )  # fmt: skip
    regime = forms.ChoiceField(
        label=_("Rechtsrahmen"), choices=[("", _("der übliche dieser Stelle")), *Contact.Regime.choices], required=False
    )
    facts = TextField(label=_("Was war"), required=False, rows=5)
    client_words = TextField(label=_("Worte der Person"), required=False, rows=3)
    assessment = TextField(label=_("Meine Einschätzung"), required=False, rows=3)
    agreement = TextField(label=_("Vereinbart"), required=False, rows=3)

    def __init__(self, *args: Any, cases: Iterable[tuple[str, Any]] = (), **kwargs: Any) -> None:
        """``cases``: what may be chosen; without any the case is given from outside."""
        super().__init__(*args, **kwargs)
        self.fields["case"].choices = list(cases)  # type: ignore[attr-defined]
        if not cases:
            del self.fields["case"]

    def clean(self) -> dict[str, Any]:
        """One type out of two controls: the list wins over the segments."""
        values = super().clean() or self.cleaned_data
        values["type"] = values.pop("other_type", "") or values.get("type", "")
        if not values["type"] and "type" not in self.errors:
            self.add_error("type", _("Bitte wählen Sie, was es war: Telefon, Büro, Hausbesuch …"))
        values["source"] = values.get("source") or Contact.Source.CLIENT
        values["persons"] = values.get("persons") or 1
        return values

    def contact(self) -> dict[str, Any]:
        """The cleaned values as fields of ``Contact``."""
        return {name: value for name, value in self.cleaned_data.items() if name != "case"}

    @property
    def more(self) -> list[tuple[Any, bool]]:
        """The parts of the note beside the first, each with whether it is open: it says something, or is wrong."""
        parts = [self[name] for name in ("client_words", "assessment", "agreement")]
        return [(part, bool(part.value() or part.errors)) for part in parts]

    @property
    def details_open(self) -> bool:
        """Whether the folded fields need to be seen at once."""
        names = ("direction", "interpreting", "counterpart", "persons", "source", "source_name", "regime", "topic")
        return any(self[name].errors for name in names) or bool(self["counterpart"].value())

    @staticmethod
    def typed(contact_type: str) -> dict[str, str]:
        """The initial values of the two controls for a type."""
        return {"type": contact_type} if contact_type in SEGMENTS else {"type": "", "other_type": contact_type}


class CorrectionForm(ContactForm):
    """The same for a contact that is written already."""

    def contact(self) -> dict[str, Any]:
        values = super().contact()
        return values if values["regime"] else {name: value for name, value in values.items() if name != "regime"}

    @staticmethod
    def of(contact: Contact) -> dict[str, Any]:
        """The initial values for a contact."""
        values = {name: getattr(contact, name) for name in CORRECTABLE}
        return {**values, **ContactForm.typed(contact.type)}
