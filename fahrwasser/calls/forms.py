"""Forms of the telephone: a message in few inputs, and what becomes of it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fahrwasser.accounts.fields import PersonField
from fahrwasser.accounts.models import User
from fahrwasser.calls.models import CallerKind
from fahrwasser.core.forms import Form, TextField

LONGEST = 2_000  # characters of a message; a telephone call has no more


class MessageForm(Form):
    """Who calls, what it is about, how to call back. Nothing is looked up while it is typed."""

    caller_kind = forms.ChoiceField(
        label=_("Wer meldet sich?"), choices=CallerKind.choices,
        widget=forms.RadioSelect(attrs={"class": "fw-segments"}),
    )  # fmt: skip
    caller = forms.CharField(label=_("Name und Stelle"), max_length=150, required=False)
    call_back = forms.CharField(
        label=_("Rückruf"), max_length=150, required=False, help_text=_("Nummer und Zeit, oder „ruft wieder an“.")
    )
    about = forms.CharField(
        label=_("Um wen geht es?"), max_length=150, required=False, help_text=_("Der Name, wie er gesprochen wurde.")
    )
    concern = TextField(label=_("Anliegen"), rows=4, max_length=LONGEST)
    asked_for = PersonField(label=_("Wird jemand verlangt?"), required=False, empty_label=_("niemand Bestimmtes"))
    wants_information = forms.BooleanField(label=_("Die Stelle will etwas über eine Person wissen"), required=False)

    def __init__(self, *args: Any, people: Iterable[User] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["asked_for"].queryset = people  # type: ignore[attr-defined]


class OutcomeForm(Form):
    words = forms.CharField(
        label=_("Was ist daraus geworden?"), max_length=300, help_text=_("Zum Beispiel: zurückgerufen, Termin gemacht.")
    )


class PassOnForm(Form):
    to = PersonField(label=_("An wen?"))

    def __init__(self, *args: Any, people: Iterable[User] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = people  # type: ignore[attr-defined]
