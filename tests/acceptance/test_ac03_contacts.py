"""AC-03, Samir R.: the contacts of the table and what they count as."""

from tests.acceptance.meeting import figures, open_case, record
from tests.town import Town

CONTACTS = [
    ("2026-03-16 10:00", "BUERO", "SM-4"),
    ("2026-03-19 09:00", "NETZ", "OF-92"),
    ("2026-03-23 10:00", "BUERO", "Einwilligungen"),
    ("2026-04-09 14:00", "KONF", "ohne den Betrieb"),
    ("2026-04-13 09:00", "BEGL", "Antrag abgegeben"),
    ("2026-05-18 10:00", "TEL", "Widerruf"),
    ("2026-06-12 11:00", "NETZ", "OF-90"),
    ("2026-08-03 17:00", "TEL", "erster Arbeitstag"),
]


def test_the_contacts_count_as_the_case_expects(town: Town):
    case = open_case(town["cm1"], "2026-03-16 10:00", level=1)
    record(town["cm1"], case, CONTACTS)
    assert figures(town["cm1"], case) == {"client": 6, "network": 2, "missed": 0}
