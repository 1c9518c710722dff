"""AC-07: two goals agreed on 8 June 2026, both reached as expected, T = 50.0."""

from datetime import date

from tests.acceptance.goals import plan_and_rate, told

GOALS = [
    ("Wir behalten die Wohnung.", 3, (
        "geräumt", "Urteil", "Rückstand übernommen bis 01.06.2026", "zusätzlich Ratenplan",
        "zusätzlich Direktzahlung Miete"), 0),
    ("Ich mache A2 fertig.", 2, (
        "kein Kurs", "Warteliste", "Kurs mit Betreuung begonnen bis 30.09.2026", "vier Wochen regelmäßig",
        "A2 bestanden"), 0),
]  # fmt: skip


def test_every_goal_ends_where_it_should(town):
    found = plan_and_rate(town.files["normal"], town["cm1"], GOALS, date(2026, 6, 8), date(2026, 9, 30))
    assert told(found) == GOALS
    assert (found.client, found.manager) == (50.0, 50.0)
