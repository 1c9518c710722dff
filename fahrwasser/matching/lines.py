"""What the page says about a match: groups, reasons, columns, next step. No queries here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fahrwasser.matching.queries import Comparison
from fahrwasser.matching.ranking import Ranked
from fahrwasser.matching.rules import Check, Match, Verdict
from fahrwasser.offers.criteria import TOPICS, Outcome, kind
from fahrwasser.offers.criteria.vocabulary import language_name
from fahrwasser.offers.criteria.wording import listed
from fahrwasser.offers.models import Offer

SHAPES: Mapping[Outcome, str] = {
    Outcome.MET: "success",
    Outcome.FAILED: "none",
    Outcome.UNKNOWN: "clarify",
    Outcome.SILENT: "open",
}
REASONS_SHOWN = 2
ASKED_AS: Mapping[str, str] = {"certificate": "german"}
"""The fact under which a part of it is asked for."""


@dataclass(frozen=True)
class Reason:
    """One comparison in words: the sentence, the code where it fails, the law's day."""

    check: Check

    @property
    def sentence(self) -> str:
        return self.check.result.sentence

    @property
    def code(self) -> str:
        return self.check.result.reason_code

    @property
    def law_checked_on(self) -> date | None:
        return self.check.row.rechtsstand

    @property
    def shape(self) -> str:
        return SHAPES[self.check.result.outcome]

    @property
    def is_should(self) -> bool:
        return not self.check.decides


@dataclass(frozen=True)
class Line:
    """One offer of the result."""

    ranked: Ranked
    offer: Offer
    on: date
    nearest: str = ""

    @property
    def match(self) -> Match:
        return self.ranked.match

    @property
    def headline(self) -> str:
        """Bold words before the reasons; empty where the group says it already."""
        plain = {Verdict.FITS: "Passt", Verdict.UNCLEAR: "Zu klären", Verdict.DOES_NOT_FIT: "Passt nicht"}
        words = self.match.headline
        return "" if words in plain.values() else f"{words}."

    @cached_property
    def reasons(self) -> list[Reason]:
        """What decides: the failures, else what the offer leaves open, else the most telling of what fits."""
        if self.match.failed:
            return [Reason(check) for check in self.match.failed]
        if self.match.states_nothing:
            return []
        if self.match.unclear:
            return [Reason(check) for check in self.match.unclear if check.result.outcome is Outcome.SILENT]
        telling = [c for c in self.match.results if c.decides and not kind(c.row.kind).of_every_offer]
        return [Reason(check) for check in telling[:REASONS_SHOWN]]

    @cached_property
    def _asking(self) -> list[Check]:
        """Conditions that wait for a fact about the person, exclusions such as safety first."""
        asking = [check for check in self.match.unclear if check.result.fact_name]
        return sorted(asking, key=lambda check: not kind(check.row.kind).exclusion)

    @property
    def missing(self) -> str:
        """Names of the facts an offer waits for that fits, fits but for one condition, or is to be clarified."""
        if group_of(self.match) == "not":
            return ""
        return listed(TOPICS[name].name for name in dict.fromkeys(check.result.fact_name for check in self._asking))

    @property
    def safety_is_open(self) -> bool:
        """Whether somebody might be talked into a place of which nobody knows if the person fears it."""
        return self.match.near_miss is not None and any(
            check.result.fact_name == "dangerous_places" for check in self._asking
        )

    @property
    def all_reasons(self) -> list[Reason]:
        return [Reason(check) for check in self.match.results]

    @property
    def place_sentence(self) -> str:
        """What is known about free places, where it is no reason already."""
        told = next((c for c in self.match.results if c.row.kind == "capacity"), None)
        return told.result.sentence if told and all(told is not reason.check for reason in self.reasons) else ""

    @property
    def facts(self) -> str:
        return " · ".join(filter(None, (self.offer.provider.name, self.offer.schedule, self.offer.cost)))

    @property
    def begin_day(self) -> date | None:
        """The first day of the help, where it is yet to come."""
        day = max(filter(None, (self.match.available_from, self.offer.starts_on)), default=None)
        return day if day and day > self.on else None

    @property
    def begins(self) -> str:
        return f"{self.begin_day:%d.%m.%Y}" if self.begin_day else _("laufend")

    @property
    def waits(self) -> str:
        days = self.match.standing.wait_days
        if days is None:
            return _("unbekannt")
        if days == 0:
            return _("bis Beginn") if self.begin_day else _("keine")
        if days < 14:
            return ngettext("%(n)s Tag", "%(n)s Tage", days) % {"n": days}
        return ngettext("%(n)s Woche", "%(n)s Wochen", days // 7) % {"n": days // 7}

    @property
    def languages(self) -> str:
        return ", ".join(self.offer.languages)

    @property
    def language_names(self) -> str:
        return ", ".join(map(language_name, self.offer.languages))

    @property
    def way(self) -> str:
        if self.match.offer.remote:
            return str(self.offer.get_format_display())
        minutes = self.match.standing.minutes
        return _("unbekannt") if minutes is None else _("%(n)s Min.") % {"n": minutes}

    @property
    def fact_to_ask(self) -> str:
        """The first missing fact of an offer that is to be clarified."""
        missing = next((check.result.fact_name for check in self._asking), "")
        return ASKED_AS.get(missing, missing)

    @property
    def override_code(self) -> str:
        """The code a referral all the same has to give a reason for; empty where nobody should be talked into it."""
        return self.match.near_miss.result.reason_code if self.match.near_miss else ""


@dataclass(frozen=True)
class Group:
    """Offers with the same answer; ``key`` chooses the next step."""

    key: str
    shape: str
    title: str
    note: str
    lines: list[Line] = field(default_factory=list)


GROUPS = (
    ("fits", "success", gettext_lazy("Passt"), gettext_lazy("alle Bedingungen erfüllt")),
    ("unclear", "clarify", gettext_lazy("Zu klären"), gettext_lazy("nichts spricht dagegen, eine Angabe fehlt")),
    ("near", "near", gettext_lazy("Passt bis auf eine Bedingung"), gettext_lazy("eine Stellschraube fehlt")),
    ("not", "none", gettext_lazy("Passt nicht"), gettext_lazy("mehrere Bedingungen oder ein Ausschluss")),
)


def group_of(match: Match) -> str:
    if match.verdict is Verdict.FITS:
        return "fits"
    if match.verdict is Verdict.UNCLEAR:
        return "unclear"
    return "near" if match.near_miss else "not"


def groups(comparison: Comparison, nearest: Mapping[UUID, str] | None = None) -> list[Group]:
    """The result in four groups, in the order of the ranking; empty groups are left out.

    ``nearest``: a sentence about the nearest place, by offer.
    """
    found = [Group(key, shape, str(title), str(note)) for key, shape, title, note in GROUPS]
    by_key = {group.key: group for group in found}
    for ranked in comparison.ranked:
        offer = comparison.offers[ranked.match.offer.id]
        line = Line(ranked, offer, comparison.on, (nearest or {}).get(offer.pk, ""))
        by_key[group_of(ranked.match)].lines.append(line)
    return [group for group in found if group.lines]
