"""Several contacts of one day in one table."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _

from fahrwasser.contacts.actions import RowRefused
from fahrwasser.contacts.models import Contact
from fahrwasser.core.errors import NotAllowed
from fahrwasser.core.forms import DateField, Form, TextField
from fahrwasser.core.ids import new_id

ROWS = 6
MOST_ROWS = 30
WITHOUT_CASE = "ohne"
REFUSED = "Eine Zeile kann so nicht gespeichert werden; der Grund steht dort."


class RowForm(Form):
    """One contact; a row nobody touched is none. ``entry`` is the key of the contact it becomes."""

    mark_optional = once = False

    entry = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    case = forms.ChoiceField(label=_("Fall"))
    type = forms.ChoiceField(label=_("Art"), choices=Contact.Type.choices, initial="TEL")
    outcome = forms.ChoiceField(
        label=_("Ergebnis"), choices=Contact.Outcome.choices, initial=Contact.Outcome.TOOK_PLACE
    )
    time = forms.TimeField(
        label=_("Uhrzeit"), widget=forms.TimeInput(format="%H:%M", attrs={"autocomplete": "off"}),
        error_messages={"invalid": _("Bitte schreiben Sie die Uhrzeit so: 14:15.")},
    )  # fmt: skip
    minutes = forms.IntegerField(label=_("Minuten"), min_value=0, max_value=1440, required=False)
    facts = TextField(label=_("Was war"), required=False, rows=1)

    def __init__(self, *args: Any, cases: Iterable[tuple[str, Any]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("– Zeile bleibt leer –")), (WITHOUT_CASE, _("ohne Fall (Kurzauskunft)")), *cases]
        self.fields["case"].choices = choices  # type: ignore[attr-defined]

    def has_changed(self) -> bool:
        return bool(set(self.changed_data) - {"entry"})


RowSet = forms.formset_factory(RowForm, extra=ROWS, max_num=MOST_ROWS, absolute_max=MOST_ROWS)


class ManyForm(Form):
    """A day and its contacts, saved together or not at all."""

    day = DateField(label=_("Tag"))

    def __init__(self, *args: Any, cases: Iterable[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bound = self.data if self.is_bound else None
        self.rows = RowSet(bound, prefix="zeile", form_kwargs={"cases": list(cases)})

    def restore(self, typed: QueryDict) -> None:
        """The rows, too; the key of each comes along, so that none is written twice."""
        super().restore(typed)
        total = typed.get("zeile-TOTAL_FORMS", "0")
        count = min(int(total), MOST_ROWS) if total.isdecimal() else 0
        for row in self.rows.forms[:count]:
            row.restore(typed)

    def is_valid(self) -> bool:
        own, rows = super().is_valid(), self.rows.is_valid()
        if own and rows and not self.filled():
            self.add_error(None, _("Bitte füllen Sie mindestens eine Zeile aus."))
            return False
        return own and rows

    def filled(self) -> list[RowForm]:
        return [row for row in self.rows.forms if row.has_changed()]

    def contacts(self) -> list[tuple[str, dict[str, Any]]]:
        """For each filled row the key of its case ("" without) and the fields of the contact."""
        return [_contact(row.cleaned_data, self.cleaned_data["day"]) for row in self.filled()]

    def carries_out(self, act: Callable[[], object]) -> bool:
        """A refusal stands at its row."""

        def at_its_row() -> None:
            try:
                act()
            except RowRefused as refusal:
                row = self.filled()[refusal.number]
                row.add_error({"at": "time"}.get(refusal.field or ""), refusal.sentence)
                raise NotAllowed(REFUSED) from refusal

        return super().carries_out(at_its_row)


def _contact(row: dict[str, Any], day: Any) -> tuple[str, dict[str, Any]]:
    case = "" if row["case"] == WITHOUT_CASE else row["case"]
    at = make_aware(datetime.combine(day, row["time"]))
    return case, {"at": at, **{name: row[name] for name in ("entry", "type", "outcome", "minutes", "facts")}}
