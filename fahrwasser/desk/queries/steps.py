"""The phase line of a case and its next steps, in words and with addresses."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fahrwasser.assessment.models import Assessment, Need
from fahrwasser.assessment.rules import need_label
from fahrwasser.cases.models import Case
from fahrwasser.clients.models import Client, ProtectedChannel, SafeChannel
from fahrwasser.contacts.models import Contact
from fahrwasser.desk import rules
from fahrwasser.desk.queries.referrals import running_by_need
from fahrwasser.desk.queries.rows import overdue, relative
from fahrwasser.intake.models import Enquiry
from fahrwasser.network.models import UnmetNeed
from fahrwasser.plan.models import PlanVersion
from fahrwasser.referrals.models import Referral
from fahrwasser.work.models import Task

Step = rules.Step
PHASES = {
    rules.Phase.CLARIFYING: gettext_lazy("Klärung"),
    rules.Phase.ASSESSING: gettext_lazy("Falleinschätzung"),
    rules.Phase.PLANNING: gettext_lazy("Hilfeplanung"),
    rules.Phase.CARRYING_OUT: gettext_lazy("Umsetzung"),
    rules.Phase.REASSESSING: gettext_lazy("Neueinschätzung"),
    rules.Phase.CLOSING: gettext_lazy("Abschluss"),
}
ACTS = {
    Step.CHANNEL: (gettext_lazy("Sicheren Weg festhalten"), "clients:channel"),
    Step.ENQUIRY: (gettext_lazy("Über die Anfrage entscheiden"), "intake:enquiry"),
    Step.QUESTION: (gettext_lazy("Rückfrage beantworten"), "referrals:referral"),
    Step.PROMISE: (gettext_lazy("Zusage mitteilen"), "referrals:referral"),
    Step.TASK: (gettext_lazy("Aufgabe erledigen"), "desk:case"),
    Step.ASSESSMENT: (gettext_lazy("Falleinschätzung beginnen"), "assessment:assessment"),
    Step.MATCH: (gettext_lazy("Passung öffnen"), "matching:need"),
    Step.PLAN: (gettext_lazy("Hilfeplan beginnen"), "plan:plan"),
    Step.ACCEPT: (gettext_lazy("Hilfeplan annehmen lassen"), "plan:plan"),
    Step.REVIEW: (gettext_lazy("Hilfeplan überprüfen"), "plan:plan"),
    Step.CONTACT: (gettext_lazy("Kontakt aufnehmen"), "contacts:new"),
    Step.CLOSE: (gettext_lazy("Abschluss prüfen"), "network:close"),
}
ABOUT_RECORD = {Step.QUESTION, Step.PROMISE, Step.MATCH}
REASONS = {
    Step.CHANNEL: gettext_lazy("Noch steht nicht fest, wie die Person erreichbar ist."),
    Step.ASSESSMENT: gettext_lazy("14 Lebensbereiche, die Sicht der Person und Ihre."),
    Step.PLAN: gettext_lazy("Es gibt Bedarfe, aber noch keine vereinbarten Ziele."),
    Step.ACCEPT: gettext_lazy("Die neue Fassung wartet auf das Ja der Person."),
    Step.REVIEW: gettext_lazy("Der vereinbarte Tag ist da."),
    Step.CONTACT: gettext_lazy("Seit mehr als 30 Tagen steht hier kein Kontakt."),
    Step.CLOSE: gettext_lazy("Alle Bedarfe sind beendet."),
}


@dataclass(frozen=True)
class Material:
    """The records of one case that its page is made of. ``versions`` and ``assessments`` in the order of numbers."""

    case: Case
    people: list[Client]
    channel: SafeChannel | ProtectedChannel | None
    enquiry: Enquiry | None
    assessments: list[Assessment]
    needs: list[Need]
    unmet: list[UnmetNeed]
    referrals: list[Referral]
    versions: list[PlanVersion]
    contacts: list[Contact]
    tasks: list[Task]


def _progress(material: Material) -> rules.Progress:
    case = material.case
    completed = [one.completed_on for one in material.assessments if one.completed_on]
    accepted = [version for version in material.versions if version.accepted_on]
    return rules.Progress(
        is_short=case.kind == Case.Kind.SHORT_ADVICE,
        accepted_on=case.accepted_on,
        assessed_on=min(completed, default=None),
        planned_on=accepted[-1].accepted_on if accepted else None,
        review_on=accepted[-1].review_on if accepted else None,
        reassessed_on=max(completed) if len(completed) > 1 else None,
        closed_on=case.closed_on,
    )


def stations(material: Material, today: date) -> list[dict[str, str]]:
    """The phase line for the tag ``phases``."""
    line = rules.stations(_progress(material), today)
    return [{"label": _label(station), "state": station.state} for station in line]


def _label(station: rules.Station) -> str:
    label = str(PHASES[station.phase])
    if station.day is None or station.state == "done":
        return label
    day = date_format(station.day, "d.m.")
    if station.state == "current" and station.phase == rules.Phase.CARRYING_OUT:
        return _("%(phase)s, seit %(day)s") % {"phase": label, "day": day}
    return f"{label}, {day}"


def steps(material: Material, today: date) -> list[dict[str, Any]]:
    """Up to three next steps: label, address, and a line that says why."""
    found = rules.next_steps(_situation(material, today), today)
    return [_said(step, material.case, today) for step in found]


def _situation(material: Material, today: date) -> rules.Situation:
    open_needs = [need for need in material.needs if not need.closed_on]
    running = running_by_need(material.referrals)
    waiting = [version for version in material.versions[-1:] if version.accepted_on is None]
    enquiry = material.enquiry
    last = material.contacts[0].at.date() if material.contacts else None
    return rules.Situation(
        progress=_progress(material),
        has_channel=material.channel is not None,
        enquiry_undecided=bool(enquiry and not enquiry.decision and material.case.kind == Case.Kind.ENQUIRY),
        questions=_in_state(material, Referral.State.QUESTION),
        promises=_in_state(material, Referral.State.ACCEPTED),
        tasks_due=tuple(task for task in material.tasks if task.due_on <= today),
        assessment_begun=bool(material.assessments),
        needs_open=len(open_needs),
        needs_ever=len(material.needs),
        needs_without_referral=tuple(
            need for need in open_needs if need.pk not in running and need.state != Need.State.DEFERRED
        ),
        plan_waiting=waiting[0] if waiting else None,
        last_contact=last,
    )


def _in_state(material: Material, state: str) -> tuple[Referral, ...]:
    return tuple(referral for referral in material.referrals if referral.state == state)


def _said(found: rules.Next, case: Case, today: date) -> dict[str, Any]:
    label, view = ACTS[found.step]
    about: Any = found.about
    return {
        "label": about.what if found.step == Step.TASK else label,
        "url": _address(view, case, about if found.step in ABOUT_RECORD else case),
        "why": _why(found, case, today),
    }


def _address(view: str, case: Case, about: Any) -> str:
    if view == "contacts:new":
        return f"{reverse(view)}?fall={case.pk}"
    return reverse(view, args=[about.pk]) + ("#aufgaben" if view == "desk:case" else "")


def _why(found: rules.Next, case: Case, today: date) -> str:
    about: Any = found.about
    if found.step in (Step.QUESTION, Step.PROMISE):
        return str(about.offer.name)
    if found.step == Step.MATCH:
        return need_label(about.code)
    if found.step == Step.TASK:
        return overdue(about.due_on, today)[1]
    if found.step == Step.ENQUIRY:
        return _("Eingegangen %(when)s.") % {"when": relative(case.opened_on, today)}
    return str(REASONS[found.step])
