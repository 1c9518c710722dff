"""The next question, asked with the form that the assessment has for the fact; offers chosen for the plan."""

from collections.abc import Mapping
from datetime import date
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

ANSWERED = "angabe"
"""The field of the page with the name of the fact that an answer is for."""


def fact_asked(comparison: Comparison) -> str:
    """Name of the fact that is asked for next; empty when nothing is open."""
    name = comparison.question.fact_name if comparison.question else ""
    return ASKED_AS.get(name, name)


def question_form(name: str, known: Mapping[str, KnownFact], user: User, data: Any, on: date) -> FactForm | None:
    """The form of one fact; ``None`` where it is not asked on a page, or not of this person.

    ``known``: what was noted of the person before, by name.
    """
    if name not in FORMS or name in closed_facts(user) or not may(user, Permission.ASSESSMENT_WRITE):
        return None
    form = fact_form(name, data, known.get(name), on)
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
