"""One form per fact: it asks the question of the fact and gives its value as JSON."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fahrwasser.assessment import fact_words, facts
from fahrwasser.assessment.models import KnownFact
from fahrwasser.core.forms import DateField, Form, TextField
from fahrwasser.offers.codes import KINDS
from fahrwasser.offers.criteria import OWN_WORDS
from fahrwasser.offers.criteria.vocabulary import (
    BENEFIT_SYSTEMS,
    LANGUAGES,
    LEVELS,
    PLACES,
    PROOFS,
    RESIDENCE_GROUPS,
    SEXES,
    WEEKDAYS,
)

YES_NO = (("yes", _("ja")), ("no", _("nein")))
CERTIFIED = (("yes", _("ja, gesehen")), ("no", _("nein")), ("", _("nicht geprüft")))
CERTIFIED_VALUES = {"yes": True, "no": False, "": None}
LONGEST_LINE = 200
EITHER = _("Bitte geben Sie etwas an, oder kreuzen Sie an, dass es nichts gibt.")


def choices_of(labels: Mapping[str, str]) -> list[tuple[str, str]]:
    return list(labels.items())


def few(**attrs: Any) -> forms.RadioSelect:
    return forms.RadioSelect(attrs={"class": "fw-segments", **attrs})


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class FactForm(Form):
    """Source and day of any fact. ``main`` names the field that carries the question."""

    main = ""
    source = forms.CharField(
        label=_("Quelle"),
        max_length=60,
        initial=OWN_WORDS,
        help_text=_("Zum Beispiel: eigene Angabe, Zertifikat, Aufenthaltstitel, Bescheid."),
    )
    as_of = DateField(label=_("Stand vom"))

    def __init__(self, data: Any, *, name: str, known: KnownFact | None, today: date) -> None:
        recorded = self.load(facts.from_json(name, known.value)) if known else {}
        super().__init__(data, recorded=recorded, initial={"as_of": today})
        self.name = name
        self.fields[self.main].label = fact_words.topic(name).question
        self.told_only = name in facts.PERSON_TOLD
        if self.told_only:
            del self.fields["source"]
        self.order_fields([*(field for field in self.fields if field not in ("none", "source", "as_of")), "none"])

    def load(self, value: Any) -> dict[str, Any]:
        """The fields for a known value."""
        return {self.main: value}

    def value(self) -> Any:
        """What was typed, as the fact's own type."""
        return self.cleaned_data[self.main]

    def noted(self) -> dict[str, Any]:
        """Arguments of ``actions.set_fact``."""
        return {
            "name": self.name,
            "value": facts.to_json(self.value()),
            "source": self.cleaned_data.get("source", OWN_WORDS),
            "as_of": self.cleaned_data["as_of"],
        }


class YesNoForm(FactForm):
    main = "answer"
    answer = forms.ChoiceField(choices=YES_NO, widget=few())

    def load(self, value: Any) -> dict[str, Any]:
        return {"answer": "yes" if value else "no"}

    def value(self) -> bool:
        return bool(self.cleaned_data["answer"] == "yes")


class DayForm(FactForm):
    main = "day"
    day = DateField()


class MaybeForm(FactForm):
    """A value, or the statement that there is none; silence is refused, because it would say the same."""

    none = forms.BooleanField(required=False)

    mark_optional = False

    def __init__(self, *args: Any, none: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["none"].label = none

    def load(self, value: Any) -> dict[str, Any]:
        return {self.main: value, "none": not value}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.main not in self.errors and self.names_something(cleaned) == bool(cleaned.get("none")):
            self.add_error(self.main, EITHER)
        return cleaned

    def names_something(self, cleaned: Mapping[str, Any]) -> bool:
        return bool(cleaned.get(self.main))

    def value(self) -> Any:
        return self.cleaned_data[self.main] or None


class MaybeDayForm(MaybeForm):
    main = "day"
    day = DateField(required=False)


class MaybeWordsForm(MaybeForm):
    main = "words"
    words = forms.CharField(required=False, max_length=LONGEST_LINE)


class WordsForm(FactForm):
    main = "words"
    words = forms.CharField(max_length=LONGEST_LINE)


class NumberForm(FactForm):
    main = "number"
    number = forms.IntegerField(min_value=0)

    def __init__(self, *args: Any, most: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"] = forms.IntegerField(min_value=0, max_value=most, label=self.fields["number"].label)
        self.order_fields(["number"])


class CodeForm(FactForm):
    main = "code"
    code = forms.ChoiceField()

    def __init__(self, *args: Any, labels: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = [("", gettext("bitte wählen")), *choices_of(labels)]  # type: ignore[attr-defined]


class CodesForm(MaybeForm):
    """A set of codes; that there is none is a choice of its own."""

    main = "codes"
    codes = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple(attrs={"class": "fw-choices--inline"})
    )

    def __init__(self, *args: Any, labels: Mapping[str, str], **kwargs: Any) -> None:
        self.labels = labels
        super().__init__(*args, **kwargs)
        self.fields["codes"].choices = choices_of(labels)  # type: ignore[attr-defined]

    def load(self, value: Any) -> dict[str, Any]:
        return {"codes": [code for code in value if code in self.labels], "none": not value}

    def value(self) -> frozenset[str]:
        return frozenset(self.cleaned_data["codes"])


class CodesAndWordsForm(CodesForm):
    """Codes to tick and, one a line, what the list does not know."""

    words = TextField(label=_("Anderes, in den Worten der Person"), required=False, help_text=_("Eines je Zeile."))
    field_order = ("codes", "words")

    def load(self, value: Any) -> dict[str, Any]:
        return {**super().load(value), "words": "\n".join(sorted(value - set(self.labels)))}

    def value(self) -> frozenset[str]:
        return super().value() | frozenset(lines_of(self.cleaned_data["words"]))

    def names_something(self, cleaned: Mapping[str, Any]) -> bool:
        return super().names_something(cleaned) or bool(cleaned.get("words"))


class LinesForm(MaybeForm):
    main = "words"
    words = TextField(required=False, help_text=_("Eines je Zeile."))

    def load(self, value: Any) -> dict[str, Any]:
        return super().load("\n".join(sorted(value)))

    def value(self) -> frozenset[str]:
        return frozenset(lines_of(self.cleaned_data["words"]))


class ResidenceForm(FactForm):
    main = "group"
    group = forms.ChoiceField(choices=[("", _("bitte wählen")), *choices_of(RESIDENCE_GROUPS)])
    paragraph = forms.CharField(label=_("Paragraf, wenn bekannt"), max_length=40, required=False)

    def load(self, value: Any) -> dict[str, Any]:
        return {"group": value.group, "paragraph": value.paragraph}

    def value(self) -> Any:
        return {"group": self.cleaned_data["group"], "paragraph": self.cleaned_data["paragraph"] or None}


class GermanForm(FactForm):
    main = "level"
    level = forms.ChoiceField(choices=[("", _("bitte wählen")), *((level, level) for level in LEVELS)])
    certified = forms.ChoiceField(label=_("Gibt es einen Nachweis?"), choices=CERTIFIED, required=False, widget=few())

    def load(self, value: Any) -> dict[str, Any]:
        certified = {True: "yes", False: "no", None: ""}[value.certified]
        return {"level": value.level, "certified": certified}

    def value(self) -> Any:
        return {"level": self.cleaned_data["level"], "certified": CERTIFIED_VALUES[self.cleaned_data["certified"]]}


class ChildrenForm(MaybeForm):
    main = "births"
    births = TextField(required=False, help_text=_("Ein Geburtsdatum je Zeile (TT.MM.JJJJ)."))

    def load(self, value: Any) -> dict[str, Any]:
        return super().load("\n".join(f"{born:%d.%m.%Y}" for born in sorted(value)))

    def clean_births(self) -> tuple[date, ...]:
        days = tuple(DateField().clean(line) for line in lines_of(self.cleaned_data["births"]))
        if any(born > self.initial["as_of"] for born in days):
            raise forms.ValidationError(gettext("Ein Geburtsdatum liegt in der Zukunft. Bitte prüfen Sie es."))
        return days

    def value(self) -> tuple[date, ...]:
        return tuple(self.cleaned_data["births"])


class DutyForm(Form):
    """One fixed appointment of the week; one that ends earlier than it starts goes on until the next day."""

    label = forms.CharField(label=_("Was"), max_length=80)
    starts = forms.TimeField(label=_("von"), widget=forms.TimeInput(format="%H:%M"))
    ends = forms.TimeField(
        label=_("bis"), widget=forms.TimeInput(format="%H:%M"), help_text=_("Nachtschicht: Uhrzeit am nächsten Tag")
    )
    days = forms.MultipleChoiceField(
        label=_("Tage"),
        required=False,
        choices=choices_of(WEEKDAYS),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "fw-choices--inline"}),
    )
    first_day = DateField(label=_("erster Tag"), required=False)
    last_day = DateField(label=_("letzter Tag"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        wrong = gettext("Das Ende liegt vor dem Anfang. Bitte prüfen Sie beide Angaben.")
        if cleaned.get("first_day") and cleaned.get("last_day") and cleaned["last_day"] < cleaned["first_day"]:
            self.add_error("last_day", wrong)
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if starts and ends is not None and ends < starts and facts.length(starts, ends) > facts.LONGEST_NIGHT:
            self.add_error("ends", wrong)
        return cleaned

    def as_json(self) -> dict[str, Any]:
        values = {**self.cleaned_data, "days": frozenset(self.cleaned_data["days"])}
        return {name: facts.to_json(value) for name, value in values.items() if name != "DELETE"}


DutyRows = forms.formset_factory(DutyForm, extra=2, can_delete=True, max_num=20)


class ObligationsForm(FactForm):
    """Fixed appointments as rows; that there are none is a choice of its own."""

    main = "as_of"
    none = forms.BooleanField(label=_("Nein, keine festen Termine"), required=False)

    def __init__(self, data: Any, *, name: str, known: KnownFact | None, today: date) -> None:
        super().__init__(data, name=name, known=known, today=today)
        self.fields["as_of"].label = _("Stand vom")
        self.question = fact_words.topic(name).question
        self.known: Any = known.value if known else []
        self.rows = DutyRows(data, prefix="termin", initial=self.known)

    def load(self, value: Any) -> dict[str, Any]:
        return {"rows": value, "none": not value}

    def differences(self, recorded: Mapping[str, Any], data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        if self.rows.has_changed():
            yield self.question, "\n".join(row["label"] for row in self.known)

    def is_valid(self) -> bool:
        valid = all([super().is_valid(), self.rows.is_valid()])
        if valid and bool(self.value()) == self.cleaned_data["none"]:
            self.add_error("none", EITHER)
        return valid and not self.errors

    def value(self) -> Any:
        filled = [
            row for row in self.rows.forms if row not in self.rows.deleted_forms and row.cleaned_data.get("label")
        ]
        return [row.as_json() for row in filled]


FORMS: Mapping[str, tuple[type[FactForm], dict[str, Any]]] = {
    "birth_date": (DayForm, {}),
    "age": (NumberForm, {"most": 130}),
    "gender": (CodeForm, {"labels": SEXES}),
    "residence": (ResidenceForm, {}),
    "course_right_until": (MaybeDayForm, {"none": _("hat keine Berechtigung")}),
    "bound_to": (MaybeWordsForm, {"none": _("es gilt keine Wohnsitzregelung")}),
    "district": (CodeForm, {"labels": PLACES}),
    "german": (GermanForm, {}),
    "literate": (YesNoForm, {}),
    "languages": (CodesForm, {"labels": LANGUAGES, "none": _("keine dieser Sprachen")}),
    "children": (ChildrenForm, {"none": _("Nein, keine Kinder")}),
    "single_parent": (YesNoForm, {}),
    "due_date": (MaybeDayForm, {"none": _("es wird kein Kind erwartet")}),
    "childcare_arranged": (YesNoForm, {}),
    "benefit_system": (CodeForm, {"labels": BENEFIT_SYSTEMS}),
    "competent_body": (WordsForm, {}),
    "proofs": (CodesForm, {"labels": PROOFS, "none": _("Nein, keiner davon")}),
    "budget": (NumberForm, {"most": 100_000}),
    "obligations": (ObligationsForm, {}),
    "travel_limit": (NumberForm, {"most": 600}),
    "step_free_needed": (YesNoForm, {}),
    "groups_from": (DayForm, {}),
    "protected_space": (YesNoForm, {}),
    "dangerous_places": (CodesAndWordsForm, {"labels": fact_words.DANGER_CHOICES, "none": _("Nein, keine davon")}),
    "avoided_circles": (LinesForm, {"none": _("Nein, keine")}),
    "unwanted": (CodesAndWordsForm, {"labels": KINDS, "none": _("Nein, keine davon")}),
}


def fact_form(name: str, data: Any, known: KnownFact | None, today: date) -> FactForm:
    """The form of one fact. Raises ``KeyError`` for a fact that is not asked on a page."""
    kind, options = FORMS[name]
    return kind(data, name=name, known=known, today=today, **options)
