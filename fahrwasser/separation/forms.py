"""The form of Fall trennen: everything on one page."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fahrwasser.accounts.models import User
from fahrwasser.accounts.queries import colleagues
from fahrwasser.assessment.models import Need
from fahrwasser.assessment.queries import needs_of
from fahrwasser.cases.models import Case
from fahrwasser.cases.queries import away, deputy_of, name_today
from fahrwasser.clients.models import Client
from fahrwasser.clients.queries import people_of
from fahrwasser.contacts.models import Contact
from fahrwasser.contacts.queries import TEXTS, contacts_of
from fahrwasser.core.forms import Form, TextField
from fahrwasser.core.ids import new_id
from fahrwasser.separation.actions import Taken

WAY = ("how", "phone", "when", "never", "address")


def _note_label(note: Contact) -> str:
    words = next((text for text in (getattr(note, name) for name in TEXTS) if text), "")
    return f"{timezone.localdate(note.at):%d.%m.%Y} · {note.get_type_display()} · {Truncator(words).chars(80)}"


def _colleague(person: User, stands_in: User | None, absent: dict[object, User]) -> str:
    """Whoever stands in for the joint file's lead would read both files: that is said beside the name."""
    if person == stands_in:
        return gettext("%(name)s (vertritt die gemeinsame Akte)") % {"name": person.name}
    return name_today(person, absent)


class SeparateForm(Form):
    """Who goes, who is feared, what comes along, the safe way, and the two who are named."""

    entry = forms.UUIDField(widget=forms.HiddenInput)
    client = forms.ModelChoiceField(label=_("Für wen ist die neue Akte?"), queryset=Client.objects.none())
    others = forms.ModelMultipleChoiceField(
        label=_("Wer geht mit?"), queryset=Client.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    feared = forms.ModelChoiceField(
        label=_("Vor wem hat die Person Angst?"), queryset=Client.objects.none(), required=False,
        empty_label=_("niemand in dieser Akte"),
    )  # fmt: skip
    words = TextField(
        label=_("Was hat sie oder er gesagt?"), required=False, rows=3, max_length=2000,
        help_text=_("Steht verschlüsselt und nur in der neuen Akte."),
    )  # fmt: skip
    how = forms.CharField(label=_("Sicherer Weg"), max_length=200, required=False)
    phone = forms.CharField(label=_("Sichere Telefonnummer"), max_length=40, required=False)
    when = forms.CharField(label=_("Wann?"), max_length=200, required=False)
    never = forms.CharField(label=_("So auf keinen Fall"), max_length=200, required=False)
    address = forms.CharField(label=_("Geschützte Anschrift"), max_length=300, required=False)
    needs = forms.ModelMultipleChoiceField(
        label=_("Bedarfe"), queryset=Need.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    notes = forms.ModelMultipleChoiceField(
        label=_("Notizen"), queryset=Contact.objects.none(), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Nur was hier angekreuzt ist, geht als Kopie mit. Lesen Sie jede Notiz vorher noch einmal."),
    )  # fmt: skip
    lead = forms.ModelChoiceField(label=_("Wer führt die neue Akte?"), queryset=User.objects.none())
    second = forms.ModelChoiceField(label=_("Zweite Benannte oder zweiter Benannter"), queryset=User.objects.none())

    def __init__(self, *args: Any, case: Case, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("entry", new_id())
        people = Client.objects.filter(pk__in=[person.pk for person in people_of(case, user)])
        for name in ("client", "others", "feared"):
            self._offer(name, people.order_by("role", "first_name"), lambda person: person.name)
        open_needs = [need.pk for need in needs_of(case, user) if need.closed_on is None]
        self._offer("needs", Need.objects.filter(pk__in=open_needs).order_by("code"), lambda need: need.label)
        self._offer("notes", contacts_of(case, user), _note_label)
        separate = colleagues(user).exclude(pk__in=[key for key in (case.lead_id, case.second_id) if key])
        stands_in, absent = deputy_of(case.lead), away()
        for name in ("lead", "second"):
            self._offer(name, separate, lambda person: _colleague(person, stands_in, absent))

        for name in ("needs", "notes"):
            choice: Any = self.fields[name]
            if not choice.queryset.exists():
                del self.fields[name]

    def _offer(self, name: str, rows: Any, label: Any) -> None:
        choice: Any = self.fields[name]
        choice.queryset, choice.label_from_instance = rows, label
        if getattr(choice, "empty_label", "") == forms.ModelChoiceField(queryset=rows).empty_label:
            choice.empty_label = _("Bitte wählen")

    def arguments(self) -> dict[str, Any]:
        """What the act wants."""
        given = self.cleaned_data
        taken = Taken(
            **{name: given[name] for name in ("client", "others", "feared", "words")},
            **{name: given.get(name, ()) for name in ("notes", "needs")},
            way={name: given[name].strip() for name in WAY},
        )
        return {"taken": taken, **{name: given[name] for name in ("lead", "second", "entry")}}
