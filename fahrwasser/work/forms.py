"""Forms of tasks, and what every form with a draft needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fahrwasser.accounts.models import User
from fahrwasser.core.forms import DateField, Form
from fahrwasser.work import queries
from fahrwasser.work.models import Draft, Task


@dataclass(frozen=True)
class Kept:
    """The draft of one page for one person. ``address`` is the page that goes on with it, and the draft's key.

    In the template: ``data-draft-url="{{ kept.url }}"``, and inside the form ``fw/keeps.html`` with a short ``label``.
    ``page`` puts the draft into the form, and when the form was carried out it goes (``work.once``); only a view that
    needs the words earlier, or keeps its draft under another address, asks for ``kept`` itself.
    """

    address: str
    draft: Draft | None

    @property
    def url(self) -> str:
        return f"{reverse('work:draft')}?{urlencode({'seite': self.address})}"

    @property
    def discard_url(self) -> str:
        return f"{reverse('work:draft_discard')}?{urlencode({'seite': self.address})}"

    @property
    def saved_at(self) -> str:
        return f"{timezone.localtime(self.draft.saved_at):%H:%M:%S}" if self.draft else ""

    @property
    def begun(self) -> QueryDict | None:
        """The fields as they were typed; None without a draft."""
        return QueryDict(self.draft.content) if self.draft else None

    def initial(self, form: type[forms.Form]) -> dict[str, Any]:
        """What was typed, as initial values; nothing without a draft."""
        return self.typed(form.base_fields)

    def typed(self, fields: Mapping[str, forms.Field]) -> dict[str, Any]:
        """The same for the fields of one form that makes some of them itself."""
        begun = self.begun
        if begun is None:
            return {}
        return {name: field.widget.value_from_datadict(begun, {}, name) for name, field in fields.items()}


def kept(user: User, address: str) -> Kept:
    """The draft for the page at ``address``, a path of ours with its query."""
    return Kept(address, queries.draft(user, address))


class TaskForm(Form):
    what = forms.CharField(label=_("Was ist zu tun?"), max_length=200)
    why = forms.CharField(label=_("Anlass"), max_length=200, required=False)
    due_on = DateField(label=_("Bis wann?"))
    kind = forms.ChoiceField(
        label=_("Für wen?"), choices=Task.Kind, initial=Task.Kind.CASE_WORK, required=False,
        help_text=_("Während einer Vertretung sieht auch die Vertretung, was für die Fallführung ist."),
    )  # fmt: skip

    def clean_kind(self) -> str:
        return self.cleaned_data["kind"] or Task.Kind.CASE_WORK


class FollowUpForm(Form):
    mark_optional = False
    on = DateField(label=_("Wieder vorlegen am"))
    why = forms.CharField(
        label=_("Warum?"), max_length=120, help_text=_("Ein, zwei Wörter, zum Beispiel: Antwort vom Jobcenter da?")
    )
