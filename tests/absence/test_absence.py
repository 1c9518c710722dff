"""A colleague is away: one act for all files, no name before it is opened, nothing to the outside."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from fahrwasser.absence import actions, queries, rules
from fahrwasser.absence.models import Absence
from fahrwasser.audit.words import CHANGED, WORDS, told
from fahrwasser.cases.models import Case, Deputy
from fahrwasser.contacts import actions as contacts
from fahrwasser.core.acting import acting_as
from fahrwasser.core.errors import NotAllowed
from fahrwasser.deadlines import actions as deadlines
from fahrwasser.referrals.models import Packet
from fahrwasser.work.models import Notice
from tests.conftest import as_owner
from tests.town import NOW, Town

UNTIL = date(2026, 3, 13)
IDS = st.uuids()


def waits(town: Town, absent: str, by: str) -> set[str]:
    names = {case.pk: name for name, case in town.files.items()}
    with acting_as(town[by].pk):
        return {names[file.case_id] for file in queries.waits_of(town[absent], NOW.date())}


def cover(town: Town, absent: str = "cm1", by: str = "coordinator", **covers: str) -> None:
    chosen = {town.files[name].pk: town[user] for name, user in covers.items()}
    with acting_as(town[by].pk):
        actions.cover(absent=town[absent], until=UNTIL, covers=chosen, by=town[by], now=NOW)


@pytest.mark.parametrize(
    ("by", "seen"),
    [
        ("cm1", {"normal", "sensitive"}), ("coordinator", {"normal", "sensitive"}), ("cm2", set()), ("head", set()),
        ("assistant", set()), ("foreigners_office", set()), ("other_city_coordinator", set()),
    ],
)  # fmt: skip
def test_what_waits_is_shown_to_who_leads_or_oversees_and_never_a_protected_file(town: Town, by, seen):
    assert waits(town, "cm1", by) == seen


def test_times_of_today_and_days_of_the_week_are_shown_without_a_word_of_content(town: Town):
    case = town.files["normal"]
    with acting_as(town["cm1"].pk):
        at = NOW + timedelta(hours=3)
        contacts.plan(
            case=case, user=town["cm1"], at=at, until=at + timedelta(hours=1), type="BUERO", by=town["cm1"], now=NOW
        )
        deadlines.type_in(
            case=case, label="Widerspruch", statutory_end=date(2026, 3, 12), by=town["cm1"], now=NOW, note=""
        )
    with acting_as(town["coordinator"].pk):
        first = queries.waits_of(town["cm1"], NOW.date())[0]
    assert (first.case_id, first.appointments, first.deadlines) == (case.pk, (at,), (date(2026, 3, 12),))


def test_one_act_opens_the_files_until_the_day_and_tells_only_inside(town: Town):
    with as_owner():
        before = Packet.objects.count()
    cover(town, normal="cm3", sensitive="cm2")
    with acting_as(town["cm3"].pk):
        assert Case.objects.readable_by(town["cm3"]).filter(pk=town.files["normal"].pk).exists()
        assert "Sie vertreten einen Fall" in Notice.objects.get(user=town["cm3"]).words
    with as_owner():
        assert set(Notice.objects.values_list("user", flat=True)) == {town["cm2"].pk, town["cm3"].pk}
        assert Packet.objects.count() == before
    assert mail.outbox == []


def test_the_other_named_of_a_protected_file_hears_of_it_and_the_coordination_does_not(town: Town):
    cover(town)
    with as_owner():
        told_of = list(Notice.objects.values_list("user", "about_case"))
    assert told_of == [(town["cm2"].pk, town.files["protected"].pk)]


@pytest.mark.parametrize(
    ("file", "user", "by"),
    [
        ("protected", "cm3", "coordinator"),
        ("protected", "cm3", "cm1"),
        ("other_city", "cm3", "coordinator"),
        ("normal", "cm1", "coordinator"),
        ("normal", "other_city_cm", "coordinator"),
        ("normal", "assistant", "coordinator"),
        ("normal", "foreigners_office", "coordinator"),
        ("normal", "cm3", "cm2"),
        ("normal", "cm3", "other_city_coordinator"),
    ],
)
def test_nobody_opens_what_is_not_theirs_to_open(town: Town, file, user, by):
    with acting_as(town[by].pk), pytest.raises(NotAllowed):
        actions.cover(absent=town["cm1"], until=UNTIL, covers={town.files[file].pk: town[user]}, by=town[by], now=NOW)
    with as_owner():
        assert not Notice.objects.filter(user=town[user]).exists()


def test_nobody_tells_the_named_in_the_name_of_others(town: Town):
    with acting_as(town["cm3"].pk), connection.cursor() as cursor:
        cursor.execute("SELECT fw.tell_the_other_named(%s, 'x', now())", [town["cm1"].pk])
    with as_owner():
        assert not Notice.objects.exists()


def test_back_again_she_reads_what_happened_and_the_files_close(town: Town):
    case = town.files["normal"]
    cover(town, normal="cm3")
    later = NOW + timedelta(hours=2)
    with acting_as(town["cm3"].pk):
        contacts.record(by=town["cm3"], now=later, case=case, type="TEL", at=later, facts="Zurückgerufen.")
    back = NOW + timedelta(days=1)
    with acting_as(town["cm1"].pk):
        absence = queries.running(town["cm1"])
        assert absence
        [(found, acts)] = queries.happened(town["cm1"], absence, back)
        assert (found, acts[-1].words, acts[-1].by) == (case, "Kontakt", "Cm3")
        actions.come_back(user=town["cm1"], now=back)
        assert queries.running(town["cm1"]) is None
        with pytest.raises(NotAllowed, match="nicht als abwesend"):
            actions.come_back(user=town["cm1"], now=back)
    with as_owner():
        [grant] = case.grants.all()
        assert grant.valid_until <= timezone.now()


def test_said_twice_it_is_one_absence(town: Town):
    cover(town)
    cover(town)
    with as_owner():
        assert Absence.objects.filter(user=town["cm1"]).count() == 1


@pytest.mark.parametrize(("until", "words"), [(date(2026, 3, 8), "Vergangenheit"), (date(2026, 8, 1), "drei Monate")])
def test_days_that_make_no_sense_are_refused(until, words):
    with pytest.raises(NotAllowed, match=words):
        rules.check_period(NOW.date(), until)


@given(st.lists(IDS, unique=True, max_size=20), st.lists(IDS, unique=True, min_size=1, max_size=6), st.data())
def test_every_file_gets_somebody_who_speaks_the_language_if_there_is_one(files, people, data):
    codes = st.sampled_from(["ar", "uk", "ti"])
    colleagues = [rules.Colleague(key, frozenset(data.draw(st.lists(codes)))) for key in people]
    waiting = [rules.Waiting(key, data.draw(codes)) for key in files]
    found = rules.propose(waiting, colleagues, people[0])
    spoken = {one.user_id: one.languages for one in colleagues}
    assert found.keys() == set(files)
    for file in waiting:
        speakers = [key for key, languages in spoken.items() if file.language in languages]
        assert not speakers or found[file.case_id] in speakers
        if people[0] in (speakers or people):
            assert found[file.case_id] == people[0]


def test_the_pages(town: Town, client, settings):
    settings.FAHRWASSER_MFA_REQUIRED = False
    with as_owner():
        Deputy.objects.create(user=town["cm1"], deputy=town["cm3"])
    client.force_login(town["coordinator"])
    assert "Wer fällt aus?" in client.get(reverse("absence:cover")).content.decode()
    address = f"{reverse('absence:cover')}?user={town['cm1'].pk}&until=13.03.2026"
    shown = client.get(address).content.decode()
    assert town.files["normal"].number in shown
    assert town.files["protected"].number not in shown
    assert "Normal" not in shown  # the client's name
    answer = client.post(address, {f"file-{town.files['normal'].pk}": town["cm3"].pk}, follow=True)
    assert "Ein Fall ist bis 13.03.2026 vertreten. Nach außen geht nichts." in answer.content.decode()
    client.force_login(town["cm1"])
    assert "Vertretung eingetragen" in client.get(reverse("absence:back")).content.decode()
    assert client.post(reverse("absence:come_back")).status_code == 302


@pytest.mark.parametrize("query", ["user=x&until=13.03.2026", "until=morgen", "user=&until="])
def test_a_wrong_address_asks_again(town: Town, client, settings, query):
    settings.FAHRWASSER_MFA_REQUIRED = False
    client.force_login(town["coordinator"])
    assert "Wer fällt aus?" in client.get(f"{reverse('absence:cover')}?{query}").content.decode()


def test_a_case_manager_names_only_herself(town: Town, client, settings):
    settings.FAHRWASSER_MFA_REQUIRED = False
    client.force_login(town["cm2"])
    shown = client.get(f"{reverse('absence:cover')}?user={town['cm1'].pk}&until=13.03.2026").content.decode()
    assert town.files["normal"].number not in shown


def test_unknown_acts_read_as_a_change():
    assert told("no.such_act") == str(CHANGED)
    assert told("contact.recorded") == str(WORDS["contact.recorded"])
