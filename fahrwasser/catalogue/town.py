"""The town itself: name, Land, letterhead and places. An installation brings its own file, the demo's is built in."""

import os
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import holidays
import yaml

from fahrwasser.catalogue import read

KINDS = ("district", "neighbour", "area", "remote")
SETTLEMENTS = ("district", "neighbour")
EVERYWHERE = ("kreisweit", "regional", "confidential", "online")  # offers need these places in every town
STATES = frozenset(holidays.country_holidays("DE").subdivisions)


ADDRESS = re.compile(r"https://[^\s<>\"]+")
NO_RIGHTS = {"licence": "", "licence_url": "", "attribution": ""}
"""The open directory without a licence: nobody may pass it on without asking."""


class WrongTownFile(ValueError):
    """What is wrong in the file of the town, in German, for whoever installs."""


def check(told: Any) -> None:
    """Raise ``WrongTownFile`` with everything that is wrong at once."""
    wrong = list(_wrong(told)) if isinstance(told, dict) else ["Die Datei enthält keine Angaben."]
    if wrong:
        raise WrongTownFile(" ".join(wrong))


def _wrong(told: dict[str, Any]) -> Iterator[str]:
    town = told.get("municipality")
    if not isinstance(town, dict) or not str(town.get("label", "")).strip():
        yield "Bei „municipality“ fehlt der Name der Stadt („label“)."
    if told.get("state") not in STATES:
        yield f"„state“ ist keins der Länder: {', '.join(sorted(STATES))}."
    yield from _wrong_rights(told.get("directory") or {})
    places = told.get("districts")
    if isinstance(places, list) and places:
        yield from _wrong_places([place if isinstance(place, dict) else {} for place in places])
    else:
        yield "„districts“ nennt keinen Ort."


def _wrong_rights(rights: Any) -> Iterator[str]:
    if (
        not isinstance(rights, dict)
        or rights.keys() - NO_RIGHTS
        or not all(isinstance(v, str) for v in rights.values())
    ):
        yield f"„directory“ kennt nur Texte mit den Namen {', '.join(NO_RIGHTS)}."
    elif rights.get("licence_url") and not ADDRESS.fullmatch(rights["licence_url"]):
        yield "„licence_url“ ist keine Adresse, die mit https:// beginnt."


def _wrong_places(places: list[dict[str, Any]]) -> Iterator[str]:
    codes = [place.get("code") for place in places]
    for number, place in enumerate(places, start=1):
        if not place.get("code") or not place.get("label"):
            yield f"Ort {number} hat keinen Code („code“) oder keinen Namen („label“)."
        elif place.get("kind") not in KINDS:
            yield f"Ort {number} ({place['label']}): „kind“ ist eins von {', '.join(KINDS)}."
        elif place.get("counted_with", codes[0]) not in codes:
            yield f"Ort {number} ({place['label']}): „counted_with“ nennt keinen Ort dieser Liste."
    if len(set(codes)) < len(codes):
        yield "Ein Code steht bei zwei Orten."


@lru_cache(maxsize=1)
def town() -> dict[str, Any]:
    """The town as its file tells it; ``districts`` always with the places that every town needs."""
    own = os.environ.get("FAHRWASSER_TOWN", "")
    built_in = read("town")
    if not own:
        return {**built_in, "directory": {**NO_RIGHTS, **built_in.get("directory", {})}}
    try:
        told = yaml.safe_load(Path(own).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise WrongTownFile("Die Datei der Stadt, die FAHRWASSER_TOWN nennt, ist nicht zu lesen.") from error
    check(told)
    codes = {place["code"] for place in told["districts"]}
    general = [one for one in built_in["districts"] if one["code"] in EVERYWHERE and one["code"] not in codes]
    empty = {"letterhead": [], "phone": "", "imprint_url": ""}
    rights = {**NO_RIGHTS, **(told.get("directory") or {})}
    return {**empty, **told, "directory": rights, "districts": [*told["districts"], *general]}


def place_names() -> dict[str, str]:
    """Where somebody may live or an offer may be: names by code."""
    return {place["code"]: place["label"] for place in town()["districts"]}


def settlements() -> dict[str, str]:
    """The places one can stand in: without areas, hidden places and what is online."""
    return {
        place["code"]: place["label"] for place in town()["districts"] if place["kind"] in ("district", "neighbour")
    }
