"""Forms of the counter: whom to call and who pays, how the call ended, and a line of the pool."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fahrwasser.contacts.models import Interpreter
from fahrwasser.contacts.rules import NOT_AVAILABLE
from fahrwasser.core.forms import Form
from fahrwasser.counter import queries, rules
from fahrwasser.counter.models import PhoneLine

DAYS = [
    ("1", _("Mo")), ("2", _("Di")), ("3", _("Mi")), ("4", _("Do")), ("5", _("Fr")), ("6", _("Sa")), ("7", _("So")),
]  # fmt: skip
NO_TIME = _("Bitte schreiben Sie die Uhrzeit so: 08:00.")


def time_of_day(label: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label, widget=forms.TimeInput(format="%H:%M", attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": NO_TIME},
    )  # fmt: skip


class SearchForm(Form):
    """A language by its name; sent by address, because nothing in it is about a person."""

    once = False
    mark_optional = False
    name = forms.CharField(label=_("Sprache auf Deutsch"), max_length=60, required=False)


class CallForm(Form):
    """Whom to call and who pays; both are chosen already."""

    mark_optional = False

    line = forms.ChoiceField(
        label=_("Wen rufen Sie an?"), widget=forms.RadioSelect, error_messages={"invalid_choice": NOT_AVAILABLE}
    )
    cost_unit = forms.ChoiceField(label=_("Wer zahlt?"))

    def __init__(self, *args: Any, offered: Iterable[PhoneLine], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {str(line.pk): line for line in offered}
        units = [(unit.code, unit.label) for unit in queries.cost_units() if unit.is_open(today)]
        line, cost_unit = self.fields["line"], self.fields["cost_unit"]
        line.choices = [(key, self._words(one)) for key, one in self.offered.items()]  # type: ignore[attr-defined]
        cost_unit.choices = units  # type: ignore[attr-defined]
        line.initial, cost_unit.initial = next(iter(self.offered), ""), units[0][0]

    @staticmethod
    def _words(line: PhoneLine) -> str:
        hours = _("rund um die Uhr") if line.is_always else _("bis %(time)s Uhr") % {"time": f"{line.closes:%H:%M}"}
        return f"{line.name} · {line.number} · {hours}"

    def call(self) -> dict[str, Any]:
        values = self.cleaned_data
        return {"line": self.offered[values["line"]], "cost_unit": values["cost_unit"]}


class EndForm(Form):
    """The measured time counts unless somebody knows better."""

    minutes = forms.IntegerField(
        label=_("Minuten"), required=False, min_value=1, max_value=rules.LONGEST,
        help_text=_("Leer lassen, dann gilt die gemessene Zeit."),
        error_messages={"invalid": _("Bitte schreiben Sie die Minuten als Zahl.")},
    )  # fmt: skip


class LineForm(Form):
    """A number with its hours."""

    interpreter = forms.ChoiceField(label=_("Sprachmittlung"))
    name = forms.CharField(label=_("Wer sich meldet"), max_length=150)
    number = forms.CharField(label=_("Telefonnummer"), max_length=40)
    days = forms.MultipleChoiceField(
        label=_("Tage"), choices=DAYS, widget=forms.CheckboxSelectMultiple(attrs={"class": "fw-choices--inline"})
    )
    opens = forms.TimeField(label=_("von"), widget=forms.TimeInput(format="%H:%M"), error_messages={"invalid": NO_TIME})
    closes = forms.TimeField(
        label=_("bis"), widget=forms.TimeInput(format="%H:%M"), error_messages={"invalid": NO_TIME}
    )
    many = forms.BooleanField(label=_("nimmt mehrere Gespräche zugleich an"), required=False)
    active = forms.BooleanField(label=_("in Betrieb"), required=False)

    def __init__(self, *args: Any, pool: Iterable[Interpreter], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pool = {str(one.pk): one for one in pool}
        choices = [(key, one.name) for key, one in self.pool.items()]
        self.fields["interpreter"].choices = choices  # type: ignore[attr-defined]

    def line(self) -> dict[str, Any]:
        values = self.cleaned_data
        interpreter = self.pool[values["interpreter"]]
        return {**values, "interpreter": interpreter, "days": ",".join(values["days"])}

    @staticmethod
    def of(line: PhoneLine) -> dict[str, Any]:
        values = {name: getattr(line, name) for name in LineForm.base_fields}
        return {**values, "interpreter": str(line.interpreter_id), "days": line.days.split(",")}


def day_words(codes: str) -> str:
    """Weekdays in words, for ISO numbers separated by commas."""
    names = dict(DAYS)
    return ", ".join(str(names[code]) for code in codes.split(","))
