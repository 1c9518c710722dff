"""Reading the network: themes and findings of one's own town, and how many cases stand behind them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from fahrwasser import catalogue
from fahrwasser.accounts.models import User
from fahrwasser.accounts.queries import current_memberships, may
from fahrwasser.accounts.rules import Permission
from fahrwasser.assessment.models import Need
from fahrwasser.cases.models import Case
from fahrwasser.clients.models import Client, Consent
from fahrwasser.clients.queries import channel_of, consents_of, counts
from fahrwasser.contacts.models import Contact
from fahrwasser.contacts.rules import CountsAs, counts_as
from fahrwasser.core.acting import as_statistics
from fahrwasser.network import rules
from fahrwasser.network.models import Aftercare, Decision, Evidence, Finding, SystemMeasure, Theme, UnmetNeed


@dataclass(frozen=True)
class Backing:
    """What stands behind a theme: distinct cases and needs, and districts with at least three of the cases."""

    cases: int = 0
    needs: int = 0
    districts: tuple[str, ...] = ()

    @property
    def is_shown(self) -> bool:
        return rules.is_exportable(self.cases)


def controllers_of(user: User) -> QuerySet[Any]:
    """The towns a person works for today, as keys."""
    return current_memberships().filter(user=user).values("unit__controller")


def is_of_the_team(user: User) -> bool:
    """Whether themes below the threshold may be known: those who give findings, not the steering group."""
    return may(user, Permission.FINDING_WRITE)


def backing(themes: Iterable[UUID]) -> dict[UUID, Backing]:
    """Counted by the statistics role, the same for every viewer; a theme without evidence is missing."""
    keys = list(themes)
    with as_statistics(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT theme_id, district FROM stats.theme_districts"
            " WHERE theme_id = ANY(%s) AND cases >= %s ORDER BY district",
            [keys, rules.EVIDENCE_AT_LEAST],
        )
        districts = cursor.fetchall()
        cursor.execute("SELECT theme_id, cases, needs FROM stats.theme_evidence WHERE theme_id = ANY(%s)", [keys])
        return {
            theme: Backing(cases, needs, tuple(name for key, name in districts if key == theme))
            for theme, cases, needs in cursor.fetchall()
        }


def themes_for(user: User) -> list[tuple[Theme, Backing]]:
    """The themes of the person's town with their backing, the best backed first; below three cases the team's only."""
    themes = list(Theme.objects.filter(controller__in=controllers_of(user)))
    counted = backing(theme.pk for theme in themes)
    pairs = [(theme, counted.get(theme.pk, Backing())) for theme in themes]
    shown = pairs if is_of_the_team(user) else [pair for pair in pairs if pair[1].is_shown]
    return sorted(shown, key=lambda pair: (not pair[1].is_shown, -pair[1].cases, pair[0].title))


def observations(theme: Theme) -> list[Finding]:
    """What was observed, each wording once: how often it was said would be a count of its own."""
    reviewed = (
        theme.findings.filter(state=Finding.State.REVIEWED).order_by("words", "-proposal", "pk").distinct("words")
    )
    return sorted(reviewed, key=lambda finding: (finding.made_on, str(finding.pk)))


def latest_decisions(themes: Iterable[Theme]) -> dict[UUID, Decision]:
    decisions = Decision.objects.filter(theme__in=list(themes)).order_by("decided_on")
    return {decision.theme_id: decision for decision in decisions}


def decisions_of(theme: Theme) -> list[tuple[Decision, list[SystemMeasure]]]:
    decisions = list(theme.decisions.order_by("decided_on"))
    measures = list(
        SystemMeasure.objects.filter(decision__in=decisions).select_related("offer", "decision").order_by("pk")
    )
    return [(one, [m for m in measures if m.decision_id == one.pk]) for one in decisions]


def findings_for(user: User) -> QuerySet[Finding]:
    return Finding.objects.filter(controller__in=controllers_of(user))


def open_themes_for(user: User) -> QuerySet[Theme]:
    """Themes that still take findings."""
    ended = [Theme.State.EFFECTIVE, Theme.State.REJECTED]
    return Theme.objects.filter(controller__in=controllers_of(user)).exclude(state__in=ended).order_by("title")


def open_unmet(need: Need, user: User) -> UnmetNeed | None:
    return UnmetNeed.objects.visible_to(user).filter(need=need, until=None).first()


def finding_of(unmet: UnmetNeed, user: User) -> Finding | None:
    """What was handed on about this unmet need."""
    evidence = Evidence.objects.visible_to(user).filter(unmet_need=unmet).select_related("finding").first()
    return evidence.finding if evidence else None


def unmet_without_finding(case: Case, user: User) -> list[UnmetNeed]:
    told = Evidence.objects.visible_to(user).filter(case=case, unmet_need__isnull=False)
    unmet = UnmetNeed.objects.visible_to(user).filter(case=case, until=None)
    return list(unmet.exclude(pk__in=told.values("unmet_need")).select_related("need").order_by("since", "pk"))


def attempts(case: Case, user: User) -> int:
    """Documented attempts to reach the person: not reached, not met; network contacts apart."""
    outcomes = Contact.objects.visible_to(user).filter(case=case).exclude(type=Contact.Type.NETWORK)
    missed = {CountsAs.ATTEMPT, CountsAs.NO_SHOW}
    return sum(counts_as(*pair) in missed for pair in outcomes.values_list("type", "outcome"))


def aftercare_consent(case: Case, user: User, on: date) -> Consent | None:
    """The consent to be asked after the closure, while it counts."""
    given = consents_of(case, user).filter(kind=Consent.Kind.FOLLOW_UP)
    return next((consent for consent in given if counts(consent, on)), None)


def aftercare_of(case: Case, user: User) -> list[Aftercare]:
    return list(Aftercare.objects.visible_to(user).filter(case=case).order_by("due_on"))


def aftercare_due(user: User, until: date) -> list[Aftercare]:
    """Closed files in which somebody is to be asked by then, by a consent that counts, the oldest first."""
    planned = Aftercare.objects.visible_to(user).filter(asked_on=None, due_on__lte=until)
    rows = list(planned.select_related("case").order_by("due_on", "pk"))
    given = Consent.objects.visible_to(user).filter(kind=Consent.Kind.FOLLOW_UP, case__in=[row.case_id for row in rows])
    agreed = {consent.case_id for consent in given if counts(consent, until)}
    return [row for row in rows if row.case_id in agreed]


def known_of(case: Case, user: User) -> rules.Known:
    """Everything about the people of a case that a finding must not say."""
    people = list(Client.objects.visible_to(user).filter(case=case))
    channel = channel_of(case, user)
    return rules.Known(
        names=tuple(f"{person.first_name} {person.last_name}" for person in people),
        birth_dates=tuple(person.birth_date for person in people if person.birth_date),
        phones=(channel.phone,) if channel and channel.phone else (),
        addresses=(channel.address,) if channel and channel.address else (),
        case_number=case.number,
    )


@cache
def need_labels() -> dict[str, str]:
    """Needs by code ("LA09.3"), in German."""
    return {need["code"]: need["de"] for area in catalogue.read("life_areas")["areas"] for need in area["needs"]}


@cache
def reason_labels() -> dict[str, str]:
    """Reason codes of matching and of referrals, in German."""
    codes = catalogue.read("reason_codes")
    return {entry["code"]: entry["label"] for entry in (*codes["unsuitable"], *codes["referral_end"])}


@cache
def closing_reasons() -> dict[str, dict[str, Any]]:
    """Closing reasons by code: ``label``, ``attempts`` needed, whether the case ``counts``."""
    return {entry["code"]: entry for entry in catalogue.read("closing_reasons")["closing_reasons"]}
