"""Where an offer with several places is nearest: told by district alone, and honest where that says nothing."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from fahrwasser.offers.criteria.vocabulary import place_name
from fahrwasser.offers.details import PlaceLine
from fahrwasser.offers.models import OfferPlace
from fahrwasser.offers.timetable import times_in_words


def nearest_words(offer_ids: Collection[UUID], home: str) -> Mapping[UUID, str]:
    """A sentence for each offer with several places. ``home``: code of the person's district, empty for not known."""
    return {offer: _sentence(places, home) for offer, places in _places(offer_ids).items() if len(places) > 1}


def _places(offer_ids: Collection[UUID]) -> Mapping[UUID, Sequence[PlaceLine]]:
    """Three questions for any number of offers."""
    rows = OfferPlace.objects.filter(offer__in=offer_ids).select_related("place").order_by("position", "pk")
    found = defaultdict(list)
    for at in rows.prefetch_related("schedules", "place__schedules"):
        times = times_in_words([*at.schedules.all(), *at.place.schedules.all()])
        found[at.offer_id].append(PlaceLine(at.place, at.summary, tuple(times)))
    return found


def _sentence(places: Sequence[PlaceLine], home: str) -> str:
    near = next((line for line in places if _is_in(line, home)), None)
    if near is None:
        names = ", ".join(dict.fromkeys(filter(None, map(_district, places))))
        return _("%(n)s Orte: %(names)s. Welcher am nächsten liegt, ist nicht bekannt.") % {
            "n": len(places), "names": names or _("ohne Ortsteil")
        }  # fmt: skip
    told = "; ".join(filter(None, (_district(near), *near.times)))
    return _("Nächster von %(n)s Orten, im Ortsteil der Person: %(told)s.") % {"n": len(places), "told": told}


def _district(line: PlaceLine) -> str:
    return place_name(line.place.district) or line.place.town or line.place.name


def _is_in(line: PlaceLine, home: str) -> bool:
    """Imported places have the name of a district, our own its code."""
    return bool(home) and line.place.district.casefold() in {home.casefold(), place_name(home).casefold()}
