"""Laws that every Land has of its own, by the name they have in the Land of the town."""

import re
from typing import Any

from fahrwasser import policy
from fahrwasser.catalogue.town import town

PLACE = re.compile(r"\{(\w+)(?:\.(\w+))?\}")


def in_words(text: str) -> str:
    """``text`` with each {code} or {code.section} of ``policy/state_laws.yaml`` as it is called here.

    Without a known section the law's name stands alone, without a known name what such a law is called in general.
    """
    laws = {law["code"]: law for law in policy.read("state_laws")["laws"]}
    return PLACE.sub(lambda place: _named(laws[place[1]], place[2] or "", town()["state"]), text)


def _named(law: dict[str, Any], section: str, state: str) -> str:
    name = law["names"].get(state)
    if name is None:
        return str(law["label"])
    return f"{law['sections'].get(section, {}).get(state, '')} {name}".strip()
