"""The next question, asked with the form that the assessment has for the fact; offers chosen for the plan."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from fahrwasser.accounts.models import User
from fahrwasser.accounts.queries import may
from fahrwasser.accounts.rules import Permission
from fahrwasser.assessment.fact_forms import FORMS, FactForm, fact_form
from fahrwasser.assessment.models import KnownFact
from fahrwasser.assessment.queries import closed_facts
from fahrwasser.core.forms import Form
from fahrwasser.matching.actions import Choice
from fahrwasser.matching.lines import ASKED_AS
from fahrwasser.matching.queries import Comparison


def question_form(comparison: Comparison, known: Mapping[str, KnownFact], user: User, data: Any) -> FactForm | None:
    """The form of the fact that decides most offers; ``None`` when nothing is open or the person may not write it.

    ``known``: what was noted of the person before, by name.
    """
    if comparison.question is None or not may(user, Permission.ASSESSMENT_WRITE):
        return None
    name = ASKED_AS.get(comparison.question.fact_name, comparison.question.fact_name)
    if name not in FORMS or name in closed_facts(user):
        return None
    form = fact_form(name, data, known.get(name), comparison.on)
    form.mark_optional = False  # type: ignore[attr-defined]
    return form


class ChoicesField(forms.MultipleChoiceField):
    """Offers with the need each is chosen for, as ``<need>.<offer>``."""

    def valid_value(self, value: str) -> bool:
        """Whether a pair still holds is said by the action, in words."""
        return True

    def clean(self, value: Any) -> list[Choice]:
        return [self._choice(one) for one in super().clean(value)]

    def _choice(self, sent: str) -> Choice:
        need, _dot, offer = sent.partition(".")
        try:
            return Choice(UUID(need), UUID(offer))
        except ValueError:
            raise forms.ValidationError(_("Diese Auswahl ist nicht lesbar. Bitte laden Sie die Seite neu.")) from None


class TakeForm(Form):
    wahl = ChoicesField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wahl"].error_messages["required"] = _("Bitte haken Sie mindestens ein Angebot an.")
