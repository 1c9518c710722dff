"""AC-07, Selam T.: the contacts of the table and what they count as."""

from tests.acceptance.meeting import figures, open_case, record
from tests.town import Town

CONTACTS = [
    ("2026-05-04 09:00", "BUERO", "Brief vom Gericht, SM-5"),
    ("2026-05-04 11:00", "NETZ", "OF-13"),
    ("2026-05-11 10:00", "BEGL", "Jobcenter"),
    ("2026-05-27 10:00", "NETZ", "Jobcenter sagt zu"),
    ("2026-06-08 10:00", "HAUS", "Hilfeplan, SM-5"),
    ("2026-09-14 12:30", "TEL", "erster Kurstag"),
]


def test_the_contacts_count_as_the_case_expects(town: Town):
    case = open_case(town["cm1"], "2026-05-04 09:00")
    record(town["cm1"], case, CONTACTS)
    assert figures(town["cm1"], case) == {"client": 4, "network": 2, "missed": 0}
