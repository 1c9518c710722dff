"""What is missing about an offer, for whoever looks after the directory; the offer is kept. No Django."""

from collections.abc import Iterator
from typing import Final

from fahrwasser.harvest.found import Found, FoundOffer, FoundPlace, Told

NO_PROVIDER: Final = "„{}“: Es ist kein Träger angegeben."
NO_HOURS: Final = "„{}“: Es sind keine Öffnungszeiten angegeben."
NO_ADDRESS: Final = "„{}“: Es ist keine Anschrift angegeben."
NOWHERE: Final = ("online", "mobile")


def gaps(found: Found) -> Iterator[Told]:
    """No provider, no times, no address: each as its own line."""
    places = {place.external_id: place for place in found.places}
    for offer in found.offers:
        name = str(offer.values.get("name") or offer.external_id)[:80]
        here = [places[at.place] for at in offer.places if at.place in places]
        if not offer.provider:
            yield Told(offer.spot, NO_PROVIDER.format(name))
        if not _has_hours(offer, here):
            yield Told(offer.spot, NO_HOURS.format(name))
        if not _has_address(offer, here):
            yield Told(offer.spot, NO_ADDRESS.format(name))


def _has_hours(offer: FoundOffer, here: list[FoundPlace]) -> bool:
    stated = [offer.schedules, *(at.schedules for at in offer.places), *(place.schedules for place in here)]
    return any(stated) or bool(offer.values.get("schedule"))


def _has_address(offer: FoundOffer, here: list[FoundPlace]) -> bool:
    if offer.values.get("format") in NOWHERE or offer.values.get("recipient_type") == "shelter":
        return True
    return bool(offer.values.get("address")) or any(place.values.get("street") for place in here)
