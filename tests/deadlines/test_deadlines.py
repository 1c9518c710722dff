"""Deadlines of a file: proposed, confirmed, met, missed, dropped; seen by its own people alone."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from fahrwasser.assessment.models import KnownFact
from fahrwasser.audit.models import Event
from fahrwasser.clients.models import Client, Residence
from fahrwasser.core.acting import acting_as
from fahrwasser.core.errors import NotAllowed
from fahrwasser.deadlines import actions, figures, queries
from fahrwasser.deadlines.models import Deadline, DeadlineRule, TriggerDay
from tests.conftest import as_owner
from tests.deadlines.acts import Desk, noon, on
from tests.town import NOW

TODAY = "2026-03-09"
TYPED = {"anchor": "dismissal_received", "day": "04.03.2026", "about": "", "source": "paper"}


@pytest.fixture(autouse=True)
def _one_factor(settings):
    settings.FAHRWASSER_MFA_REQUIRED = False


@pytest.fixture
def desk(town) -> Desk:
    return Desk(town)


def act(desk: Desk, name: str, row: Deadline, now: str = TODAY, **values):
    with acting_as(desk.by.pk):
        fresh = queries.deadline(desk.by, row.pk)
        return getattr(actions, name)(deadline=fresh, by=desk.by, now=noon(now), **values)


def all_facts() -> list[TriggerDay]:
    with as_owner():
        return list(TriggerDay.objects.all())


# ---- acts


def test_a_fact_proposes_and_a_person_confirms(desk):
    (row,) = desk.fact("dismissal_received", "2026-03-04", TODAY)
    assert (row.state, row.confirmed_by) == ("proposed", None)
    confirmed = act(desk, "confirm", row)
    assert (confirmed.state, confirmed.confirmed_by, confirmed.confirmed_on) == ("confirmed", desk.by, on(TODAY))
    with as_owner():
        verbs = Event.objects.filter(case_id=desk.case.pk, verb__startswith="deadline").values_list("verb", flat=True)
        assert set(verbs) == {"deadline.fact_recorded", "deadline.confirmed"}


def test_the_same_fact_twice_is_refused(desk):
    desk.fact("dismissal_received", "2026-03-04", TODAY)
    with pytest.raises(NotAllowed, match="schon eingetragen"):
        desk.fact("dismissal_received", "2026-03-04", TODAY)


@pytest.mark.parametrize(
    ("anchor", "day"), [("fasching", "2026-03-04"), ("birth", "1066-10-14"), ("birth", "9999-12-31")]
)
def test_an_unknown_fact_or_a_far_year_is_refused(desk, anchor, day):
    with pytest.raises(NotAllowed):
        desk.fact(anchor, day, TODAY)


def test_a_rule_that_rests_proposes_nothing(desk):
    assert desk.fact("benefit_change_in_force", "2026-07-01", TODAY) == []


def test_a_correction_leaves_alone_what_has_ended(desk):
    desk.fact("end_of_job", "2026-03-02", TODAY)
    desk.confirm_all(TODAY)
    act(desk, "meet", desk.rows()["insurance_end"], on=on(TODAY))
    desk.correct("end_of_job", "2026-03-05", TODAY)
    rows = desk.rows()
    assert (rows["insurance_end"].statutory_end, rows["insurance_end"].previous_end) == (on("2026-04-02"), None)
    assert (rows["worker_status_end"].statutory_end, rows["worker_status_end"].previous_end) == (
        on("2026-09-05"),
        on("2026-09-02"),
    )


def test_a_correction_to_the_same_day_changes_nothing(desk):
    desk.fact("end_of_job", "2026-03-02", TODAY)
    desk.correct("end_of_job", "2026-03-02", "2026-03-10")
    assert {row.previous_end for row in desk.rows().values()} == {None}
    assert len(desk.rows()) == 2


def test_met_after_its_end_is_not_met(desk):
    (row,) = desk.fact("dismissal_received", "2026-03-04", TODAY)
    desk.confirm_all(TODAY)
    with pytest.raises(NotAllowed, match="versäumt"):
        act(desk, "meet", row, "2026-03-27", on=on("2026-03-26"))
    with pytest.raises(NotAllowed, match="Zukunft"):
        act(desk, "meet", row, on=on("2026-03-10"))
    assert act(desk, "meet", row, "2026-03-27", on=on("2026-03-25")).state == "met"


def test_missed_only_after_the_end_and_with_a_reason(desk):
    (row,) = desk.fact("dismissal_received", "2026-03-04", TODAY)
    desk.confirm_all(TODAY)
    with pytest.raises(NotAllowed, match="läuft noch"):
        act(desk, "miss", row, reason="vergessen")
    with pytest.raises(NotAllowed, match="warum"):
        act(desk, "miss", row, "2026-03-26", reason="  ")
    assert act(desk, "miss", row, "2026-03-26", reason="Die Person war im Krankenhaus.").state == "missed"


def test_what_was_dropped_by_mistake_waits_for_confirmation_again(desk):
    (row,) = desk.fact("dismissal_received", "2026-03-04", TODAY)
    desk.confirm_all(TODAY)
    act(desk, "drop", row, reason="Die Kündigung wurde zurückgenommen.")
    again = act(desk, "reopen", row)
    assert (again.state, again.reason, again.confirmed_by) == ("proposed", "", None)


def test_a_proposal_is_not_met_unseen(desk):
    (row,) = desk.fact("dismissal_received", "2026-03-04", TODAY)
    with pytest.raises(NotAllowed, match="bestätigen"):
        act(desk, "meet", row, on=on(TODAY))


def test_a_typed_date_is_never_rolled_forward(desk):
    rule = DeadlineRule.objects.get(code="D-29")
    row = desk.typed("Klage", "2026-06-04", TODAY, rule=rule)
    assert (row.statutory_end, row.working_day, row.state) == (on("2026-06-04"), on("2026-06-03"), "confirmed")
    with pytest.raises(NotAllowed, match="nach dem Ende"):
        desk.typed("Klage", "2026-06-04", TODAY, working_day=on("2026-06-05"))


def test_the_database_holds_the_two_dates_in_order(desk):
    row = desk.typed("Klage", "2026-06-03", TODAY)
    with acting_as(desk.by.pk), pytest.raises(IntegrityError), transaction.atomic():
        Deadline.objects.filter(pk=row.pk).update(working_day=on("2026-06-04"))


def test_nothing_is_written_in_another_file(town):
    stranger = Desk(town, "protected", "cm3")
    with pytest.raises((DatabaseError, NotAllowed)), transaction.atomic():
        stranger.fact("birth", TODAY, TODAY)
    assert all_facts() == []


# ---- reading


def test_the_days_list_shows_reminders_proposals_and_what_is_over(desk):
    desk.fact("dismissal_received", "2026-03-04", TODAY)
    far = desk.typed("Später", "2026-12-01", TODAY)
    over = desk.typed("Vorbei", "2026-03-06", TODAY)
    with acting_as(desk.by.pk):
        listed = queries.due_for(desk.by, on(TODAY))
        later = queries.due_for(desk.by, on("2026-11-17"))
    assert [reminder.deadline.label for reminder in listed] == ["Vorbei", "Klage beim Arbeitsgericht"]
    assert [reminder.next_step for reminder in listed] == ["Eintragen, was daraus wurde", "Prüfen und bestätigen"]
    assert listed[0].deadline == over
    assert far in [reminder.deadline for reminder in later]


def test_nobody_elses_list_has_it(town, desk):
    desk.typed("Vorbei", "2026-03-06", TODAY)
    for name in ("cm2", "cm3", "coordinator", "head", "assistant", "foreigners_office"):
        with acting_as(town[name].pk):
            assert queries.due_for(town[name], on(TODAY)) == []


def test_the_next_deadline_of_many_files_in_one_query(town, django_assert_num_queries):
    cases = [town.files["normal"], town.files["sensitive"]]
    for name in ("normal", "sensitive"):
        for day in ("2026-04-01", "2026-03-20"):
            Desk(town, name).typed(f"Ende {day}", day, TODAY)
    with acting_as(town["cm1"].pk):
        queries.next_deadline([], town["cm1"])  # the standing is read once per person
        with django_assert_num_queries(1):
            found = queries.next_deadline(cases, town["cm1"])
    assert {row.statutory_end for row in found.values()} == {on("2026-03-20")}
    assert set(found) == {case.pk for case in cases}


def test_the_tally_counts_residence_deadlines_alone(desk):
    desk.fact("permit_expiry", "2026-03-20", TODAY)
    desk.fact("document_expiry", "2026-03-12", TODAY)
    desk.fact("dismissal_received", "2026-03-02", TODAY)
    desk.confirm_all(TODAY)
    act(desk, "meet", desk.rows()["permit_end"], on=on(TODAY))
    town = desk.case.controller_id
    with acting_as(desk.by.pk):
        assert figures.residence(town, on("2026-03-01"), on("2026-03-31")) == figures.Tally(due=2, met=1)
        assert figures.residence(town, on("2026-04-01"), on("2026-04-30")) == figures.Tally(due=0, met=0)


# ---- pages


def test_the_page_takes_a_fact_shows_confirms_and_ends(client, town, django_assert_max_num_queries):
    client.force_login(town["cm1"])
    case = town.files["normal"]
    new = reverse("deadlines:trigger_new", args=[case.pk])
    looked = client.post(new, {**TYPED, "look": "1"}).content.decode()
    assert "Klage beim Arbeitsgericht" in looked
    assert "Ende Mi 25.03.2026" in looked
    assert all_facts() == []
    shown = client.post(new, TYPED, follow=True).content.decode()
    assert "vorgeschlagen" in shown
    with acting_as(town["cm1"].pk):
        row = Deadline.objects.get()
    assert "bestätigt" in client.post(reverse("deadlines:confirm", args=[row.pk]), follow=True).content.decode()
    with django_assert_max_num_queries(25):
        client.get(reverse("deadlines:case", args=[case.pk]))
    done = client.post(reverse("deadlines:met", args=[row.pk]), {"met-on": "09.03.2026"}, follow=True)
    assert "eingehalten" in done.content.decode()


def test_a_refusal_stands_at_its_field_and_what_was_typed_stays(client, town, desk):
    client.force_login(town["cm1"])
    row = desk.typed("Klage", "2026-03-20", TODAY)
    shown = client.post(reverse("deadlines:met", args=[row.pk]), {"met-on": "11.03.2026"}).content.decode()
    assert "Zukunft" in shown
    assert 'value="11.03.2026"' in shown
    shown = client.post(reverse("deadlines:dropped", args=[row.pk]), {"dropped-reason": ""}).content.decode()
    assert "Bitte füllen Sie dieses Feld aus." in shown


def test_a_corrected_day_shows_the_one_before(client, town, desk):
    client.force_login(town["cm1"])
    desk.fact("dismissal_received", "2026-03-04", TODAY)
    with acting_as(town["cm1"].pk):
        trigger = TriggerDay.objects.get()
    answer = client.post(
        reverse("deadlines:trigger", args=[trigger.pk]), {"day": "05.03.2026", "source": "paper"}, follow=True
    )
    assert "vorher 25.03.2026" in answer.content.decode()


def test_a_known_due_date_is_offered_and_taken_over_only_when_asked(client, town):
    case = town.files["normal"]
    client.force_login(town["cm1"])
    with acting_as(town["cm1"].pk):
        KnownFact(
            case=case, name="due_date", value="2026-04-13", source="Mutterpass", as_of=NOW.date() - timedelta(days=3)
        ).save(force_insert=True)
    shown = client.get(reverse("deadlines:case", args=[case.pk])).content.decode()
    assert "Aus den Angaben bekannt" in shown
    assert "13.04.2026" in shown
    with acting_as(town["cm1"].pk):
        assert not Deadline.objects.exists()
    shown = client.post(reverse("deadlines:adopt", args=[case.pk]), {"known": "due_date 2026-04-13 "}, follow=True)
    assert "Aus den Angaben bekannt" not in shown.content.decode()
    assert {"foundation", "birth_notice"} <= set(Desk(town).rows())


@pytest.mark.parametrize(("group", "step"), [("family_reunification", "permit_end"), ("toleration", "document_end")])
def test_the_end_of_a_noted_paper_is_offered_for_its_person(client, town, group, step):
    case, by = town.files["normal"], town["cm1"]
    client.force_login(by)
    with acting_as(by.pk):
        person = Client.objects.get(case=case)
        Residence(
            case=case, person=person, group=group, since=on("2024-08-12"), paper_valid_until=on("2026-08-11"),
            source="paper", noted_on=on(TODAY),
        ).save(force_insert=True)  # fmt: skip
        (known,) = queries.known_days(case, by)
    client.post(reverse("deadlines:adopt", args=[case.pk]), {"known": known.key})
    row = Desk(town).rows()[step]
    assert (row.statutory_end, row.trigger.about) == (on("2026-08-11"), person)
    with acting_as(by.pk):
        assert queries.known_days(case, by) == []
    client.post(reverse("deadlines:adopt", args=[case.pk]), {"known": "etwas anderes"})
    assert len(Desk(town).rows()) == 1


def test_all_proposals_are_confirmed_at_once(client, town, desk):
    client.force_login(town["cm1"])
    desk.fact("end_of_job", "2026-03-04", TODAY)
    shown = client.post(reverse("deadlines:confirm_all", args=[desk.case.pk]), follow=True).content.decode()
    assert "2 Fristen sind bestätigt." in shown
    again = client.post(reverse("deadlines:confirm", args=[desk.rows()["insurance_end"].pk]), follow=True)
    assert "schon bestätigt" in again.content.decode()


@pytest.mark.parametrize("person", ["cm2", "cm3", "assistant", "coordinator", "head", "foreigners_office"])
def test_nobody_else_finds_the_pages(client, town, desk, person):
    desk.fact("dismissal_received", "2026-03-04", TODAY)
    row = desk.rows()["dismissal_claim"]
    client.force_login(town[person])
    for address in (
        reverse("deadlines:case", args=[desk.case.pk]),
        reverse("deadlines:trigger_new", args=[desk.case.pk]),
        reverse("deadlines:deadline", args=[row.pk]),
    ):
        assert client.get(address).status_code == 404
    assert client.post(reverse("deadlines:confirm", args=[row.pk])).status_code == 404
    assert desk.rows()["dismissal_claim"].state == "proposed"
