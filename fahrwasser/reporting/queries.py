"""Figures of reports, computed by the statistics role: the same for every viewer."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from fahrwasser import catalogue, policy
from fahrwasser.accounts.models import User
from fahrwasser.blocks.queries import german
from fahrwasser.contacts.models import Contact
from fahrwasser.contacts.rules import NETWORK_TYPES, CountsAs, counts_as
from fahrwasser.core.acting import as_statistics
from fahrwasser.feedback import figures as feedback
from fahrwasser.intake.figures import running_advice
from fahrwasser.network.queries import controllers_of
from fahrwasser.outcomes.rules import Child, school_rule
from fahrwasser.reporting import flow, progress, rules
from fahrwasser.reporting.models import Programme, Snapshot

INDICATORS = ("IND-04", "IND-05", "IND-06")  # what the one-page report rests on
CONTACTS = """
SELECT day, type, outcome, with_office, counted FROM stats.contacts WHERE controller_id = %s AND day BETWEEN %s AND %s
"""
SPELLS = "SELECT began_on, reopened, ended_on, reason, cases FROM stats.spells WHERE controller_id = %s"
GERMAN = "SELECT accepted_on, closed_on, levels, seen, persons FROM stats.german WHERE controller_id = %s"
SCHOOL = "SELECT accepted_on, closed_on, born, place_since, children FROM stats.school WHERE controller_id = %s"
AN_OFFICE = "office"  # stands for any counterpart; its name does not leave the view
RUNNING = """
SELECT coalesce(sum(cases), 0)::int FROM stats.cases
WHERE controller_id = %s AND kind = 'case_management' AND accepted_on <= %s
  AND (closed_on IS NULL OR closed_on > %s)
"""
AREAS = """
SELECT area, sum(cases)::int FROM stats.areas
WHERE controller_id = %s AND accepted_on <= %s AND (closed_on IS NULL OR closed_on > %s)
  AND needed_from <= %s AND (needed_until IS NULL OR needed_until > %s)
GROUP BY area
"""


def programme_for(user: User) -> Programme | None:
    """The newest statement of the programme of the person's town."""
    return Programme.objects.filter(controller__in=controllers_of(user)).order_by("-as_of", "-pk").first()


def planned(programme: Programme) -> rules.Planned:
    return rules.Planned(
        starts_on=programme.starts_on,
        target_group=programme.target_group,
        target_group_refugees=programme.target_group_refugees,
        positions=programme.positions,
        source=programme.source,
        as_of=programme.as_of,
    )


def _ask(question: str, controller: UUID, *days: date) -> list[tuple[Any, ...]]:
    with as_statistics(), connection.cursor() as cursor:
        cursor.execute(question, [controller, *days])
        return list(cursor.fetchall())


def _client_contacts(controller: UUID, since: date, until: date) -> tuple[dict[date, int], dict[str, int]]:
    """Client contacts that took place, by day and by type."""
    days: Counter[date] = Counter()
    types: Counter[str] = Counter()
    for counts, day, kind, contacts in _contacts(controller, since, until):
        if counts is CountsAs.CLIENT:
            days[day] += contacts
            types[kind] += contacts
    return dict(days), dict(types)


def _contacts(controller: UUID, since: date, until: date) -> Iterator[tuple[CountsAs, date, str, int]]:
    """What the contacts of a period count as, by day and type."""
    for day, kind, outcome, with_office, contacts in _ask(CONTACTS, controller, since, until):
        yield counts_as(kind, outcome, AN_OFFICE if with_office else ""), day, kind, contacts


def contacts_counted(controller: UUID, since: date, until: date) -> Counter[CountsAs]:
    """IND-05: contacts of a period by what they count as."""
    found: Counter[CountsAs] = Counter()
    for counts, _day, _kind, contacts in _contacts(controller, since, until):
        found[counts] += contacts
    return found


def case_flow(controller: UUID, since: date, until: date) -> flow.Flow:
    """IND-03: stock and flow of cases in a period, both days counted."""
    return flow.flow([flow.Spell(*row) for row in _ask(SPELLS, controller)], since, until)


def satisfaction(programme: Programme, today: date) -> list[tuple[flow.Period, list[rules.Satisfaction]]]:
    """IND-27 by half-year, the newest first. One that still runs has no figure: each answer could be read off it."""
    rows = []
    for period in flow.periods(programme.starts_on, today):
        marks = feedback.satisfaction(programme.controller_id, period.since, period.until)
        counted = {german()[f"feedback.{name}"]: (one.answers, one.total) for name, one in marks.items()}
        rows.append((period, rules.satisfaction(counted, has_ended=period.until < today)))
    return rows


def language_and_school(programme: Programme, today: date) -> list[tuple[flow.Period, progress.Cells, progress.Cells]]:
    """IND-16 and IND-19 at the end of every half-year that is over, the newest first."""
    certified = [
        progress.Certified(since, until, tuple(levels), tuple(seen), persons)
        for since, until, levels, seen, persons in _ask(GERMAN, programme.controller_id)
    ]
    young = [
        progress.Young(since, until, Child(born, place), children)
        for since, until, born, place, children in _ask(SCHOOL, programme.controller_id)
    ]
    over = [one for one in flow.periods(programme.starts_on, today) if one.until < today]
    return [
        (one, progress.german(certified, one.until), progress.school(young, one.until, school_rule(one.until)))
        for one in over
    ]


def figures(controller: UUID, starts_on: date, key_date: date) -> rules.Figures:
    """Raw counts on a key date, for rules to round; no page shows them."""
    days, types = _client_contacts(controller, starts_on, key_date)
    cases = _ask(RUNNING, controller, key_date, key_date)[0][0]
    advice = running_advice(controller, key_date)
    return rules.Figures(
        contacts=days,
        types=types,
        running=cases + advice,
        short_advice=advice,
        areas=dict(_ask(AREAS, controller, key_date, key_date, key_date, key_date)),
    )


def one_pager(programme: Programme, key_date: date) -> dict[str, Any]:
    """The one-page report on a key date, in rounded words."""
    counted = figures(programme.controller_id, programme.starts_on, key_date)
    return rules.one_pager(planned(programme), counted, labels(), key_date)


def snapshots_for(user: User) -> QuerySet[Snapshot]:
    """Frozen reports of the person's town, the newest key date first."""
    own = Snapshot.objects.filter(controller__in=controllers_of(user))
    return own.select_related("made_by").order_by("-key_date", "-made_at")


@cache
def labels() -> rules.Labels:
    """Life areas and types of client contacts by code, in German."""
    return rules.Labels(
        areas={area["code"]: area["de"] for area in catalogue.read("life_areas")["areas"]},
        types={kind.value: str(kind.label) for kind in Contact.Type if kind not in NETWORK_TYPES},
    )


@cache
def indicators() -> list[dict[str, Any]]:
    """The definitions behind the one-page report."""
    return [entry for entry in policy.read("indicators")["indicators"] if entry["id"] in INDICATORS]


def indicator(key: str) -> dict[str, Any]:
    """One definition by its key."""
    found: dict[str, Any] = next(one for one in policy.read("indicators")["indicators"] if one["id"] == key)
    return found


def definitions_version() -> int:
    return max(int(entry["version"]) for entry in indicators())
