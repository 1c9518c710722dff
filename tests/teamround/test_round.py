"""The round of a team: what each sees of a case that was brought, and what becomes of what is agreed."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse

from fahrwasser.audit.models import Event
from fahrwasser.cases import actions as cases
from fahrwasser.core.acting import acting_as
from fahrwasser.core.errors import NotAllowed
from fahrwasser.core.recorded import SEEN, mark
from fahrwasser.network.models import Finding
from fahrwasser.teamround import actions, queries, rules
from fahrwasser.teamround.models import AgreedStep, Brought, Item
from fahrwasser.work import actions as work
from fahrwasser.work.models import Notice, Task
from tests.conftest import as_owner
from tests.town import NOW, Town

TODAY, MONDAY = date(2026, 3, 9), date(2026, 3, 9)
A_WEEK = timedelta(weeks=1)
QUESTION = "Wer kennt einen Kurs am Vormittag?"


@pytest.fixture(autouse=True)
def _without_second_factor(settings):
    settings.FAHRWASSER_MFA_REQUIRED = False


def bring(town: Town, file: str = "", by: str = "cm1", question: str = QUESTION, week: date = MONDAY, now=NOW) -> Item:
    with acting_as(town[by].pk):
        case = town.files[file] if file else None
        return actions.bring(question=question, unit=town.team, week=week, by=town[by], now=now, case=case)


def agree(town: Town, item: Item, by: str = "cm1", who: str = "") -> None:
    said: dict[str, Any] = {"agreed": "Wir fragen nach."}
    if who:
        said |= {"what": "Kurs anrufen", "who": town[who], "until": TODAY}
    with acting_as(town[by].pk):
        item = queries.items(town[by]).get(pk=item.pk)
        actions.agree(
            item=item,
            by=town[by],
            now=NOW,
            **said,
        )


def seen(town: Town, item: Item, person: str) -> queries.Line | None:
    with acting_as(town[person].pk):
        return queries.item(town[person], item.pk)


# ---- rules


def test_the_week_has_the_name_of_its_monday():
    assert {rules.monday(MONDAY + timedelta(days=n)) for n in range(7)} == {MONDAY}


@pytest.mark.parametrize("week", [MONDAY - A_WEEK, MONDAY + 2 * A_WEEK, MONDAY + timedelta(days=1)])
def test_nothing_is_brought_into_the_past_or_far_ahead(town: Town, week):
    with pytest.raises(NotAllowed, match="diese oder die nächste"):
        bring(town, week=week)


@pytest.mark.parametrize(
    ("what", "who", "until", "field"),
    [
        ("", "x", TODAY, "what"),
        ("x", None, TODAY, "who"),
        ("x", "x", None, "until"),
        ("x", "x", TODAY - timedelta(days=1), "until"),
        ("x", "x", TODAY + timedelta(days=367), "until"),
    ],
)
def test_a_step_says_all_three(what, who, until, field):
    with pytest.raises(NotAllowed) as refused:
        rules.check_step(what, who, until, TODAY)
    assert refused.value.field == field


# ---- who sees what


@pytest.mark.parametrize(
    ("file", "person", "words", "number"),
    [
        ("normal", "cm2", True, True),
        ("normal", "coordinator", True, True),
        ("sensitive", "cm2", True, False),
        ("sensitive", "coordinator", True, True),
        ("protected", "cm2", True, True),
        ("protected", "cm3", True, False),
        ("protected", "coordinator", True, False),
        ("normal", "assistant", False, False),
        ("normal", "head", False, False),
        ("normal", "officer", False, False),
        ("normal", "foreigners_office", False, False),
        ("normal", "other_team_cm", False, False),
        ("normal", "other_city_cm", False, False),
        ("normal", "other_city_coordinator", False, False),
    ],
)
def test_who_reads_the_words_and_who_the_number(town: Town, file, person, words, number):
    item = bring(town, file)
    line = seen(town, item, person)
    assert (line is not None) is words
    assert (line is not None and line.case is not None) is number
    with acting_as(town[person].pk):  # the database says the same without the application's help
        assert Item.objects.filter(pk=item.pk).exists() is words
        assert Brought.objects.filter(item=item).exists() is number


def test_a_protected_case_reads_like_a_matter_without_one(client, town: Town):
    item, plain = bring(town, "protected"), bring(town)
    client.force_login(town["cm3"])
    pages = [client.get(reverse("teamround:item", args=[one.pk])).content.decode() for one in (item, plain)]
    assert town.files["protected"].number not in pages[0]
    assert len(pages[0]) == len(pages[1])


@pytest.mark.parametrize("person", ["cm2", "coordinator"])
def test_whoever_is_kept_out_of_a_file_does_not_learn_that_it_is_talked_about(client, town: Town, person):
    item, number = bring(town, "normal"), town.files["normal"].number
    page = reverse("teamround:item", args=[item.pk])
    client.force_login(town[person])
    assert number in client.get(page).content.decode()
    with acting_as(town["cm1"].pk):
        cases.recuse(case=town.files["normal"], user=town[person], kind="friend", by=town["cm1"], now=NOW)
    shown = client.get(page).content.decode()
    assert QUESTION in shown
    assert number not in shown
    with acting_as(town[person].pk):
        assert not Brought.objects.visible_to(town[person]).exists()
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM teamround_brought")
            assert cursor.fetchone() == (0,)
    assert seen(town, item, "cm3") == queries.Line(item, town.files["normal"])


def test_the_round_opens_no_file(town: Town):
    bring(town, "normal")
    with acting_as(town["cm2"].pk):
        assert (
            not type(town.files["normal"]).objects.readable_by(town["cm2"]).filter(pk=town.files["normal"].pk).exists()
        )


def test_names_numbers_and_birth_dates_are_refused(town: Town):
    for words in ("Was tun wir für Probe Normal?", f"Zu {town.files['normal'].number}: wer weiß Rat?"):
        with pytest.raises(NotAllowed, match="niemand zu erkennen"):
            bring(town, "normal", question=words)


def test_a_protected_case_is_brought_by_its_named_people_alone(town: Town):
    case = town.files["protected"]
    with acting_as(town["coordinator"].pk):
        cases.break_glass(number=case.number, reason="Gefahr", by=town["coordinator"], now=NOW)
    with pytest.raises(NotAllowed, match="zwei Benannten"):
        bring(town, "protected", by="coordinator")
    item = bring(town)
    with acting_as(town["coordinator"].pk), pytest.raises(ProgrammingError), transaction.atomic():
        Brought(case=case, item=item).save(force_insert=True)


def test_a_stranger_writes_nothing_into_the_round(town: Town):
    with acting_as(town["other_team_cm"].pk), pytest.raises(ProgrammingError), transaction.atomic():
        Item(unit=town.team, week=MONDAY, by=town["cm1"], brought_at=NOW, question="x").save(force_insert=True)


# ---- what is agreed


def test_a_step_of_the_lead_becomes_a_task_of_the_case(town: Town):
    item = bring(town, "normal")
    agree(town, item, by="cm2", who="cm1")  # whoever writes it down cannot open the file
    with acting_as(town["cm1"].pk):
        task = Task.objects.get(what="Kurs anrufen")
        assert (task.case_id, task.kind, task.why) == (
            town.files["normal"].pk, "case_work", "Teamrunde vom 09.03.2026",
        )  # fmt: skip
        assert not queries.steps_due(town["cm1"], TODAY).exists()  # it is a task already
        assert set(Event.objects.filter(verb__startswith="round.").values_list("verb", flat=True)) == {
            "round.brought", "round.agreed",
        }  # fmt: skip
        work.finish_task(task=task, by=town["cm1"], now=NOW)
    with acting_as(town["cm2"].pk):
        assert AgreedStep.objects.filter(done_on=None).count() == 1
    line = seen(town, item, "cm2")
    assert line
    assert [one.done_on for one in line.steps] == [TODAY]


def test_a_step_of_a_colleague_stands_on_their_day_and_in_no_file(client, town: Town):
    item = bring(town, "normal")
    agree(town, item, who="cm2")
    with as_owner():
        assert not Task.objects.exists()
        assert Notice.objects.filter(user=town["cm2"], words="Teamrunde: Kurs anrufen, bis 09.03.2026").exists()
    client.force_login(town["cm2"])
    step = queries_step(town)
    assert reverse("teamround:step_done", args=[step.pk]) in client.get("/").content.decode()
    client.post(reverse("teamround:step_done", args=[step.pk]))
    assert reverse("teamround:step_done", args=[step.pk]) not in client.get("/").content.decode()
    assert queries_step(town).done_on == TODAY


def queries_step(town: Town) -> AgreedStep:
    with as_owner():
        return AgreedStep.objects.get()


def test_nobody_says_done_for_somebody_else(town: Town):
    agree(town, bring(town), who="cm2")
    with acting_as(town["cm1"].pk), pytest.raises(NotAllowed):
        actions.finish(step=AgreedStep.objects.get(), by=town["cm1"], now=NOW)


def test_a_step_done_here_ends_the_task(town: Town):
    agree(town, bring(town, "protected"), by="cm3", who="cm2")
    with acting_as(town["cm2"].pk):
        assert Task.objects.get().kind == "second_view"
        actions.finish(step=AgreedStep.objects.get(), by=town["cm2"], now=NOW)
        assert Task.objects.get().done_on == TODAY


def test_the_function_writes_nothing_for_somebody_outside_the_round(town: Town):
    item = bring(town, "normal")
    agree(town, item, who="cm2")
    step = queries_step(town)
    with as_owner():
        AgreedStep.objects.update(who=town["cm1"])
        before = Event.objects.count()
    with acting_as(town["other_team_cm"].pk):
        actions._tell_the_case(item, step, NOW)
        assert queries._done_in_files([step.pk]) == {}
    with as_owner():
        assert not Task.objects.exists()
        assert Event.objects.count() == before


def test_who_saves_later_sees_what_the_other_wrote(client, town: Town):
    item = bring(town)
    client.force_login(town["cm2"])
    page = reverse("teamround:item", args=[item.pk])
    before = mark({"agreed": ""})
    assert f'value="{before}"' in client.get(page).content.decode()
    agree(town, item)
    typed = {SEEN: before, "agreed": "Mein Text", "what": "", "who": "", "until": ""}
    words = client.post(page, typed).content.decode()
    for shown in ("Wir fragen nach.", "Mein Text", "Jemand anders hat hier inzwischen gespeichert"):
        assert shown in words
    assert f'value="{before}"' not in words


def test_only_whoever_brought_it_changes_the_question(town: Town):
    item = bring(town)
    with acting_as(town["cm2"].pk), pytest.raises(NotAllowed):
        actions.reword(item=item, question="Anders?", by=town["cm2"])
    with acting_as(town["cm1"].pk):
        actions.reword(item=item, question="Anders?", by=town["cm1"])
    assert seen(town, item, "cm2").item.question == "Anders?"


# ---- from week to week


def test_next_week_begins_with_what_is_open(town: Town):
    before = NOW - A_WEEK
    agreed, waiting = (bring(town, week=MONDAY - A_WEEK, now=before, question=words) for words in ("Eins?", "Zwei?"))
    agree(town, agreed, who="cm2")
    bring(town, question="Drei?")
    with acting_as(town["cm1"].pk):
        week = queries.week(town["cm1"], town.team, MONDAY, MONDAY)
        assert [[line.item.question for line in part] for part in (week.still_open, week.waiting, week.brought)] == [
            ["Eins?"], ["Zwei?"], ["Drei?"],
        ]  # fmt: skip
        past = queries.week(town["cm1"], town.team, MONDAY - A_WEEK, MONDAY)
        assert [line.item.question for line in past.brought] == ["Eins?", "Zwei?"]
        actions.close(item=waiting, by=town["cm1"], now=NOW)
        assert not queries.week(town["cm1"], town.team, MONDAY, MONDAY).waiting
    with acting_as(town["cm2"].pk):
        actions.finish(step=AgreedStep.objects.get(), by=town["cm2"], now=NOW)
        assert not queries.week(town["cm2"], town.team, MONDAY, MONDAY).still_open


def test_the_page_of_the_week_grows_in_no_queries(client, town: Town, django_assert_max_num_queries):
    for file in ("normal", "sensitive", "protected"):
        agree(town, bring(town, file), who="cm1")
    client.force_login(town["cm1"])
    client.get(reverse("teamround:week"))
    with django_assert_max_num_queries(20):
        page = client.get(reverse("teamround:week")).content.decode()
    for file in ("normal", "sensitive", "protected"):
        assert town.files[file].number in page


@pytest.mark.parametrize("query", ["?woche=unsinn", "?woche=9999-12-31", "?woche=0001-01-01", "?team=unsinn"])
def test_a_wrong_address_shows_this_week(client, town: Town, query):
    client.force_login(town["coordinator"])
    assert "09.03.2026" in client.get(reverse("teamround:week") + query).content.decode()


def test_bringing_from_the_case_page_and_reading_it_there(client, town: Town):
    case = town.files["normal"]
    client.force_login(town["cm1"])
    url = reverse("teamround:bring", args=[case.pk])
    assert url in client.get(reverse("desk:case", args=[case.pk])).content.decode()
    assert client.post(url, {"question": QUESTION, "week": "2026-03-09"}).status_code == 302
    page = client.get(reverse("desk:case", args=[case.pk])).content.decode()
    assert QUESTION in page
    assert "noch nicht besprochen" in page


def test_a_pattern_becomes_a_finding_without_a_case(client, town: Town):
    client.force_login(town["cm1"])
    fields = {"need_code": "LA06.1", "type": "gap", "words": "Überall fehlen Hebammen.", "proposal": ""}
    assert client.post(reverse("network:observation"), fields).status_code == 302
    with as_owner():
        finding = Finding.objects.get()
        assert (finding.state, finding.evidence.count(), finding.controller) == ("new", 0, town.city)
