"""Forms about people."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from fahrwasser.catalogue import read
from fahrwasser.catalogue.town import town
from fahrwasser.clients.births import Birth, Precision, read_birth
from fahrwasser.clients.models import Client
from fahrwasser.core.forms import DateField, Form

Choices = list[tuple[str, Any]]


def language_choices() -> Choices:
    return [
        ("", _("noch nicht gefragt")),
        *((entry["code"], entry["label"]) for entry in read("languages")["languages"]),
    ]


def district_choices() -> Choices:
    """Where somebody may live: districts of the municipality, and the neighbouring towns."""
    places = [place for place in town()["districts"] if place["kind"] in ("district", "neighbour")]
    return [("", _("keine Angabe")), *((place["code"], place["label"]) for place in places)]


def written_choices() -> Choices:
    return [("", _("noch nicht gefragt")), *language_choices()[1:]]


class BirthField(forms.CharField):
    """A birth date as far as it is known: TT.MM.JJJJ, MM.JJJJ or JJJJ. Cleans to a ``Birth``."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 30)
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Birth:
        try:
            return read_birth(super().clean(value))
        except ValueError as unreadable:
            raise ValidationError(str(unreadable)) from None


LANGUAGE_FIELDS = ("language", "second_language", "third_language")


class PersonForm(Form):
    """Somebody of a file. Only the first name must be known."""

    role = forms.ChoiceField(label=_("Wer ist das?"), choices=Client.Role.choices)
    first_name = forms.CharField(label=_("Vorname"), max_length=100)
    last_name = forms.CharField(
        label=_("Nachname"), max_length=100, required=False, help_text=_("Auch mehrere Familiennamen oder keiner.")
    )
    called_name = forms.CharField(label=_("wird genannt"), max_length=100, required=False)
    own_form = forms.CharField(
        label=_("Name in der eigenen Form"), max_length=200, required=False,
        help_text=_("So, wie die Person ihn schreibt: eigene Reihenfolge, eigene Schrift."),
    )  # fmt: skip
    birth_date = BirthField(
        label=_("Geburtsdatum"), required=False,
        help_text=_("09.03.1990; wenn der Tag unbekannt ist: 03.1990 oder 1990. Bei einem erwarteten Kind der Termin."),
    )  # fmt: skip
    birth_estimated = forms.BooleanField(
        label=_("geschätzt, oder der 1. Januar steht nur in den Papieren"), required=False
    )
    gender = forms.ChoiceField(label=_("Geschlecht"), choices=Client.Gender.choices, required=False)
    language = forms.ChoiceField(label=_("Sprache"), choices=language_choices, required=False)
    second_language = forms.ChoiceField(label=_("zweite Sprache"), choices=language_choices, required=False)
    third_language = forms.ChoiceField(label=_("dritte Sprache"), choices=language_choices, required=False)
    literacy = forms.ChoiceField(label=_("Lesen und Schreiben"), choices=Client.Literacy.choices, required=False)
    written_language = forms.ChoiceField(
        label=_("Briefe am besten auf"), choices=written_choices, required=False,
        help_text=_("Die Sprache, in der die Person liest."),
    )  # fmt: skip
    district = forms.ChoiceField(label=_("Ortsteil"), choices=district_choices, required=False)

    def person(self) -> dict[str, Any]:
        """The cleaned values as fields of ``Client``."""
        values = dict(self.cleaned_data)
        spoken = [values.pop(name) for name in LANGUAGE_FIELDS]
        birth, estimated = values.pop("birth_date"), values.pop("birth_estimated")
        return {
            **values,
            "birth_date": birth.day,
            "birth_precision": Precision.ESTIMATED if estimated and birth.day else birth.precision,
            "languages": ",".join(dict.fromkeys(code for code in spoken if code)),
        }

    @staticmethod
    def of(person: Client) -> dict[str, Any]:
        """The initial values for a person already known."""
        special = {*LANGUAGE_FIELDS, "birth_date", "birth_estimated", "joined_on"}
        spoken = [*person.languages.split(","), "", "", ""][: len(LANGUAGE_FIELDS)]
        return {
            **{name: getattr(person, name) for name in PersonForm.base_fields if name not in special},
            **dict(zip(LANGUAGE_FIELDS, spoken, strict=True)),
            "birth_date": person.birth.typed(),
            "birth_estimated": person.birth.precision == Precision.ESTIMATED,
        }


class NewPersonForm(PersonForm):
    """Somebody new, who may have come to the household on a day."""

    joined_on = DateField(label=_("im Haushalt seit"), required=False)


class KnownForm(Form):
    """What is typed while the page asks whether the person is known already; nothing here is ever wrong."""

    first_name = forms.CharField(max_length=200, required=False)
    last_name = forms.CharField(max_length=200, required=False)
    called_name = forms.CharField(max_length=100, required=False)
    birth_date = BirthField(required=False)
    phone = forms.CharField(max_length=40, required=False)

    def asked(self) -> dict[str, Any]:
        """The arguments of ``queries.candidates``, from whatever can be read so far."""
        self.is_valid()
        told = self.cleaned_data
        birth = told.get("birth_date") or Birth()
        name = " ".join(told.get(part, "") for part in ("first_name", "called_name", "last_name"))
        return {"name": name, "birth_date": birth.day, "precision": birth.precision, "phone": told.get("phone", "")}
