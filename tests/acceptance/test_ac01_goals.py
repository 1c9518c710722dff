"""AC-01: five goals, their anchors as agreed on 23 March 2026, final levels, T = 60.8."""

from datetime import date

from tests.acceptance.goals import plan_and_rate, told

GOALS = [
    ("Ich und Lina sind sicher; er weiß nicht, wo wir sind.", 3, (
        "zurück in alter Wohnung oder Adresse bekannt", "sicherer Schlafplatz, aber Sperre nicht beantragt",
        "Frauenhaus + Sperre wirksam bis 31.03.2026", "zusätzlich Schutzanordnung oder geklärt",
        "sichere eigene Wohnung mit Sperre bis 31.07.2026"), 1),
    ("Ich bekomme mein Baby gut begleitet.", 2, (
        "keine Hebamme bis SSW 36+0", "Hebamme zugesagt, kein Besuch",
        "Hebamme besucht, Klinik angemeldet, Stiftungsantrag vor Geburt", "zusätzlich Familienhebamme ab Geburt",
        "zusätzlich Elternkurs besucht"), 1),
    ("Ich will Deutsch lernen.", 1, (
        "nicht begonnen", "Tablet erhalten, < 10 Einheiten", "20 von 30 Einheiten bis 30.06.2026",
        "OF-32 fünfmal bis 30.09.2026", "A1 bestanden"), 0),
    ("Ich habe eigenes Geld.", 2, (
        "Leistung geht an Ehemann", "Antrag gestellt",
        "eigener Bescheid, eigenes Konto, Kindergeld umgestellt bis 31.05.2026", "zusätzlich Unterhaltsvorschuss",
        "zusätzlich Elterngeld bewilligt"), 0),
    ("Ich darf mit den Kindern bleiben.", 3, (
        "Titel abgelaufen ohne Antrag", "Beratung, kein Antrag", "Antrag vor 11.08.2026 eingegangen",
        "Fiktionsbescheinigung ausgestellt", "eigener Titel erteilt"), 1),
]  # fmt: skip


def test_every_goal_ends_where_it_should(town):
    found = plan_and_rate(town.files["protected"], town["cm1"], GOALS, date(2026, 3, 23), date(2026, 12, 18))
    assert told(found) == GOALS
    assert (found.client, found.manager) == (60.8, 60.8)
