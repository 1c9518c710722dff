"""The only writers of assessments, needs and known facts."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from fahrwasser.accounts.models import Organisation, User
from fahrwasser.assessment import facts, languages, risks, rules
from fahrwasser.assessment.models import (
    Assessment,
    KnownFact,
    LanguageEvidence,
    MapNode,
    MapTie,
    Need,
    Rating,
    RiskScreen,
)
from fahrwasser.audit import actions as audit
from fahrwasser.cases.models import Case
from fahrwasser.clients.models import Client
from fahrwasser.work.actions import add_task, discard_draft
from fahrwasser.work.models import Task


def _open_need(case: Case, code: str) -> Need | None:
    return Need.objects.filter(case=case, code=code, closed_on=None).first()


@transaction.atomic
def add_need(
    *, case: Case, code: str, urgency: str, by: User, now: datetime, words: str = "",
    wanted_by: date | None = None, recognised_on: date | None = None,
) -> Need:  # fmt: skip
    """Write down a need. One of the same code that is still open is returned instead of a second one."""
    day = recognised_on or now.date()
    rules.check_file_open(case.is_open)
    rules.check_need(code, urgency)
    rules.check_need_days(day, wanted_by, now.date())
    known = _open_need(case, code)
    if known:
        return known
    need = Need(case=case, code=code, urgency=urgency, words=words, wanted_by=wanted_by, recognised_on=day)
    need.save(force_insert=True)
    audit.record(case_id=case.id, verb="need.added", by=by, now=now)
    return need


@transaction.atomic
def set_need_state(*, need: Need, state: str, by: User, now: datetime) -> Need:
    """Move a need on; covered ends it on this day, any other state opens it again."""
    rules.check_file_open(need.case.is_open)
    rules.check_need_state(state, now.date(), need.recognised_on)
    rules.check_need_move(need.state, state)
    ends = state == rules.ENDED
    if need.closed_on and not ends:
        rules.check_need_reopens(_open_need(need.case, need.code) is not None)
    need.state = state
    need.closed_on = (need.closed_on or now.date()) if ends else None
    need.moved_on = now.date()
    need.save(update_fields=["state", "closed_on", "moved_on"])
    audit.record(case_id=need.case_id, verb=f"need.{state}", by=by, now=now)
    return need


@transaction.atomic
def set_fact(
    *, case: Case, name: str, value: Any, source: str, as_of: date, by: User, now: datetime, about: Client | None = None
) -> KnownFact:
    """Note a fact; earlier ones stay as history. ``value`` is JSON as in ``assessment.facts``."""
    rules.check_file_open(case.is_open)
    rules.check_fact_day(as_of, now.date())
    facts.check(name, value, source)
    fact = KnownFact(case=case, name=name, value=value, source=source, as_of=as_of, about=about)
    fact.save(force_insert=True)
    audit.record(case_id=case.id, verb="fact.noted", by=by, now=now)
    return fact


@transaction.atomic
def note_language(
    *, case: Case, language: str, skill: str, level: str, kind: str, seen_on: date, source: str, by: User, now: datetime
) -> LanguageEvidence:
    """Note how well the client knows a language. For German the fact offers compare with follows."""
    rules.check_file_open(case.is_open)
    languages.check(language=language, skill=skill, level=level, kind=kind, seen_on=seen_on, today=now.date())
    evidence = LanguageEvidence(
        case=case, language=language, skill=skill, level=level, kind=kind, seen_on=seen_on, source=source
    )
    evidence.save(force_insert=True)
    audit.record(case_id=case.id, verb="language.noted", by=by, now=now)
    if (language, skill) == (languages.GERMAN, languages.OVERALL):
        _note_german(case, by, now)
    return evidence


def _note_german(case: Case, by: User, now: datetime) -> None:
    counts = languages.what_counts(LanguageEvidence.objects.filter(case=case), languages.GERMAN)
    if counts is not None:
        value = {"level": counts.level, "certified": counts.kind == languages.CERTIFIED}
        set_fact(case=case, name="german", value=value, source=counts.source, as_of=counts.seen_on, by=by, now=now)


@transaction.atomic
def record_risks(
    *, case: Case, answers: Mapping[str, str], words: str, by: User, now: datetime, draft: str = ""
) -> RiskScreen:
    """Write the answers down; a yes makes its need and a task for today, an unclear one a task to ask again."""
    rules.check_file_open(case.is_open)
    risks.check(answers)
    screen = RiskScreen(case=case, asked_at=now, by=by, words=words, **answers)
    screen.save(force_insert=True)
    audit.record(case_id=case.id, verb="risks.asked", by=by, now=now)
    for risk in risks.named(answers, risks.YES):
        if risk.need:
            add_need(case=case, code=risk.need, urgency=risks.AT_ONCE, by=by, now=now)
    _tasks_of_risks(screen, by, now)
    discard_draft(user=by, form=draft)
    return screen


def _tasks_of_risks(screen: RiskScreen, by: User, now: datetime) -> None:
    """Tasks in words that say nothing of what was answered: they stand in lists others look over."""
    today, again = now.date(), now.date() + timedelta(days=risks.ASK_AGAIN)
    codes = {need.code for need in Need.objects.filter(case=screen.case, closed_on=None)}
    wanted = [
        (screen.outcome == "act", risks.TASK_NOW, today, Task.Kind.AT_ONCE),
        (bool(risks.named(screen.answers, risks.UNCLEAR)), risks.TASK_AGAIN, again, Task.Kind.CASE_WORK),
        (risks.proposes_protection(screen.case.level, codes, screen.violence), risks.TASK_LEVEL, today,
         Task.Kind.CASE_WORK),
    ]  # fmt: skip
    known = set(Task.objects.filter(case=screen.case, done_on=None).values_list("what", flat=True))
    for is_wanted, what, due_on, kind in wanted:
        if is_wanted and what not in known:
            add_task(case=screen.case, what=what, due_on=due_on, why=risks.TASK_WHY, kind=kind, by=by, now=now)


@transaction.atomic
def start_assessment(*, case: Case, by: User, now: datetime) -> Assessment:
    """Begin to look at the whole situation, for the first time or again; nothing is copied."""
    rules.check_file_open(case.is_open)
    latest = Assessment.objects.filter(case=case).order_by("-number").first()
    rules.check_next_assessment(latest is None or latest.completed_on is not None)
    assessment = Assessment(case=case, number=latest.number + 1 if latest else 1, started_on=now.date(), by=by)
    assessment.save(force_insert=True)
    audit.record(case_id=case.id, verb="assessment.started", by=by, now=now)
    return assessment


@transaction.atomic
def rate_area(*, assessment: Assessment, area: str, by: User, now: datetime, **words: Any) -> Rating:
    """Write one life area down; ``words`` are fields of ``Rating``. A second time in one assessment changes it."""
    rules.check_file_open(assessment.case.is_open)
    rules.check_writable(assessment.completed_on is not None)
    rules.check_area(area)
    rules.check_rating(words.get("rating"))
    rating, _ = Rating.objects.update_or_create(
        assessment=assessment, area=area, defaults={"case": assessment.case, "rated_at": now, **words}
    )
    audit.record(case_id=assessment.case_id, verb="assessment.area_rated", by=by, now=now)
    return rating


@transaction.atomic
def record_area(
    *, case: Case, area: str, needs: Mapping[str, str], by: User, now: datetime, draft: str = "", **words: Any
) -> Rating:  # fmt: skip
    """Write down a life area and its new needs (urgency by code); the first assessment begins with it."""
    latest = Assessment.objects.filter(case=case).order_by("-number").first()
    assessment = latest or start_assessment(case=case, by=by, now=now)
    rating = rate_area(assessment=assessment, area=area, by=by, now=now, **words)
    for code, urgency in needs.items():
        add_need(case=case, code=code, urgency=urgency, by=by, now=now)
    discard_draft(user=by, form=draft)
    return rating


@transaction.atomic
def complete(*, assessment: Assessment, completed_on: date, by: User, now: datetime) -> Assessment:
    """End the assessment; life areas that were not discussed stay so."""
    rules.check_writable(assessment.completed_on is not None)
    rules.check_completion(assessment.started_on, completed_on, now.date())
    assessment.completed_on = completed_on
    assessment.save(update_fields=["completed_on"])
    audit.record(case_id=assessment.case_id, verb="assessment.completed", by=by, now=now)
    return assessment


@transaction.atomic
def add_to_map(
    *, case: Case, label: str, sector: str, ring: int, quality: str, by: User, now: datetime,
    support: str = MapTie.Support.NONE, organisation: Organisation | None = None,
) -> MapTie:  # fmt: skip
    """Put a person or a place on the network map, from today on."""
    rules.check_file_open(case.is_open)
    rules.check_label(label)
    node = MapNode(case=case, label=label.strip(), sector=sector, organisation=organisation)
    node.save(force_insert=True)
    tie = MapTie(case=case, node=node, ring=ring, quality=quality, support=support, since=now.date())
    tie.save(force_insert=True)
    audit.record(case_id=case.id, verb="map.added", by=by, now=now)
    return tie


@transaction.atomic
def change_on_map(
    *, tie: MapTie, label: str, sector: str, ring: int, quality: str, support: str, by: User, now: datetime,
    organisation: Organisation | None = None,
) -> MapTie:  # fmt: skip
    """Name and sector are corrected; how near and how good it is changes from today on, the map of before stays."""
    rules.check_file_open(tie.case.is_open)
    rules.check_label(label)
    node = tie.node
    node.label, node.sector, node.organisation = label.strip(), sector, organisation
    node.save(update_fields=["label", "sector", "organisation"])
    if (tie.ring, tie.quality, tie.support) != (ring, quality, support):
        _end(tie, now.date())
        tie = MapTie(case=tie.case, node=node, ring=ring, quality=quality, support=support, since=now.date())
        tie.save(force_insert=True)
    audit.record(case_id=tie.case_id, verb="map.changed", by=by, now=now)
    return tie


@transaction.atomic
def connect_on_map(
    *, case: Case, node: MapNode, other: MapNode, quality: str, support: str, by: User, now: datetime
) -> MapTie:
    """A line between two who stand on the map, instead of an earlier one between them."""
    rules.check_file_open(case.is_open)
    rules.check_map_tie(node.pk == other.pk)
    for earlier in MapTie.objects.filter(node__in=(node, other), other__in=(node, other), until=None):
        _end(earlier, now.date())
    tie = MapTie(case=case, node=node, other=other, quality=quality, support=support, since=now.date())
    tie.save(force_insert=True)
    audit.record(case_id=case.id, verb="map.connected", by=by, now=now)
    return tie


@transaction.atomic
def take_from_map(*, tie: MapTie, by: User, now: datetime) -> None:
    """The line ends today; with the one to the client its person leaves the map. The map of before stays."""
    rules.check_file_open(tie.case.is_open)
    ending = [tie]
    if tie.other_id is None:
        ending += MapTie.objects.filter(Q(node=tie.node_id) | Q(other=tie.node_id), until=None).exclude(pk=tie.pk)
    for line in ending:
        _end(line, now.date())
    audit.record(case_id=tie.case_id, verb="map.ended", by=by, now=now)


def _end(tie: MapTie, day: date) -> None:
    tie.until = max(tie.since, day)
    tie.save(update_fields=["until"])
