"""AC-05, Priya N.: the contacts of the table and what they count as."""

from tests.acceptance.meeting import figures, open_case, record
from tests.town import Town

CONTACTS = [
    ("2026-09-08 09:00", "MSG", "Antwort und Rückfrage"),
    ("2026-09-10 16:30", "BUERO", "Beratung"),
]


def test_the_contacts_count_as_the_case_expects(town: Town):
    case = open_case(town["cm1"], "2026-09-07 14:00")
    record(town["cm1"], case, CONTACTS)
    assert figures(town["cm1"], case) == {"client": 2, "network": 0, "missed": 0}
