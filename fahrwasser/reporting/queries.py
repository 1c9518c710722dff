"""Figures of reports, computed by the statistics role: the same for every viewer."""

from collections import Counter
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from fahrwasser import catalogue, policy
from fahrwasser.accounts.models import User
from fahrwasser.contacts.models import Contact
from fahrwasser.contacts.rules import NETWORK_TYPES, CountsAs, counts_as
from fahrwasser.core.acting import as_statistics
from fahrwasser.intake.figures import running_advice
from fahrwasser.network.queries import controllers_of
from fahrwasser.reporting import rules
from fahrwasser.reporting.models import Programme, Snapshot

INDICATORS = ("IND-04", "IND-05", "IND-06")  # what the one-page report rests on
CONTACTS = "SELECT day, type, outcome, contacts FROM stats.contacts WHERE controller_id = %s AND day BETWEEN %s AND %s"
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
    for day, kind, outcome, contacts in _ask(CONTACTS, controller, since, until):
        if counts_as(kind, outcome) is CountsAs.CLIENT:
            days[day] += contacts
            types[kind] += contacts
    return dict(days), dict(types)


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


def definitions_version() -> int:
    return max(int(entry["version"]) for entry in indicators())
