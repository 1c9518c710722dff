"""Forms of the pool, of what speaks against somebody, and of bookings."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fahrwasser.catalogue import read
from fahrwasser.clients.forms import district_choices, language_choices
from fahrwasser.contacts.models import Interpreter, InterpreterConflict
from fahrwasser.contacts.models.interpreters import Way
from fahrwasser.contacts.rules import NOT_AVAILABLE
from fahrwasser.core.forms import DateField, Form


def languages() -> list[tuple[str, Any]]:
    return [(code, label) for code, label in language_choices() if code]


def language_words(codes: str) -> str:
    """Languages in words, for codes separated by commas."""
    known = {entry["code"]: str(entry["label"]) for entry in read("languages")["languages"]}
    return ", ".join(known.get(code, code) for code in codes.split(",") if code)


class InterpreterForm(Form):
    name = forms.CharField(label=_("Name oder Kürzel"), max_length=150)
    languages = forms.MultipleChoiceField(
        label=_("Sprachen"), choices=languages, widget=forms.SelectMultiple(attrs={"size": 6})
    )
    gender = forms.ChoiceField(label=_("Frau oder Mann"), choices=Interpreter.Gender.choices, required=False)
    pool = forms.CharField(label=_("Stelle oder Pool"), max_length=200, required=False)
    on_site = forms.BooleanField(label=_("vor Ort"), required=False)
    phone = forms.BooleanField(label=_("am Telefon"), required=False)
    video = forms.BooleanField(label=_("per Video"), required=False)
    bound_on = DateField(
        label=_("Verpflichtungserklärung vom"), required=False, help_text=_("Ohne sie kann niemand gebucht werden.")
    )
    bound_until = DateField(label=_("gilt bis"), required=False)
    place = forms.ChoiceField(label=_("Wohnort"), choices=district_choices, required=False)
    community = forms.CharField(label=_("Community, Verwandtschaft"), max_length=200, required=False)
    active = forms.BooleanField(label=_("steht zur Verfügung"), required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        bound_on, bound_until = values.get("bound_on"), values.get("bound_until")
        if bound_until and (bound_on is None or bound_until < bound_on):
            self.add_error("bound_until", _("Das Ende liegt vor dem Tag der Erklärung, oder dieser fehlt."))
        if len(",".join(values.get("languages") or [])) > 100:
            self.add_error("languages", _("Das sind zu viele Sprachen."))
        return values

    def interpreter(self) -> dict[str, Any]:
        return {**self.cleaned_data, "languages": ",".join(self.cleaned_data["languages"])}

    @staticmethod
    def of(interpreter: Interpreter) -> dict[str, Any]:
        values = {name: getattr(interpreter, name) for name in InterpreterForm.base_fields}
        return {**values, "languages": interpreter.languages.split(",")}


class BookingForm(Form):
    """Only who is free is offered; whoever else is asked for is "nicht verfügbar"."""

    language = forms.ChoiceField(label=_("Sprache"), choices=languages)
    way = forms.ChoiceField(label=_("Wie"), choices=Way.choices, initial=Way.ON_SITE)
    interpreter = forms.ChoiceField(label=_("Sprachmittlung"), error_messages={"invalid_choice": NOT_AVAILABLE})

    def __init__(self, *args: Any, offered: Iterable[Interpreter], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {str(one.pk): one for one in offered}
        choices = [(key, self._words(one)) for key, one in self.offered.items()]
        self.fields["interpreter"].choices = [("", _("Bitte wählen")), *choices]  # type: ignore[attr-defined]

    @staticmethod
    def _words(one: Interpreter) -> str:
        gender = str(one.get_gender_display()) if one.gender else ""
        parts = (one.name, language_words(one.languages), gender, ", ".join(one.ways))
        return " · ".join(part for part in parts if part)

    def booking(self) -> dict[str, Any]:
        values = self.cleaned_data
        chosen = self.offered[values["interpreter"]]
        return {"interpreter": chosen, "language": values["language"], "way": values["way"]}


class ConflictForm(Form):
    interpreter = forms.ChoiceField(label=_("Sprachmittlung"))
    kind = forms.ChoiceField(label=_("Grund"), choices=InterpreterConflict.Kind.choices)
    note = forms.CharField(label=_("Bemerkung"), max_length=200, required=False)

    def __init__(self, *args: Any, pool: Iterable[Interpreter], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pool = {str(one.pk): one for one in pool}
        self.fields["interpreter"].choices = [(key, one.name) for key, one in self.pool.items()]  # type: ignore[attr-defined]

    def conflict(self) -> dict[str, Any]:
        values = self.cleaned_data
        return {"interpreter": self.pool[values["interpreter"]], "kind": values["kind"], "note": values["note"]}
