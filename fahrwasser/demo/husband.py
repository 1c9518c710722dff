"""The file the first acceptance case must never touch: the husband's own, led by another case manager."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time

from fahrwasser.assessment.models import KnownFact
from fahrwasser.clients.models import Client
from fahrwasser.demo.files import File
from fahrwasser.demo.needs import Story, story
from fahrwasser.demo.people import Household, Member
from fahrwasser.demo.plans import fact
from fahrwasser.offers.criteria import OWN_WORDS, Obligation

NEEDS = ("LA09.1", "LA10.2", "LA14.4")
DISTRICT = "horrem"
CONCERN = "Möchte Deutsch lernen und arbeiten. Ein Platz im Integrationskurs in Horrem ist in Aussicht."
COURSE = Obligation("Integrationskurs in Horrem", frozenset({"mo", "di", "mi", "do", "fr"}), time(9), time(13))


def household() -> Household:
    """Omar D., 39, alone in the file: wife and daughter are not known to it."""
    omar = Member(Client.Role.CLIENT, "Omar", "D. (Demo)", Client.Gender.MALE, date(1986, 6, 17))
    return Household((omar,), "ar", DISTRICT)


def stories() -> tuple[Story, ...]:
    first, *others = (story(code) for code in NEEDS)
    return replace(first, concern=CONCERN), *others


def facts(file: File) -> Iterator[KnownFact]:
    """His course, told by himself: nothing of it may show anywhere else."""
    yield fact(file, file.course.until, "obligations", (COURSE,), OWN_WORDS)
