"""What a page says about one offer: shape and words for capacity, quality and confirmation. No queries here."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fahrwasser.offers import codes, rules
from fahrwasser.offers.criteria.vocabulary import language_name, place_name
from fahrwasser.offers.models import Capacity, Criterion
from fahrwasser.offers.quality import Described, Quality, quality

SHAPES = {
    Capacity.State.FREE: "success",
    Capacity.State.WAITING: "waits",
    Capacity.State.FULL: "none",
    Capacity.State.UNKNOWN: "clarify",
}


@dataclass(frozen=True)
class Line:
    """One offer as a list shows it."""

    known: Described

    @cached_property
    def quality(self) -> Quality:
        return quality(self.known)

    @property
    def capacity_shape(self) -> str:
        fresh = self.known.capacity if self.known.capacity_is_fresh else None
        return SHAPES[Capacity.State(fresh.state)] if fresh else "clarify"

    @property
    def capacity_word(self) -> str:
        fresh = self.known.capacity if self.known.capacity_is_fresh else None
        return str(fresh.get_state_display()) if fresh else _("klären")

    @property
    def capacity_note(self) -> str:
        """What stands behind the word, always with its date."""
        known = self.known.capacity
        if known is None:
            return _("nie angegeben")
        told = f"{known.confirmed_on:%d.%m.%Y}"
        if not self.known.capacity_is_fresh:
            return _("zuletzt %(state)s, %(day)s") % {"state": known.get_state_display(), "day": told}
        return ", ".join([*capacity_details(known, self.known.on), told])

    @property
    def languages(self) -> str:
        return ", ".join(self.known.offer.languages)

    @property
    def language_names(self) -> str:
        return ", ".join(map(language_name, self.known.offer.languages))

    @property
    def kind_name(self) -> str:
        return codes.kind_name(self.known.offer.kind)

    @property
    def facts(self) -> str:
        """Times, cost and form in one line."""
        offer = self.known.offer
        form = "" if offer.format == offer.Format.ON_SITE else str(offer.get_format_display())
        return " · ".join(filter(None, (offer.schedule, offer.cost, form)))

    @property
    def is_hidden(self) -> bool:
        """Whether the place is told to nobody."""
        offer = self.known.offer
        return rules.is_hidden(offer.recipient_type, offer.name)

    @property
    def place(self) -> str:
        district = self.known.offer.district
        return place_name(rules.HIDDEN_DISTRICT if district and self.is_hidden else district)

    @property
    def verified_shape(self) -> str:
        return "warning" if self.known.overdue_days else ""

    @property
    def verified_words(self) -> str:
        verified = self.known.offer.verified_on
        if verified is None:
            return _("nie bestätigt")
        days = self.known.overdue_days
        if days:
            return ngettext("überfällig seit %(days)s Tag", "überfällig seit %(days)s Tagen", days) % {"days": days}
        return _("bestätigt %(day)s") % {"day": f"{verified:%d.%m.%Y}"}


def capacity_details(known: Capacity, on: date) -> list[str]:
    """Places, first free day and waiting time, as far as they were said."""
    words = []
    if known.free_from and known.free_from > on:
        words.append(_("ab %(day)s") % {"day": f"{known.free_from:%d.%m.%Y}"})
    if known.available is not None:
        words.append(ngettext("%(n)s Platz", "%(n)s Plätze", known.available) % {"n": known.available})
    if known.expected_wait_days is not None:
        days = known.expected_wait_days
        words.append(ngettext("%(n)s Tag Wartezeit", "%(n)s Tage Wartezeit", days) % {"n": days})
    return words


@dataclass(frozen=True, slots=True)
class Condition:
    """One criterion as a German sentence, with strictness, source and the days on which it holds."""

    row: Criterion
    label: str
    sentence: str
    in_force: bool
