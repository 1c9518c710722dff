"""AC-02: two goals agreed on 2 June 2026, T = 56.2; and the plan shows the deadlines that were computed anew."""

from datetime import date

from django.urls import reverse

from fahrwasser.core.acting import acting_as
from fahrwasser.deadlines import actions as deadlines
from fahrwasser.deadlines.models import TriggerDay
from tests.acceptance.goals import noon, plan_and_rate, told

GOALS = [
    ("Wir bekommen unser Geld und bleiben versichert.", 3, (
        "keine Leistung, keine Versicherung", "Antrag gestellt", "Bescheid und Karte bis 30.06.2026",
        "zusätzlich Lohn nachgezahlt", "neue Arbeit"), 0),
    ("Die Kinder gehen zur Schule.", 3, (
        "kein Platz", "Beratungstermin", "zwei Kinder besuchen die Schule bis 30.06.2026",
        "zusätzlich Einschulung 6-Jährige:r gesichert", "zusätzlich OGS"), 1),
]  # fmt: skip


def test_every_goal_ends_where_it_should(town):
    found = plan_and_rate(town.files["normal"], town["cm1"], GOALS, date(2026, 6, 2), date(2026, 8, 31))
    assert told(found) == GOALS
    assert (found.client, found.manager) == (56.2, 56.2)


def test_the_plan_shows_what_the_settlement_changed(town, client, settings):
    """Assertion 2: the end of the job moves from 22 May to 15 June 2026."""
    settings.FAHRWASSER_MFA_REQUIRED = False
    case, by, settled = town.files["normal"], town["cm1"], date(2026, 6, 8)
    with acting_as(by.pk):
        deadlines.record_trigger(
            case=case,
            anchor="end_of_job",
            day=date(2026, 5, 22),
            source="paper",
            by=by,
            now=noon(date(2026, 5, 11)),
        )
        deadlines.correct_trigger(
            trigger=TriggerDay.objects.get(case=case), day=date(2026, 6, 15), source="paper", by=by, now=noon(settled)
        )
    client.force_login(by)
    page = client.get(reverse("plan:plan", args=[case.pk])).content.decode()
    assert "jetzt 15.07.2026, vorher 22.06.2026" in page
    assert "jetzt 15.12.2026, vorher 22.11.2026" in page
