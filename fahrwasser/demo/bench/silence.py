"""Whether the answer to a message takes as long for a name we know as for one we do not: many pairs, in turns."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from random import Random
from statistics import median
from time import perf_counter

from django.test import Client, override_settings
from django.urls import reverse

from fahrwasser.accounts.models import User
from fahrwasser.cases.models import Case
from fahrwasser.clients.models import Client as Person
from fahrwasser.demo.town import DOMAIN

PAIRS = 2_000
UNKNOWN = "Nirgends Verzeichnet"
CALL = {"caller_kind": "school", "caller": "Probe", "call_back": "ruft wieder an", "concern": "Bitte um Rückruf."}
CONFIDENCE = 1.96  # standard errors on each side: 95 of 100


@dataclass(frozen=True)
class Compared:
    """Milliseconds of one kind of name beside those of an unknown one, paired by round."""

    kind: str
    median: float
    unknown: float
    low: float
    high: float

    @property
    def differs(self) -> bool:
        """Whether 95 of 100 such runs would say that the two are not the same."""
        return not self.low <= 0 <= self.high


def compared(kind: str, times: Sequence[float], unknown: Sequence[float]) -> Compared:
    """The median of the paired differences lies between ``low`` and ``high``, by the order of the differences."""
    apart = sorted(one - other for one, other in zip(times, unknown, strict=True))
    half, width = len(apart) / 2, CONFIDENCE * sqrt(len(apart)) / 2
    low, high = max(0, int(half - width)), min(len(apart) - 1, int(half + width))
    return Compared(kind, median(times), median(unknown), apart[low], apart[high])


@override_settings(FAHRWASSER_MFA_REQUIRED=False)
def measure(names: dict[str, str], pairs: int = PAIRS) -> list[Compared]:
    """Take the same message about each name in every round, in an order that changes by chance."""
    browser = Client(headers={"host": "localhost"})
    browser.force_login(User.objects.get(email=f"assistenz@{DOMAIN}"))
    times: dict[str, list[float]] = {kind: [] for kind in names}
    order, chance = list(names), Random(1)  # noqa: S311  an order, no secret
    for place in range(pairs + 1):
        chance.shuffle(order)
        for kind in order:
            start = perf_counter()
            browser.post(reverse("calls:new"), {**CALL, "about": names[kind]})
            if place:  # the first round warms up
                times[kind].append((perf_counter() - start) * 1000)
    unknown = times.pop("unknown")
    return [compared(kind, found, unknown) for kind, found in times.items()]


def names() -> dict[str, str]:
    """Somebody everybody's, somebody protected, and nobody; read past all policies."""
    running = Case.objects.filter(state=Case.State.OPEN)
    found = {"known": running.filter(level=0), "level 2": running.filter(level=2)}
    known = {kind: _client(cases.order_by("number")[0]).name for kind, cases in found.items()}
    return {**known, "unknown": UNKNOWN}


def _client(case: Case) -> Person:
    return Person.objects.get(case=case, role=Person.Role.CLIENT)
