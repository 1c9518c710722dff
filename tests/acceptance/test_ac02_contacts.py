"""AC-02, Familie I.: contacts, and the landlord who would like to interpret."""

import pytest

from fahrwasser.contacts import actions
from fahrwasser.contacts.models import Contact
from fahrwasser.contacts.rules import NOT_AVAILABLE
from fahrwasser.core.acting import acting_as
from fahrwasser.core.errors import NotAllowed
from tests.acceptance.meeting import figures, moment, open_case, record
from tests.town import Town

CONTACTS = [
    ("2026-05-11 10:00", "BUERO", "Vermittler gebeten zu gehen; weiter mit SM-6"),
    ("2026-05-12 09:00", "NETZ", "OF-54"),
    ("2026-05-18 14:00", "BEGL", "OF-54"),
    ("2026-05-20 16:00", "HAUS", "Familie, SM-6"),
    ("2026-05-21 10:00", "NETZ", "OF-40"),
    ("2026-06-02 10:00", "BUERO", "Hilfeplan, SM-6"),
    ("2026-08-10 10:00", "TEL", "Versuch 1", "not_reached"),
    ("2026-08-17 10:00", "TEL", "Versuch 2", "not_reached"),
    ("2026-08-24 15:00", "HAUS", "Versuch 3: ausgezogen", "not_met"),
    ("2026-09-21 10:00", "BUERO", "Mutter, SM-6"),
]
DAY = moment("2026-05-11 10:00")


def test_the_contacts_count_as_the_case_expects(town: Town):
    case = open_case(town["cm1"], "2026-05-11 10:00")
    record(town["cm1"], case, CONTACTS)
    assert figures(town["cm1"], case) == {"client": 5, "network": 2, "missed": 3}


@pytest.mark.parametrize("kind", ["landlord", "employer", "minor"])
def test_landlord_employer_and_child_are_not_booked(town: Town, kind):
    by, case = town["cm1"], open_case(town["cm1"], "2026-05-11 10:00")
    with acting_as(by.pk):
        broker = actions.add_interpreter(by=by, name="Vermittler", languages="tr", bound_on=DAY.date())
        actions.name_conflict(case=case, interpreter=broker, kind=kind, by=by, now=DAY)
        until = DAY.replace(hour=11)
        appointment = actions.plan(by=by, now=DAY, case=case, user=by, at=DAY, until=until)
        with pytest.raises(NotAllowed, match=NOT_AVAILABLE):
            actions.book(appointment=appointment, interpreter=broker, language="tr", way="on_site", by=by, now=DAY)


@pytest.mark.parametrize("who", [Contact.Interpreting.LAYPERSON, Contact.Interpreting.CHILD])
def test_that_somebody_else_interpreted_is_written_down_truthfully(town: Town, who):
    by, case = town["cm1"], open_case(town["cm1"], "2026-05-11 10:00")
    with acting_as(by.pk):
        contact = actions.record(by=by, now=DAY, case=case, type="BUERO", at=DAY, interpreting=who)
    assert contact.interpreting == who
