"""A night shift is stored as one appointment; offers of the following morning clash with it, in all three forms."""

from datetime import date, time

import pytest

from fahrwasser.assessment import fact_words, facts
from fahrwasser.assessment.models import KnownFact
from fahrwasser.matching.rules import OfferFacts, evaluate_offer
from fahrwasser.offers.criteria import OWN_WORDS, Obligation, Row
from tests.matching import oracle
from tests.matching.random_town import ON
from tests.matching.test_bulk import compared

NIGHT = Obligation("Nachtschicht", frozenset({"mo", "so"}), time(22), time(6))
OFFER = OfferFacts("OF-01", "Kurs", "Träger", "course", "Kurs")


def known(duty):
    stored = KnownFact(name="obligations", value=facts.to_json((duty,)), source=OWN_WORDS, as_of=ON)
    return facts.to_facts({"obligations": stored})


def window(days, starts, ends, **span):
    return Row("time_window", {"windows": [{"days": days, "from": starts, "to": ends}], **span})


@pytest.mark.parametrize(
    ("days", "starts", "ends", "clashes"),
    [
        (["mo"], "21:00", "22:30", True),
        (["mo"], "20:00", "22:00", False),
        (["di"], "05:30", "07:00", True),
        (["di"], "06:00", "08:00", False),
        (["di"], "22:00", "23:00", False),
        (["mo"], "05:00", "07:00", True),
        (["mi"], "05:00", "07:00", False),
    ],
)
def test_the_evening_and_the_morning_after_are_taken(days, starts, ends, clashes):
    row, person = window(days, starts, ends), known(NIGHT)
    by_hand = [check.row.kind for check in evaluate_offer(OFFER, [row], person, ON).failed]
    [(in_bulk, _unclear, _near)] = compared([(OFFER, [row])], [person], ON).values()
    naively = oracle.opinion(OFFER, [row], person, ON).failed
    assert ["time_window" in failed for failed in (by_hand, in_bulk, naively)] == [clashes] * 3


@pytest.mark.parametrize(("first", "clashes"), [(date(2026, 3, 16), True), (date(2026, 3, 17), False)])
def test_the_last_morning_is_the_day_after_the_last_evening(first, clashes):
    """Monday, 16 March, is the morning after the last night, which begins on Sunday the 15th."""
    nights = Obligation("Nachtschicht", frozenset({"so"}), time(22), time(6), last_day=date(2026, 3, 15))
    row = window(["mo"], "05:00", "07:00", begin=first.isoformat())
    assert bool(evaluate_offer(OFFER, [row], known(nights), ON).failed) is clashes


@pytest.mark.parametrize(
    ("starts", "ends", "days", "parts"),
    [
        (time(9), time(13), {"mo"}, [({"mo"}, time(9), time(13))]),
        (time(22), time(0), {"so"}, [({"so"}, time(22), time.max)]),
        (time(22), time(6), {"so"}, [({"so"}, time(22), time.max), ({"mo"}, time.min, time(6))]),
        (time(22), time(6), set(), [(set(), time(22), time.max), (set(), time.min, time(6))]),
    ],
)
def test_a_night_is_read_as_two_parts_of_a_day(starts, ends, days, parts):
    duty = Obligation("Nachtschicht", frozenset(days), starts, ends, last_day=date.max)
    assert [(part.days, part.starts, part.ends) for part in facts.by_day(duty)] == parts


def test_a_night_is_shown_as_it_was_said():
    assert (
        fact_words.in_words("obligations", facts.to_json((NIGHT,)))
        == "Nachtschicht: Mo, So 22:00–06:00 Uhr (über Nacht)"
    )
