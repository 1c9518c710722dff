from datetime import time
from typing import Any

import pytest

from fahrwasser.contacts.models import Interpreter
from fahrwasser.counter.models import PhoneLine
from tests.conftest import as_owner
from tests.town import NOW, Town

WEEK = "1,2,3,4,5"


def add_line(town: Town, name: str, *, languages: str = "ti", **other: Any) -> PhoneLine:
    """Somebody who is bound, with a number that is open in the morning of the tests."""
    about = {key: other.pop(key) for key in ("gender", "bound_on", "bound_until", "phone", "place") if key in other}
    house = other.pop("controller", town.city)
    interpreter = Interpreter.objects.create(
        controller=house, name=name, languages=languages, **{"phone": True, "bound_on": NOW.date(), **about}
    )
    hours = {"days": WEEK, "opens": time(8), "closes": time(17), **other}
    return PhoneLine.objects.create(controller=house, interpreter=interpreter, name=name, number="0221 4710 1", **hours)


@pytest.fixture
def line(town: Town) -> PhoneLine:
    with as_owner():
        return add_line(town, "SM-A", gender="f")


@pytest.fixture(autouse=True)
def _day(settings: Any) -> None:
    settings.FAHRWASSER_MFA_REQUIRED = False
    settings.FAHRWASSER_TODAY = "2026-03-09T09:10"
