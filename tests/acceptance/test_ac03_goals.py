"""AC-03: two goals, both reached as expected, T = 50.0."""

from datetime import date

from tests.acceptance.goals import plan_and_rate, told

GOALS = [
    ("Ich fange die Ausbildung an.", 3, (
        "Vertrag verloren", "Antrag nicht entschieden am 01.08.2026", "Ausbildung begonnen mit Ausbildungsduldung",
        "zusätzlich Probezeit bestanden", "zusätzlich Titel nach Paragraf 16g"), 0),
    ("Ich schlafe wieder.", 2, (
        "keine Hilfe", "Wartelistenplatz", "Sprechstunde besucht", "sechs Termine", "PSZ-Platz"), 0),
]  # fmt: skip


def test_every_goal_ends_where_it_should(town):
    found = plan_and_rate(town.files["sensitive"], town["cm1"], GOALS, date(2026, 4, 9), date(2026, 9, 30))
    assert told(found) == GOALS
    assert (found.client, found.manager) == (50.0, 50.0)
