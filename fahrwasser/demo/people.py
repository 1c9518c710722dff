"""Invented households: names with the mark of the demo, ages, languages, districts, and how to reach them."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from fahrwasser.clients.models import Client
from fahrwasser.demo.data import read
from fahrwasser.offers.criteria.vocabulary import LANGUAGES, PLACES

YEAR = 365.25  # days
EU_TONGUES = frozenset({"ro", "bg"})  # in the demo their speakers are citizens of the European Union


@dataclass(frozen=True)
class Member:
    """One person of a household; ``last_name`` carries the mark of the demo."""

    role: str
    first_name: str
    last_name: str
    gender: str
    birth_date: date


@dataclass(frozen=True)
class Household:
    """The client first, then who lives with them. ``languages``: codes with commas, the mother tongue first."""

    members: tuple[Member, ...]
    languages: str
    district: str

    @property
    def client(self) -> Member:
        return self.members[0]

    def child_ages(self, on: date) -> list[int]:
        """Full years, about; enough to know who needs a daycare place."""
        return [int((on - m.birth_date).days / YEAR) for m in self.members if m.role == Client.Role.CHILD]

    def traits(self, on: date) -> frozenset[str]:
        """What the ``for`` of a need in ``needs.yaml`` may ask."""
        ages = self.child_ages(on)
        adult = (on - self.client.birth_date).days / YEAR
        found = {
            "child": bool(ages),
            "small_child": any(age < 6 for age in ages),
            "school_child": any(age >= 6 for age in ages),
            "third_country": self.languages.split(",")[0] not in EU_TONGUES,
            "woman_young": self.client.gender == Client.Gender.FEMALE and adult < 42,
        }
        return frozenset(name for name, holds in found.items() if holds)


class People:
    """Invents households. The same chance gives the same people; no name comes twice."""

    def __init__(self, rng: Random, today: date) -> None:
        self._rng, self._today = rng, today
        self._data = read("people")
        self._tongues = {entry["code"]: entry for entry in self._data["languages"]}
        self._used: set[tuple[str, str]] = set()

    def household(self, spoken_by_lead: str, *, protected: bool = False) -> Household:
        """One household; most speak a language of the case manager. Protected: a mother with her children."""
        tongue = self._tongues[self._tongue(spoken_by_lead)]
        client = self._adult(tongue, Client.Gender.FEMALE if protected else self._rng.choice("fffmm"))
        members = [client, *self._family(tongue, client, protected=protected)]
        district = "" if protected else _weighted(self._rng, self._data["districts"])
        return Household(tuple(members), self._languages(tongue["code"]), district)

    def channel(self, household: Household, *, protected: bool = False) -> dict[str, str]:
        """Values of a safe channel; the telephone numbers are kept free for invented stories."""
        values = self._protected_channel() if protected else self._open_channel(household.district)
        phone = f"{self._rng.choice(self._data['mobile_prefixes'])} {self._rng.randrange(100):02}"
        return {
            **values,
            "phone": phone,
            "language": " und ".join(LANGUAGES[c] for c in household.languages.split(",")),
        }

    def _open_channel(self, district: str) -> dict[str, str]:
        street = f"{self._rng.choice(self._data['streets'])} {self._rng.randint(1, 80)}"
        words = {name: self._rng.choice(self._data[name]) for name in ("how", "when", "never")}
        return {**words, "address": f"{street} {self._data['mark']}, Dormagen, {PLACES[district]}"}

    def _protected_channel(self) -> dict[str, str]:
        return dict(self._data["protected_channel"])

    def _tongue(self, spoken_by_lead: str) -> str:
        shared = [code for code in spoken_by_lead.split(",") if code in self._tongues]
        if shared and self._rng.random() < 0.5:
            return self._rng.choice(shared)
        return _weighted(self._rng, {code: entry["weight"] for code, entry in self._tongues.items()})

    def _languages(self, tongue: str) -> str:
        return f"{tongue},de" if self._rng.random() < 0.4 else tongue

    def _adult(self, tongue: dict[str, Any], gender: str) -> Member:
        first, last = self._new_name(tongue, gender)
        return Member(Client.Role.CLIENT, first, last, gender, self._born(self._rng.triangular(19, 66, 32)))

    def _new_name(self, tongue: dict[str, Any], gender: str) -> tuple[str, str]:
        while True:
            name = self._rng.choice(tongue[gender]), f"{self._rng.choice(tongue['last'])} {self._data['mark']}"
            if name not in self._used:
                self._used.add(name)
                return name

    def _family(self, tongue: dict[str, Any], client: Member, *, protected: bool) -> list[Member]:
        if not protected and self._rng.random() < 0.4:
            return []
        partner = [] if protected or self._rng.random() < 0.35 else [self._partner(tongue, client)]
        count = self._rng.choice((1, 2, 2) if protected else (0, 1, 1, 2, 2, 3))
        return [*partner, *self._children(tongue, client, count)]

    def _partner(self, tongue: dict[str, Any], client: Member) -> Member:
        gender = Client.Gender.MALE if client.gender == Client.Gender.FEMALE else Client.Gender.FEMALE
        born = client.birth_date + timedelta(days=self._rng.randint(-1500, 1500))
        grown_up = self._today - timedelta(days=round(19 * YEAR))
        name = self._rng.choice(tongue[gender.value])
        return Member(Client.Role.PARTNER, name, client.last_name, gender, min(born, grown_up))

    def _children(self, tongue: dict[str, Any], client: Member, count: int) -> list[Member]:
        oldest = min(17.0, (self._today - client.birth_date).days / YEAR - 18)
        return [
            Member(Client.Role.CHILD, name, client.last_name, "", self._born(self._rng.uniform(0.3, max(oldest, 0.5))))
            for name in self._rng.sample(tongue["child"], count)
        ]

    def _born(self, years: float) -> date:
        return self._today - timedelta(days=round(years * YEAR))


def _weighted(rng: Random, weights: dict[str, int]) -> str:
    return rng.choices(list(weights), weights=list(weights.values()))[0]
