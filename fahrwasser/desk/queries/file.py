"""One case on one page: everything about it, computed from what stands in the rooms below."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from fahrwasser.accounts.models import User
from fahrwasser.accounts.queries import may
from fahrwasser.accounts.rules import Permission
from fahrwasser.assessment.models import Assessment, Need
from fahrwasser.assessment.queries import needs_of, newest_screen, proposes_protection
from fahrwasser.assessment.rules import need_label
from fahrwasser.cases.models import Case, Grant
from fahrwasser.cases.queries import earlier_case, last_hand_over, later_case
from fahrwasser.cases.rules import may_reopen
from fahrwasser.clients.models import Consent
from fahrwasser.clients.queries import channel_of, consents_of, counts, people_of, residence_on
from fahrwasser.contacts.models import Appointment
from fahrwasser.contacts.queries import counts as contact_counts
from fahrwasser.contacts.queries import last_contacts, open_appointments
from fahrwasser.contacts.rules import CountsAs
from fahrwasser.core import clock
from fahrwasser.deadlines.queries import of_case as deadlines_of
from fahrwasser.deadlines.showing import Line
from fahrwasser.desk.queries.household import head_line, members
from fahrwasser.desk.queries.referrals import Standing, running_by_need, stand_of_need, stand_of_referral
from fahrwasser.desk.queries.resting import pauses_in
from fahrwasser.desk.queries.steps import Material, stations, steps
from fahrwasser.intake.models import Enquiry
from fahrwasser.intake.queries import earlier_advice
from fahrwasser.letters.models import ApplicationReceipt
from fahrwasser.network.models import UnmetNeed
from fahrwasser.network.queries import aftercare_of
from fahrwasser.outcomes.queries import of_case as outcomes_of
from fahrwasser.plan.models import Goal, GoalRating, PlanVersion
from fahrwasser.plan.queries import goals_of, measures_of, newest_by_rater, ratings_of, versions_of
from fahrwasser.referrals import queries as referrals
from fahrwasser.referrals.models import Referral
from fahrwasser.separation.queries import carried_notes, separation_of
from fahrwasser.teamround.queries import of_case as in_round
from fahrwasser.work.queries import follow_ups, open_tasks

CONTACTS_SHOWN, DEADLINES_SHOWN, OUTCOMES_SHOWN = 5, 6, 3


def readable(user: User, case_id: UUID) -> Case | None:
    """The case with its people named, when its content may be read."""
    cases = Case.objects.readable_by(user).select_related("lead", "second", "unit")
    found: Case | None = cases.filter(pk=case_id).first()
    return found


def known(case: Case, user: User) -> dict[str, Any]:
    """What a colleague may know of a file, and the assistant: name and channel where they may be read."""
    people = people_of(case, user)
    return {
        "case": case,
        "person": people[0] if people else None,
        "channel": channel_of(case, user),
        "may_supervise": may(user, Permission.CASE_ALLOCATE),
        "may_recuse": may(user, Permission.CASE_WORK) or may(user, Permission.CASE_ALLOCATE),
    }


@dataclass(frozen=True)
class NeedRow:
    """A need, since how many days it has been known, and how it stands."""

    need: Need
    label: str
    days: int
    stand: Standing


@dataclass(frozen=True)
class ReferralRow:
    referral: Referral
    about: str
    stand: Standing


@dataclass(frozen=True)
class GoalRow:
    """A goal with its five anchors and the newest rating of either side."""

    goal: Goal
    anchors: tuple[str, ...]
    client: int | None
    manager: int | None
    rated_on: date | None


@dataclass(frozen=True)
class ConsentRow:
    consent: Consent
    shape: str
    counts: bool


@dataclass(frozen=True)
class AppointmentRow:
    """An appointment, and where one writes it down once it is over."""

    appointment: Appointment
    contact_url: str


def whole(case: Case, user: User, now: datetime) -> dict[str, Any]:
    """Everything the page of a case shows; the number of queries does not grow with the rows."""
    today = now.date()
    material, may_here = _material(case, user), _may(case, user)
    running = running_by_need(material.referrals)
    unmet = {one.need_id: str(one.get_reason_display()) for one in material.unmet}
    return {
        "case": case,
        "today": today,
        "people": members(material.people, today),
        "person": material.people[0] if material.people else None,
        "head_line": head_line(material.people, today),
        "channel": material.channel,
        "stations": stations(material, today),
        "steps": steps(material, today),
        "needs": [_need(need, running, unmet, today) for need in material.needs],
        "plan": _plan(material.versions[-1], user) if material.versions else None,
        "referrals": [_referral(one) for one in material.referrals],
        "contacts": material.contacts[:CONTACTS_SHOWN],
        "contact_counts": _contact_counts(case, user),
        "tasks": material.tasks,
        "follow_ups": list(follow_ups(user, case.pk)),
        "consents": [_consent(one, today) for one in consents_of(case, user)],
        "receipts": list(ApplicationReceipt.objects.visible_to(user).filter(case=case).order_by("-received_at")),
        "grants": _grants(case, user),
        **_around(material, user, now),
        "refer_url": _refer_url(material, running),
        "may": may_here,
        "appointment_url": f"{reverse('contacts:appointment_new')}?fall={case.pk}" if may_here["work"] else "",
    }


def _around(material: Material, user: User, now: datetime) -> dict[str, Any]:
    """What stands beside the case itself: deadlines, appointments, outcomes, and how the file came about."""
    today = now.date()
    case, people, enquiry = material.case, material.people, material.enquiry
    pauses = pauses_in(user, [case.pk])
    deadlines = [Line(row, today) for row in deadlines_of(case, user) if row.is_open]
    return {
        "deadlines": deadlines[:DEADLINES_SHOWN],
        "deadlines_more": max(0, len(deadlines) - DEADLINES_SHOWN),
        "outcomes": list(outcomes_of(case, user)[:OUTCOMES_SHOWN]),
        "pause": next((pause for pause, rest in pauses if rest.lasts(today)), None),
        "hand_over": last_hand_over(case, user),
        "earlier": earlier_case(case, user),
        "later": later_case(case, user),
        "advice_before": earlier_advice(case, user),
        "residence": residence_on(people[0], today) if people else None,
        "lead_elsewhere": getattr(enquiry, "lead_elsewhere", ""),
        "appointments": [_appointment(row, now) for row in open_appointments(case, user)],
        "separation": separation_of(case, user),
        "carried": list(carried_notes(case, user)),
        "aftercare": aftercare_of(case, user),
        "rounds": in_round(case, user),
        "risks": newest_screen(case, user),
        "proposes_protection": case.is_open and proposes_protection(case, user),
    }


def _material(case: Case, user: User) -> Material:
    def of_case(model: Any) -> Any:
        return model.objects.visible_to(user).filter(case=case)

    return Material(
        case=case,
        people=people_of(case, user),
        channel=channel_of(case, user),
        enquiry=of_case(Enquiry).first(),
        assessments=list(of_case(Assessment).order_by("number")),
        needs=needs_of(case, user),
        unmet=list(of_case(UnmetNeed).filter(until=None)),
        referrals=list(referrals.of_case(case, user).exclude(state=Referral.State.ENTERED_IN_ERROR)),
        versions=versions_of(case, user)[::-1],
        contacts=last_contacts(case, user, CONTACTS_SHOWN),
        tasks=list(open_tasks(user, case.pk)),
    )


def _refer_url(material: Material, running: dict[object, Referral]) -> str:
    """Where a referral begins: at the most urgent need that has none yet."""
    waiting = [need for need in material.needs if not need.closed_on and need.pk not in running]
    return reverse("matching:need", args=[waiting[0].pk]) if waiting else ""


def _need(need: Need, running: dict[object, Referral], unmet: dict[UUID, str], today: date) -> NeedRow:
    days = ((need.closed_on or today) - need.recognised_on).days
    stand = stand_of_need(need, running.get(need.pk), unmet.get(need.pk, ""))
    return NeedRow(need, need_label(need.code), days, stand)


def _referral(referral: Referral) -> ReferralRow:
    return ReferralRow(referral, need_label(referral.need.code), stand_of_referral(referral))


def _plan(version: PlanVersion, user: User) -> dict[str, Any]:
    """The newest version with its goals, and its measures, those first that are not done."""
    measures = measures_of(version, user)
    measures.sort(key=lambda one: (one.done_on is not None, one.until or date.max))
    goals = goals_of(version, user)
    told = ratings_of(goals, user)
    return {"version": version, "goals": [_goal(goal, told[goal.thread]) for goal in goals], "measures": measures}


def _goal(goal: Goal, ratings: list[GoalRating]) -> GoalRow:
    newest = newest_by_rater(ratings)
    client, manager = newest.get(GoalRating.Rater.CLIENT), newest.get(GoalRating.Rater.CASE_MANAGER)
    anchors = (goal.anchor_minus_2, goal.anchor_minus_1, goal.anchor_0, goal.anchor_plus_1, goal.anchor_plus_2)
    rated = [rating.rated_on for rating in newest.values()]
    return GoalRow(
        goal, anchors, client.value if client else None, manager.value if manager else None, max(rated, default=None)
    )


def _appointment(row: Appointment, now: datetime) -> AppointmentRow:
    return AppointmentRow(row, f"{reverse('contacts:new')}?termin={row.pk}" if row.until <= now else "")


def _consent(consent: Consent, today: date) -> ConsentRow:
    valid = counts(consent, today)
    soon = (consent.expires_on - today).days <= 14 or (consent.form == "oral" and not consent.confirmed_on)
    return ConsentRow(consent, ("warning" if soon else "success") if valid else "none", valid)


def _contact_counts(case: Case, user: User) -> dict[str, int]:
    found = contact_counts(case, user)
    return {"all": sum(found.values()), "client": found[CountsAs.CLIENT], "network": found[CountsAs.NETWORK]}


def _grants(case: Case, user: User) -> list[Grant]:
    """Who else may read the case today, and why."""
    running = Grant.objects.visible_to(user).filter(case=case, valid_until__gt=timezone.now())
    return list(running.select_related("user").order_by("valid_until"))


def _may(case: Case, user: User) -> dict[str, bool]:
    """Which acts stand in the head; whether they succeed is decided by the rules."""
    works = may(user, Permission.CASE_WORK) and case.is_open
    return {
        "work": works,
        "refer": works and may(user, Permission.REFERRAL_SEND),
        "hand_over": works and case.lead_id == user.pk,
        "separate": works and not case.is_protected and user.pk in (case.lead_id, case.second_id),
        "reopen_same": may_reopen(case.closed_on, clock.today()),
        "reopen": may(user, Permission.CASE_WORK) and not case.is_open,
    }
