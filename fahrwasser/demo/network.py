"""What the town has learned from its files: unmet needs, hints, and themes on their way to the steering group."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from fahrwasser.accounts.models import User
from fahrwasser.assessment import actions as assessment
from fahrwasser.assessment.models import Need
from fahrwasser.cases.models import Case
from fahrwasser.cases.rules import Level
from fahrwasser.core.acting import acting_as
from fahrwasser.demo.data import read
from fahrwasser.demo.days import moment
from fahrwasser.demo.staff import DOMAIN
from fahrwasser.network import actions
from fahrwasser.network.models import Finding, Theme, UnmetNeed

GIVEN_AT, REVIEWED_AT = 11, 15  # hours of the day


def learn(*, key_date: date) -> None:
    """Bring on the way what ``network.yaml`` names; a theme with too few fitting files is left out."""
    coordinator = User.objects.get(email=f"koordination@{DOMAIN}")
    for entry in read("network"):
        needs = list(_needs(entry, key_date))
        if len(needs) == len(entry["findings"]):
            _Story(entry, key_date, coordinator).tell(needs)


def _needs(entry: dict[str, Any], key_date: date) -> Iterator[Need]:
    """For each hint a need that was known by then and is not met, each in another file."""
    used: set[UUID] = set()
    for finding in entry["findings"]:
        found = Need.objects.filter(
            code=entry["need"], closed_on=None, recognised_on__lte=key_date - timedelta(days=finding["ago"]),
            case__kind=Case.Kind.CASE_MANAGEMENT, case__state=Case.State.OPEN, case__level=Level.NORMAL,
        ).exclude(unmet__isnull=False).exclude(case__in=used)  # fmt: skip
        need = found.select_related("case__lead").order_by("recognised_on", "case__number").first()
        if need:
            used.add(need.case_id)
            yield need


class _Story:
    """One theme from its first hint to where it stands on the key date."""

    def __init__(self, entry: dict[str, Any], key_date: date, coordinator: User) -> None:
        self._entry, self._key_date, self._coordinator = entry, key_date, coordinator

    def tell(self, needs: list[Need]) -> None:
        theme: Theme | None = None
        for need, told in zip(needs, self._entry["findings"], strict=True):
            finding = self._give(need, told)
            if "title" in self._entry:
                with acting_as(self._coordinator.pk):
                    theme = self._review(finding, theme, self._at(told["ago"], REVIEWED_AT))
        if theme:
            with acting_as(self._coordinator.pk):
                self._bring_on(theme)

    def _give(self, need: Need, told: dict[str, Any]) -> Finding:
        now, lead = self._at(told["ago"], GIVEN_AT), need.case.lead
        with acting_as(lead.pk):
            unmet = actions.note_unmet(need=need, since=need.recognised_on, by=lead, now=now, **self._entry["reason"])
            if unmet.reason == UnmetNeed.Reason.NO_OFFER:
                assessment.set_need_state(need=need, state=Need.State.NO_OFFER, by=lead, now=now)
            return actions.give_finding(
                unmet=unmet, type=self._entry["type"], words=told["words"], proposal=self._entry["proposal"],
                by=lead, now=now,
            )  # fmt: skip

    def _review(self, finding: Finding, theme: Theme | None, now: datetime) -> Theme:
        act: dict[str, Any] = {
            "finding": finding, "words": finding.words, "proposal": finding.proposal, "by": self._coordinator,
            "now": now,
        }  # fmt: skip
        if theme is None:
            return actions.open_theme(title=self._entry["title"], description=self._entry["description"], **act)
        actions.add_to_theme(theme=theme, **act)
        return theme

    def _bring_on(self, theme: Theme) -> None:
        for step in self._entry.get("way", ()):
            now = self._at(step["ago"], REVIEWED_AT)
            actions.move_theme(theme=theme, state=step["state"], by=self._coordinator, now=now)
        if decided := self._entry.get("decision"):
            self._decide(theme, decided)

    def _decide(self, theme: Theme, decided: dict[str, Any]) -> None:
        now, measure = self._at(decided["ago"], REVIEWED_AT), decided["measure"]
        decision = actions.record_decision(
            theme=theme, decided_on=now.date(), wording=decided["wording"], responsible=decided["responsible"],
            due_on=self._key_date + timedelta(days=decided["due_in"]), by=self._coordinator, now=now,
        )  # fmt: skip
        planned = actions.add_measure(decision=decision, what=measure["what"], by=self._coordinator, now=now)
        began = self._at(measure["ago"], REVIEWED_AT)
        actions.implement(measure=planned, implemented_on=began.date(), by=self._coordinator, now=began)

    def _at(self, ago: int, hour: int) -> datetime:
        return moment(self._key_date - timedelta(days=ago), hour)
