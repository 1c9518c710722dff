"""The demo's offers, read as the rules see them."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

import fahrwasser.demo
from fahrwasser.matching.rules import OfferFacts
from fahrwasser.offers.codes import kind_name
from fahrwasser.offers.criteria import Row

FILE = Path(fahrwasser.demo.__file__).parent / "data" / "offers.yaml"


@cache
def document() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return loaded


def offers() -> dict[str, dict[str, Any]]:
    return {offer["id"]: offer for offer in document()["offers"]}


def offer_facts(offer_id: str) -> OfferFacts:
    offer = offers()[offer_id]
    return OfferFacts(
        id=offer["id"],
        name=offer["name"],
        provider=offer["provider"],
        kind=offer["kind"],
        kind_name=kind_name(offer["kind"]),
        district=offer["district"],
        languages=frozenset(offer["languages"]),
        remote=offer["format"] in ("online", "mobile"),
        capacity=offer["capacity"],
    )


def rows(offer_id: str) -> list[Row]:
    return [Row(**entry) for entry in offers()[offer_id]["criteria"]]
