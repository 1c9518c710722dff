"""What must be true whatever happened: each law with its name, its words, and the rows that would break it.

The laws are those of the design, chapter 7. A query answers with whatever breaks the law; it runs past all policies.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from django.apps import apps
from django.db import connection, models

ABH = """SELECT m.user_id FROM accounts_membership m JOIN accounts_unit u ON u.id = m.unit_id
         WHERE u.kind = 'foreigners_office' AND (m.valid_until IS NULL OR m.valid_until > now())"""
HOUSEHOLD = """(p.role NOT IN ('related', 'unborn') AND p.merged_into_id IS NULL AND (
    NOT EXISTS (SELECT 1 FROM clients_householdstay s WHERE s.person_id = p.id)
    OR EXISTS (SELECT 1 FROM clients_householdstay s WHERE s.person_id = p.id AND s.left_on IS NULL)))"""
PAIRS = {
    ("valid_from", "valid_until"), ("valid_from", "valid_to"), ("since", "until"), ("opened_on", "closed_on"),
    ("opened_on", "accepted_on"), ("accepted_on", "closed_on"), ("joined_on", "left_on"), ("starts_on", "ends_on"),
    ("started_on", "ended_on"), ("given_on", "expires_on"), ("given_on", "revoked_on"), ("given_on", "confirmed_on"),
    ("made_on", "accepted_on"), ("made_on", "review_on"), ("decided_on", "due_on"), ("recognised_on", "closed_on"),
    ("waiting_since", "waiting_until"), ("received_at", "forwarded_on"), ("since", "ended_on"), ("at", "until"),
    ("bound_on", "bound_until"), ("started_on", "completed_on"), ("made_at", "revoked_at"), ("at", "undone_at"),
    ("declared_on", "ended_on"), ("started_at", "ended_at"), ("received_at", "closed_at"),
    ("starts_on", "until"), ("begun_at", "ended_at"),
}  # fmt: skip
"""Beginning and end by the names of their columns; every table that has both is watched."""
ENDINGS = re.compile(r"(^|_)(until|to|ends|ended|closed|left|completed|revoked|undone|expires|confirmed)(_|$)")
"""A date or time with one of these words in its name is an end: it has a beginning, or stands in ``LONE_ENDINGS``."""
LONE_ENDINGS = {
    ("Measure", "until"): "agreed day; the measure begins with its plan",
    ("Goal", "until"): "wanted day; the goal begins with its plan",
    ("Residence", "paper_valid_until"): "written on the paper, may be over when it is first seen",
    ("Capacity", "confirmed_on"): "the day the body said so",
    ("Deadline", "confirmed_on"): "the day somebody looked at it",
    ("Reopening", "closed_on"): "the closing that is taken back: here it is the beginning",
    ("Item", "closed_on"): "put aside on any day, also before the week it was brought for",
    ("AgreedStep", "until"): "agreed day; the step begins with its item",
    ("Message", "closed_at"): "closed by whoever it was given to, kept by `calls.actions` alone",
    ("Import", "ended_at"): "the moment an import was carried out, thrown away or taken back",
    ("Slip", "expires_on"): "a slip keeps no day on which it was made",
    ("SafeChannel", "confirmed_on"): "the day the person last said that it is safe",
    ("ProtectedChannel", "confirmed_on"): "the day the person last said that it is safe",
}
"""Ends without a beginning in their table, and why."""


@dataclass(frozen=True)
class Law:
    """One law. ``broken``: SQL for what breaks it. ``keeper``: what in the database refuses; empty where only the
    actions keep it, then ``why`` says so."""

    name: str
    words: str
    broken: str = ""
    keeper: str = ""
    why: str = ""
    check: Callable[[], list[Any]] = field(default=list)

    def breaches(self) -> list[Any]:
        if not self.broken:
            return self.check()
        with connection.cursor() as cursor:
            cursor.execute(self.broken)
            return list(cursor.fetchall())


def our_tables() -> list[type[models.Model]]:
    """Every model of ours; no tables of events."""
    ours = (model for model in apps.get_models() if model.__module__.startswith("fahrwasser."))
    return [model for model in ours if not hasattr(model, "pgh_tracked_model")]


def periods() -> list[tuple[type[models.Model], models.Field[Any, Any], models.Field[Any, Any]]]:
    """Every table of ours with a beginning and an end."""
    found = []
    for model in our_tables():
        columns = {field.name: field for field in model._meta.concrete_fields}
        found += [(model, columns[a], columns[b]) for a, b in sorted(PAIRS) if a in columns and b in columns]
    return found


def held_by_constraint(model: type[models.Model], begin: str, end: str) -> bool:
    """Whether a check constraint of the table compares the two."""
    checks = [rule for rule in model._meta.constraints if isinstance(rule, models.CheckConstraint)]
    return any(begin in str(rule.condition) and end in str(rule.condition) for rule in checks)


def _day(column: models.Field[Any, Any]) -> str:
    local = f"({column.column} AT TIME ZONE 'Europe/Berlin')::date"
    return local if isinstance(column, models.DateTimeField) else f"{column.column}"


def ends_before_begins() -> list[Any]:
    asked = [
        f"SELECT '{model.__name__}.{end.name}', id::text FROM {model._meta.db_table} WHERE {_day(end)} < {_day(begin)}"
        for model, begin, end in periods()
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked))
        return list(cursor.fetchall())


def flow_does_not_balance() -> list[Any]:
    """Running at the end = running at the start + accepted - closed, for every span of days, from the statistics."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT controller_id, kind, accepted_on, closed_on, cases FROM stats.cases")
        rows = cursor.fetchall()
        cursor.execute(
            "SELECT count(*) FROM cases_case WHERE accepted_on IS NOT NULL AND closing_reason <> 'fehlanlage'"
        )
        known = cursor.fetchone()[0]
    days = sorted({day for row in rows for day in row[2:4] if day})
    wrong = []
    for first, last in pairwise(days):
        came = sum(row[4] for row in rows if first < row[2] <= last)
        left = sum(row[4] for row in rows if row[3] and first < row[3] <= last)
        if _running(rows, last) != _running(rows, first) + came - left:
            wrong.append((first, last, came, left))
    return wrong if sum(row[4] for row in rows) == known else [*wrong, ("cases lost", known)]


def _running(rows: list[Any], day: Any) -> int:
    return sum(row[4] for row in rows if row[2] <= day and (row[3] is None or row[3] > day))


LAWS = (
    Law("one_lead", "Every case has exactly one lead, and on level 2 a second person who is somebody else.",
        """SELECT id FROM cases_case
           WHERE lead_id IS NULL OR (level >= 2 AND (second_id IS NULL OR second_id = lead_id))""",
        "column `lead` NOT NULL; check `case_level_2_names_two`"),
    Law("plan_has_goals", "A plan that was accepted has a goal, each goal says what is expected, and a goal that was"
        " rated has all five anchors.",
        """SELECT v.id FROM plan_planversion v WHERE v.accepted_on IS NOT NULL
             AND NOT EXISTS (SELECT 1 FROM plan_goal g WHERE g.version_id = v.id AND g.anchor_0 <> '')
           UNION ALL SELECT g.id FROM plan_goal g WHERE g.anchor_0 = ''
           UNION ALL SELECT g.id FROM plan_goal g JOIN plan_goalrating r ON r.goal_id = g.id
             WHERE '' IN (g.anchor_minus_2, g.anchor_minus_1, g.anchor_0, g.anchor_plus_1, g.anchor_plus_2)""",
        "check `goal_expects_something`; triggers `not_accepted_at_first`, `accepted_with_a_goal`, `version_stays`,"
        " `goal_stays`, `rated_with_all_anchors`"),
    Law("disclosure_has_ground", "Nothing about a person goes out without a consent that held on that day, for that"
        " recipient and these data, or a legal basis.",
        """SELECT p.id FROM referrals_packet p JOIN referrals_referral r ON r.id = p.referral_id
           LEFT JOIN clients_consent c ON c.id = r.consent_id
           WHERE r.legal_basis = '' AND (c.id IS NULL OR c.case_id <> r.case_id OR c.given_on > p.sent_at::date
             OR c.expires_on < p.sent_at::date OR c.revoked_on < p.sent_at::date
             OR c.kind NOT IN ('disclosure', 'release') OR NOT p.categories::text[] <@ c.categories::text[]
             OR c.recipient_id IS DISTINCT FROM p.recipient_id)
           UNION ALL SELECT p.id FROM referrals_packet p JOIN referrals_referral r ON r.id = p.referral_id
           WHERE r.legal_basis = 'capacity_inquiry' AND p.categories <> '{}'""",
        "check `referral_has_ground`; foreign key of the consent together with its case; trigger `packet_frozen`"),
    Law("contact_counts_once", "Every contact is counted in one row of the statistics, once.",
        """SELECT 'contacts', (SELECT coalesce(sum(contacts), 0) FROM stats.contacts), n FROM (
             SELECT count(*) AS n FROM contacts_contact k LEFT JOIN cases_case c ON c.id = k.case_id
             WHERE c.id IS NULL OR c.closing_reason <> 'fehlanlage') real
           WHERE n <> (SELECT coalesce(sum(contacts), 0) FROM stats.contacts)""",
        "primary key: a form sent twice carries the same key"),
    Law("no_danger_in_the_household", "On level 2 nobody lives in the household who is a danger to somebody in it.",
        f"""SELECT r.id FROM clients_relation r JOIN cases_case c ON c.id = r.case_id
            JOIN clients_client p ON p.id = r.person_id
            WHERE c.level >= 2 AND r.kind = 'danger' AND r.until IS NULL AND {HOUSEHOLD}
              AND EXISTS (SELECT 1 FROM clients_client q
                          WHERE q.id = r.other_id AND {HOUSEHOLD.replace("p.", "q.")})""",
        "triggers `household_safe` on cases, relations, stays and people"),
    Law("ends_after_begins", "Nothing ends before it began, in any table.", check=ends_before_begins,
        keeper="check constraints on every pair below"),
    Law("closed_with_reason", "A closed case says why, when and by whom; an unmet need in it has a finding, or the"
        " reason why it could not be given stands in the events.",
        """SELECT id FROM cases_case WHERE (state = 'closed') <> (closing_reason <> '')
             OR (state = 'closed') <> (closed_on IS NOT NULL) OR (state = 'closed') <> (closed_by_id IS NOT NULL)
           UNION ALL SELECT c.id FROM cases_case c JOIN network_unmetneed u ON u.case_id = c.id AND u.until IS NULL
           WHERE c.state = 'closed' AND c.closing_reason <> 'fehlanlage'
             AND NOT EXISTS (SELECT 1 FROM network_evidence e WHERE e.unmet_need_id = u.id)
             AND NOT EXISTS (SELECT 1 FROM audit_event a
                             WHERE a.case_id = c.id AND a.verb = 'case.closed_without_finding')""",
        "check `case_closed_whole`",
        "That an unmet need has a finding is asked by `network.actions.close_case`; findings name no case."),
    Law("snapshot_has_one_definition", "Every published figure belongs to one version of the definitions, one report"
        " for a key date.",
        """SELECT controller_id, report, key_date FROM reporting_snapshot GROUP BY 1, 2, 3 HAVING count(*) > 1
           UNION ALL SELECT controller_id, report, key_date FROM reporting_snapshot WHERE definitions < 1""",
        "column `definitions` NOT NULL; unique `snapshot_once`; trigger `snapshot_stays`"),
    Law("stock_and_flow", "Running cases at the end are those at the start plus accepted minus closed.",
        check=flow_does_not_balance, keeper="check `case_closed_after_opening`, one row per case"),
    Law("foreigners_office_stays_out", "Nobody of a foreigners' office is named on an open case, has a running grant"
        " or, there, a role that reaches a file; no file lies in such a unit.",
        f"""SELECT id FROM cases_case WHERE state = 'open' AND (lead_id IN ({ABH}) OR second_id IN ({ABH}))
              OR unit_id IN (SELECT id FROM accounts_unit WHERE kind = 'foreigners_office')
            UNION ALL SELECT id FROM cases_grant WHERE user_id IN ({ABH}) AND valid_until > now()
            UNION ALL SELECT m.id FROM accounts_membership m JOIN accounts_unit u ON u.id = m.unit_id
              JOIN accounts_role r ON r.name = m.role
              WHERE u.kind = 'foreigners_office' AND (r.file_reach <> 'none' OR r.contact_data_reach <> 'none')""",
        "trigger `keep_foreigners_office_out` on cases, grants, memberships and units; and `fw.uid()` is nobody"
        " for such a person, whatever other post they have"),
)  # fmt: skip
