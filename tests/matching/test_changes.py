"""The page of what changes by itself, and my day: each reader's own needs, counts for the team."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from fahrwasser.assessment import actions as assessment
from fahrwasser.core.acting import acting_as
from fahrwasser.matching.changes import newly_fitting, turns
from fahrwasser.matching.models import MatchChange, OfferOverride
from fahrwasser.matching.rules import ChangedBy
from fahrwasser.offers.criteria import OWN_WORDS
from fahrwasser.offers.models import Criterion, Offer
from tests.conftest import as_owner
from tests.matching.test_keeping import CALM, directory, files, parts, whole  # noqa: F401  fixtures
from tests.town import NOW

TODAY = NOW.date()
PAGE = reverse("matching:changes")
MY_DAY = reverse("desk:my_day")


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    settings.FAHRWASSER_MFA_REQUIRED = False


def wall(**days):
    """A condition that nobody meets, by law."""
    return Criterion(
        offer=Offer.objects.get(code="OF-33"), kind="district", values={"districts": ["nirgendwo"]},
        legal_basis="§ 1 Probe", rechtsstand=TODAY, **days,
    )  # fmt: skip


@pytest.fixture
def language(town, files):  # noqa: F811
    """An ordinary file of the first case manager that needs a course."""
    with acting_as(town["cm1"].pk):
        return assessment.add_need(case=files["normal"], code="LA09.3", urgency="P", by=town["cm1"], now=NOW)


def note_calm(town, case, by):
    with acting_as(by.pk):
        for name, value in {**CALM, "dangerous_places": [], "children": []}.items():
            assessment.set_fact(case=case, name=name, value=value, source=OWN_WORDS, as_of=TODAY, by=by, now=NOW)


def need_course(town, case, by):
    """Another file that the online course fits."""
    note_calm(town, case, by)
    with acting_as(by.pk):
        return assessment.add_need(case=case, code="LA09.3", urgency="P", by=by, now=NOW)


def read(client, person, url=PAGE):
    client.force_login(person)
    return client.get(url)


def test_a_rule_to_come_lists_the_needs_it_touches(client, town, language):
    with as_owner():
        wall(valid_from=TODAY + timedelta(days=10)).save(force_insert=True)
    whole()
    shown = read(client, town["cm1"]).content.decode()
    assert "19.03.2026" in shown
    assert "§ 1 Probe, Rechtsstand 09.03.2026" in shown
    assert "dann nicht mehr</span>" in shown
    assert f"{language.case.number}: " in shown


def test_others_of_the_team_read_the_count_and_no_file(client, town, language):
    with as_owner():
        wall(valid_from=TODAY + timedelta(days=10)).save(force_insert=True)
    whole()
    for person in ("coordinator", "cm3"):
        shown = read(client, town[person]).content.decode()
        assert "wenige passen dann nicht mehr" in shown
        assert "1 passt" not in shown
        assert language.case.number not in shown


def test_what_is_not_few_is_counted(client, town, language):
    """Three files, two of them the reader's own: what is left is one, and nobody's business."""
    for name, person in (("sensitive", "cm1"), ("other_team", "other_team_cm")):
        need_course(town, town.files[name], town[person])
    with as_owner():
        wall(valid_from=TODAY + timedelta(days=10)).save(force_insert=True)
    whole()
    assert "3 passen dann nicht mehr" in read(client, town["coordinator"]).content.decode()
    assert "wenige passen dann nicht mehr" in read(client, town["cm1"]).content.decode()


def test_the_two_named_read_the_count_of_their_own(town, files):  # noqa: F811
    """A protected file is not in the count of the town; where it is listed, it is counted too."""
    need_course(town, town.files["protected"], town["cm1"])
    with as_owner():
        wall(valid_from=TODAY + timedelta(days=10)).save(force_insert=True)
    whole()
    with acting_as(town["cm1"].pk):
        (mine,) = [turn for turn in turns(town["cm1"], TODAY) if turn.own]
    assert mine.end == len(mine.own)
    with acting_as(town["coordinator"].pk):
        (same,) = [turn for turn in turns(town["coordinator"], TODAY) if turn.offer == mine.offer]
    assert (same.begin, same.end) == (0, 0)


def test_what_was_is_told_as_what_was(client, town, language):
    """A day on which nobody compared is said to be one."""
    with as_owner():
        wall(valid_to=TODAY - timedelta(days=1)).save(force_insert=True)
        wall(valid_to=TODAY - timedelta(days=4)).save(force_insert=True)
    whole(NOW - timedelta(days=2))
    whole()
    shown = read(client, town["cm1"]).content.decode()
    assert "ab diesem Tag</span>" in shown
    assert "Endete:" in shown
    assert "nicht verglichen" in shown


def test_the_page_says_when_everything_was_compared(client, town, language):
    whole(NOW - timedelta(hours=5))
    note_calm(town, language.case, town["cm1"])
    assert not parts().whole
    assert "um 04:10 Uhr" in read(client, town["cm1"]).content.decode()


def test_the_last_day_of_an_offer_is_on_the_page(client, town, language):
    with as_owner():
        Criterion.objects.filter(offer__code="OF-33", kind__in=("start", "availability")).delete()
        Offer.objects.filter(code="OF-33").update(ends_on=TODAY + timedelta(days=9))
    whole()
    shown = read(client, town["cm1"]).content.decode()
    assert "19.03.2026" in shown
    assert "bis 18.03.2026" in shown


def test_a_protected_file_is_not_counted(client, town, files):  # noqa: F811
    with as_owner():
        wall(valid_from=TODAY + timedelta(days=10)).save(force_insert=True)
    whole()
    assert "passt dann nicht mehr" in read(client, town["cm1"]).content.decode()  # one of the two named
    shown = read(client, town["coordinator"]).content.decode()
    assert "OF-33" in shown or "Online-Deutschkurs" in shown
    assert "dann nicht mehr<" not in shown


@pytest.mark.parametrize("person", ["provider", "assistant", "head", "officer", "admin", "foreigners_office"])
def test_nobody_else_opens_the_page(client, town, files, person):  # noqa: F811
    assert read(client, town[person]).status_code in (403, 404)


def test_my_day_says_what_has_begun_to_fit(client, town, language):
    with as_owner():
        held = wall()
        held.save(force_insert=True)
    whole()
    assert "Passt jetzt:" not in read(client, town["cm1"], MY_DAY).content.decode()
    with as_owner():
        held.delete()
    parts()
    assert "Passt jetzt:" in read(client, town["cm1"], MY_DAY).content.decode()
    assert "Passt jetzt:" not in read(client, town["cm3"], MY_DAY).content.decode()


def test_my_day_names_neither_need_nor_offer_of_a_protected_file(client, town, files):  # noqa: F811
    with acting_as(town["cm1"].pk):
        need = assessment.add_need(case=files["protected"], code="LA09.3", urgency="P", by=town["cm1"], now=NOW)
    with as_owner():
        held = wall()
        held.save(force_insert=True)
    whole()
    with as_owner():
        held.delete()
    parts()
    shown = read(client, town["cm1"], MY_DAY).content.decode()
    assert "Ein Angebot passt jetzt" in shown
    assert reverse("matching:need", args=[need.pk]) in shown
    assert held.offer.name not in shown
    assert "Passt jetzt:" not in shown


def test_what_was_seen_coming_and_noted_again_is_told_once(town, language):
    with as_owner():
        held = wall()
        held.save(force_insert=True)
    whole()
    with as_owner():
        held.delete()
    parts()
    with as_owner():
        [noted] = MatchChange.objects.filter(need=language)
        noted.pk, noted.on, noted.reason = uuid4(), TODAY - timedelta(days=3), ChangedBy.RULE
        noted.save(force_insert=True)
    with acting_as(town["cm1"].pk):
        told = newly_fitting(town["cm1"], [language.case_id], TODAY - timedelta(days=7), TODAY)
    assert [change.on for change in told[language.pk]] == [TODAY - timedelta(days=3)]


def test_what_was_is_no_news_to_whoever_wrote_it(client, town, language):
    whole()
    with acting_as(town["cm1"].pk):
        assessment.set_fact(
            case=language.case, name="district", value="zons", source=OWN_WORDS, as_of=TODAY, by=town["cm1"], now=NOW
        )
    parts()
    assert "Passt jetzt:" not in read(client, town["cm1"], MY_DAY).content.decode()


def test_queries_do_not_grow_with_changes(client, town, language, django_assert_max_num_queries):
    with as_owner():
        for day in range(1, 8):
            wall(valid_from=TODAY + timedelta(days=day), valid_to=TODAY + timedelta(days=day)).save(force_insert=True)
    whole()
    client.force_login(town["cm1"])
    with django_assert_max_num_queries(26):
        client.get(PAGE)


def test_where_people_decided_otherwise_is_a_signal(client, town, files):  # noqa: F811
    with as_owner():
        for controller, cases in ((town.city, 4), (town.other_city, 9)):
            OfferOverride(
                controller=controller, offer=Offer.objects.get(code="OF-33"), reason="entry_outdated", cases=cases
            ).save(force_insert=True)
    shown = read(client, town["coordinator"]).content.decode()
    assert "Angabe im Verzeichnis ist überholt" in shown
    assert '<td data-l="Fälle">4</td>' in shown
    assert '<td data-l="Fälle">9</td>' not in shown
