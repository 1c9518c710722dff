"""Under what licence the directory goes out: what the town says in its file, and whom its sources want named."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from fahrwasser.catalogue.town import town
from fahrwasser.offers import queries as directory
from fahrwasser.offers.models import OWN


@dataclass(frozen=True, slots=True)
class Licence:
    """``name`` says in words that there is none where the town names none; ``url`` may be empty."""

    name: str
    url: str
    is_stated: bool


def licence() -> Licence:
    said = town()["directory"]
    if said["licence"]:
        return Licence(said["licence"], said["licence_url"], True)
    return Licence(_not_stated(), "", False)


def _not_stated() -> str:
    return _("keine Lizenz angegeben, bitte nachfragen")


def attributions() -> list[str]:
    """The town's own words first, then one line for each source whose offers are in the directory."""
    own = town()["directory"]["attribution"]
    theirs = [", ".join(filter(None, (one.attribution or one.source, one.licence))) for one in directory.rights()]
    return [*([own] if own else []), *theirs]


class Origins:
    """Whom to name for one entry, and its licence: that of the town is for what the house wrote itself."""

    def __init__(self) -> None:
        self.own = town()["directory"]["attribution"], licence().name
        self.known = {one.source: one for one in directory.rights()}

    def of(self, source: str) -> tuple[str, str]:
        if source == OWN:
            return self.own
        said = self.known.get(source)
        return (said and said.attribution) or source, (said and said.licence) or _not_stated()


def link() -> dict[str, str]:
    """The header by which machines find the licence of an answer; none where the town names no address."""
    url = licence().url
    return {"Link": f'<{url}>; rel="license"'} if url else {}
