"""Reading deadlines: of a file, of one's own day, and what the file's facts already know."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import QuerySet

from fahrwasser.accounts.models import User
from fahrwasser.assessment import facts
from fahrwasser.assessment.queries import newest_facts
from fahrwasser.cases.models import Case, worked_on
from fahrwasser.clients.models import Client, Residence
from fahrwasser.deadlines import rules
from fahrwasser.deadlines.models import Deadline, DeadlineRule, TriggerDay
from fahrwasser.deadlines.rules import Computed, State

YEAR = timedelta(days=366)
WITHOUT_TITLE = frozenset({"toleration", "asylum_procedure", "no_title"})
"""Residence groups whose paper is no title: its end is that of a document (D-32), not of a permit (D-01)."""
FACTS = {"due_date": "due_date"}
"""Known facts of the assessment that are triggering facts too: name of the fact, code of the anchor."""


def follows(case: Case, anchor: str, day: date, today: date) -> list[tuple[DeadlineRule, Computed]]:
    """What would follow from a fact in this file, the most urgent first; writes nothing."""
    versions = list(DeadlineRule.objects.approved_for(case.controller_id))
    found = list(rules.follows(rules.anchors()[anchor], day, versions, today))
    return sorted(found, key=lambda pair: (pair[1].working_day, pair[0].code))


def anchor_of(deadline: Deadline) -> str:
    """The fact this deadline is counted from by its rule, which a foretold one does not hang on yet."""
    steps = deadline.rule.computation if deadline.rule else []
    return next((step["anchor"] for step in steps if step["code"] == deadline.step), "")


def steps_recorded(trigger: TriggerDay) -> set[tuple[str, str]]:
    """Rule and step of everything a foretelling fact need not propose, because the awaited fact did it already."""
    awaited = rules.anchors()[trigger.anchor].foretells
    if not awaited:
        return set()
    there = TriggerDay.objects.filter(anchor=awaited, day__gte=trigger.day - YEAR, withdrawn_on=None)
    rows = Deadline.objects.filter(case=trigger.case, trigger__in=there)
    return set(rows.values_list("code", "step"))


def of_case(case: Case, user: User) -> list[Deadline]:
    """All deadlines of the file: open ones by working day, then those that have ended, the latest first."""
    rows: QuerySet[Deadline] = Deadline.objects.visible_to(user)
    found = list(rows.filter(case=case).select_related("rule", "trigger", "trigger__about", "confirmed_by"))
    still = sorted((row for row in found if row.is_open), key=lambda row: (row.working_day, row.label))
    ended = sorted((row for row in found if not row.is_open), key=lambda row: row.statutory_end, reverse=True)
    return [*still, *ended]


def triggers_of(case: Case, user: User) -> QuerySet[TriggerDay]:
    """The facts of the file that start deadlines, the latest first."""
    rows: QuerySet[TriggerDay] = TriggerDay.objects.visible_to(user)
    return rows.filter(case=case).select_related("about", "by").order_by("-day", "-pk")


def deadline(user: User, deadline_id: UUID) -> Deadline | None:
    rows: QuerySet[Deadline] = Deadline.objects.visible_to(user)
    return rows.filter(pk=deadline_id).select_related("rule", "trigger", "confirmed_by", "case").first()


def trigger(user: User, trigger_id: UUID) -> TriggerDay | None:
    rows: QuerySet[TriggerDay] = TriggerDay.objects.visible_to(user)
    return rows.filter(pk=trigger_id).select_related("about", "case", "withdrawn_by").first()


def counted_from(trigger: TriggerDay, user: User) -> QuerySet[Deadline]:
    """The deadlines that follow from a fact, withdrawn ones too."""
    rows: QuerySet[Deadline] = Deadline.objects.visible_to(user)
    return (
        rows.filter(trigger=trigger)
        .select_related("rule", "trigger", "trigger__about", "confirmed_by")
        .order_by("working_day", "pk")
    )


def earlier_ends(deadline: Deadline) -> list[date]:
    """Every other statutory end this deadline had before, the newest first."""
    history: Any = apps.get_model("deadlines", "DeadlineEvent")
    events = history.objects.filter(pgh_obj_id=deadline.pk).order_by("-pgh_created_at", "-pgh_id")
    ends = events.values_list("statutory_end", flat=True)
    return [end for end in dict.fromkeys(ends) if end != deadline.statutory_end]


@dataclass(frozen=True)
class Reminder:
    """One deadline for the day's list: why it is there, and the next step as a verb."""

    deadline: Deadline
    why: str
    next_step: str
    colour: rules.Colour


def _own(user: User) -> QuerySet[Deadline]:
    rows: QuerySet[Deadline] = Deadline.objects.visible_to(user)
    return rows.filter(worked_on(user, "case__"), case__state="open").select_related("case", "rule")


def due_for(user: User, today: date) -> list[Reminder]:
    """What one's own files and those one stands in for ask for today, the most urgent first.

    Overdue ones, reminders T-n, and proposals to confirm.
    """
    confirmed = _own(user).filter(state=State.CONFIRMED)
    reached = [row for row in confirmed if rules.is_reminded(row.statutory_end, row.working_day, row.reminders, today)]
    waiting = _own(user).filter(state=State.PROPOSED)
    rows = sorted([*reached, *waiting], key=lambda row: (row.working_day, row.label))
    return [reminder(row, today) for row in rows]


def reminder(row: Deadline, today: date) -> Reminder:
    words = rules.reason_to_look(row.state, row.kind, row.statutory_end, row.working_day, today)
    return Reminder(row, *words, row.colour(today))


def next_deadline(cases: Iterable[Case], user: User) -> dict[UUID, Deadline]:
    """The next confirmed deadline of each case, by key of the case, in one query; an overdue one is the next."""
    rows: QuerySet[Deadline] = Deadline.objects.visible_to(user)
    there = rows.filter(case__in=[case.pk for case in cases], state=State.CONFIRMED).exclude(kind="earliest")
    first = there.order_by("case_id", "working_day", "pk").distinct("case_id").select_related("rule")
    return {row.case_id: row for row in first}


@dataclass(frozen=True)
class Known:
    """A day the file already knows, and where from: offered, never taken over by itself."""

    anchor: str
    day: date
    source: str
    as_of: date
    about: Client | None = None

    @property
    def label(self) -> str:
        return rules.anchors()[self.anchor].label

    @property
    def key(self) -> str:
        """What tells it from the other offers of the page."""
        return f"{self.anchor} {self.day} {self.about.pk if self.about else ''}"


def known_days(case: Case, user: User) -> list[Known]:
    """Triggering facts among what the file knows that no deadline is counted from yet."""
    recorded = list(triggers_of(case, user))
    begun = {row.anchor for row in recorded if row.counts}
    foretold = [one for one in _known_facts(case, user) if not begun & {one.anchor, _awaited(one.anchor)}]
    days = {(row.anchor, row.day) for row in recorded}  # a day that was withdrawn is not offered again
    return [one for one in (*foretold, *_known_papers(case, user)) if (one.anchor, one.day) not in days]


def _awaited(anchor: str) -> str:
    return rules.anchors()[anchor].foretells


def _known_facts(case: Case, user: User) -> Iterator[Known]:
    for name, noted in newest_facts(case, user).items():
        day = facts.from_json(name, noted.value) if name in FACTS else None
        if day:
            yield Known(FACTS[name], day, noted.source, noted.as_of)


def _known_papers(case: Case, user: User) -> Iterator[Known]:
    """Papers about the right to stay that somebody has noted with their end."""
    rows: QuerySet[Residence] = Residence.objects.visible_to(user)
    noted = rows.filter(case=case, until=None, paper_valid_until__isnull=False, person__merged_into=None)
    for row in noted.select_related("person").order_by("paper_valid_until"):
        anchor = "document_expiry" if row.group in WITHOUT_TITLE else "permit_expiry"
        day = row.paper_valid_until
        if day:
            yield Known(anchor, day, row.get_source_display(), row.noted_on, row.person)


def current_rules(user: User, today: date) -> list[DeadlineRule]:
    """The version of every rule that counts today, or the next one where none does yet, by code."""
    visible: QuerySet[DeadlineRule] = DeadlineRule.objects.visible_to(user)
    versions = rules.by_code(visible.filter(state="approved").order_by("code", "valid_from"))
    return [rules.in_force(found, today) or found[-1] for found in versions.values()]


def typed_rules(case: Case, today: date) -> list[DeadlineRule]:
    """Rules whose date is copied from a paper, as they count in this file today."""
    versions = rules.by_code(DeadlineRule.objects.approved_for(case.controller_id).order_by("code"))
    found = [rules.version_for(candidates, today, today) for candidates in versions.values()]
    return [rule for rule in found if rule and rule.is_typed]


def proposed_rules(user: User) -> QuerySet[DeadlineRule]:
    """Versions that wait for a second person."""
    visible: QuerySet[DeadlineRule] = DeadlineRule.objects.visible_to(user)
    return visible.filter(state="proposed").select_related("proposed_by").order_by("code")


def rule(user: User, rule_id: UUID) -> DeadlineRule | None:
    visible: QuerySet[DeadlineRule] = DeadlineRule.objects.visible_to(user)
    return visible.filter(pk=rule_id).select_related("proposed_by", "checked_by").first()


def versions_of(rule: DeadlineRule, user: User) -> QuerySet[DeadlineRule]:
    """Every version of the same rule, the newest first."""
    visible: QuerySet[DeadlineRule] = DeadlineRule.objects.visible_to(user)
    return visible.filter(code=rule.code).select_related("proposed_by", "checked_by").order_by("-valid_from", "-pk")
