"""The next question, asked with the form that the assessment has for the fact."""

from typing import Any

from fahrwasser.accounts.models import User
from fahrwasser.accounts.queries import may
from fahrwasser.accounts.rules import Permission
from fahrwasser.assessment.fact_forms import FORMS, FactForm, fact_form
from fahrwasser.assessment.queries import closed_facts
from fahrwasser.matching.lines import ASKED_AS
from fahrwasser.matching.queries import Comparison


def question_form(comparison: Comparison, user: User, data: Any) -> FactForm | None:
    """The form of the fact that decides most offers; ``None`` when nothing is open or the person may not write it."""
    if comparison.question is None or not may(user, Permission.ASSESSMENT_WRITE):
        return None
    name = ASKED_AS.get(comparison.question.fact_name, comparison.question.fact_name)
    if name not in FORMS or name in closed_facts(user):
        return None
    form = fact_form(name, data, comparison.known.get(name), comparison.on)
    form.mark_optional = False  # type: ignore[attr-defined]
    return form
