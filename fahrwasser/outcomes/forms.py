"""Forms about outcomes."""

from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fahrwasser.clients.models import Client
from fahrwasser.core.forms import DateField, Form
from fahrwasser.outcomes import rules
from fahrwasser.outcomes.models import OutcomeEvent


def kind_choices() -> list[tuple[str, Any]]:
    """Kinds under the headings of their groups."""
    grouped = groupby(rules.kinds().values(), key=lambda kind: kind.group)
    return [("", _("Bitte wählen")), *((name, [(k.code, k.label) for k in kinds]) for name, kinds in grouped)]


class OutcomeForm(Form):
    """What has been reached, since when, for whom, and how we know."""

    kind = forms.ChoiceField(label=_("Was ist erreicht?"), choices=kind_choices)
    day = DateField(label=_("Seit wann?"))
    about = forms.ModelChoiceField(
        label=_("Für wen?"), queryset=Client.objects.none(), required=False, empty_label=_("für alle in der Akte")
    )
    evidence = forms.ChoiceField(label=_("Woher wissen wir es?"), choices=OutcomeEvent.Evidence.choices)
    words = forms.CharField(label=_("In einem Satz"), max_length=300, required=False)

    def __init__(self, *args: Any, people: list[Client], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        about: Any = self.fields["about"]
        about.queryset = Client.objects.filter(pk__in=[person.pk for person in people])
        about.label_from_instance = lambda person: person.name


class LastingForm(Form):
    """Is it still so?"""

    lasts = forms.TypedChoiceField(
        label=_("Ist es noch so?"),
        choices=[("ja", _("ja")), ("nein", _("nein"))],
        coerce=lambda answer: answer == "ja",
        widget=forms.RadioSelect,
    )
    on = DateField(label=_("Nachgefragt am"))
