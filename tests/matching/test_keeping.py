"""What is kept of all matches: whole at night, in parts after changes, by the worker, and never by anybody else."""

import json
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from django.db import ProgrammingError, connection

from fahrwasser.assessment import actions as assessment
from fahrwasser.assessment.facts import from_facts
from fahrwasser.assessment.models import KnownFact, Need
from fahrwasser.assessment.risks import NO, RISKS
from fahrwasser.clients import actions as clients
from fahrwasser.core.acting import acting_as, as_role
from fahrwasser.demo import offers as demo_offers
from fahrwasser.matching import everybody, keeping
from fahrwasser.matching.models import Changed, MatchChange, MatchRun, NeedMatch
from fahrwasser.matching.queries import match_need
from fahrwasser.matching.rules import Verdict
from fahrwasser.offers.criteria import OWN_WORDS
from fahrwasser.offers.models import Criterion, Offer
from tests.conftest import as_owner
from tests.matching.people import RANA
from tests.matching.test_rules_acceptance import CASES
from tests.town import NOW

TODAY = NOW.date()
CALM = {"german": {"level": "A1", "certified": None}, "languages": ["ar"]}
"""What the online course asks."""
ANSWERS_TO = [risk.name for risk in RISKS]
CODES = ("LA09.3", "LA08.1", "LA06.1", "LA04.2")


def note_facts(case, by):
    for name, (value, source, as_of) in from_facts(RANA.facts).items():
        assessment.set_fact(case=case, name=name, value=value, source=source, as_of=as_of or TODAY, by=by, now=NOW)


def note_needs(case, by):
    for code in CASES["AC-01"]["needs"]:
        wanted = RANA.need_deadlines.get(code)
        assessment.add_need(case=case, code=code, urgency="D", wanted_by=wanted, by=by, now=NOW)


@contextmanager
def as_worker():
    with as_owner(), as_role("fw_worker"):
        yield


def whole(now=NOW):
    with as_worker():
        return keeping.compare_all(now=now)


def parts(now=NOW):
    with as_worker():
        return keeping.catch_up(now=now)


@pytest.fixture
def directory(town):
    with as_owner():
        demo_offers.load_invented(on=TODAY)


@pytest.fixture
def files(town, directory):
    """A protected file and an ordinary one, with facts and needs of the acceptance cases."""
    with acting_as(town["cm1"].pk):
        note_facts(town.files["protected"], town["cm1"])
        note_needs(town.files["protected"], town["cm1"])
        assessment.record_risks(
            case=town.files["normal"], answers=dict.fromkeys(ANSWERS_TO, NO), words="", by=town["cm1"], now=NOW
        )
        clients.add_person(
            case=town.files["normal"], first_name="Kind", role="child", birth_date=date(2022, 5, 1), by=town["cm1"],
            now=NOW,
        )  # fmt: skip
        for name, value in CALM.items():
            assessment.set_fact(
                case=town.files["normal"],
                name=name,
                value=value,
                source=OWN_WORDS,
                as_of=TODAY,
                by=town["cm1"],
                now=NOW,
            )
    return town.files


def add_needs(case, by):
    with acting_as(by.pk):
        return [assessment.add_need(case=case, code=code, urgency="P", by=by, now=NOW) for code in CODES]


def kept(user):
    with acting_as(user.pk):
        return {row.need_id: row for row in NeedMatch.objects.visible_to(user)}


def live(user):
    """The same by the scalar form, as a page shows it."""
    with acting_as(user.pk):
        needs = Need.objects.visible_to(user).filter(closed_on=None, case__state="open").select_related("case")
        return {need.pk: match_need(need, user, TODAY) for need in needs}


def keys(matches, offers, wanted):
    return {offers[match.offer.id] for match in matches if wanted(match)}


def test_what_is_kept_is_what_the_page_says(town, files):
    add_needs(files["normal"], town["cm1"])
    run = whole()
    offers = {offer.code or str(offer.pk): offer.pk for offer in Offer.objects.all()}
    rows, matches = kept(town["cm1"]), live(town["cm1"])
    assert rows.keys() == matches.keys()
    for need, found in matches.items():
        assert set(rows[need].fits) == keys(found, offers, lambda match: match.verdict is Verdict.FITS)
        assert set(rows[need].unclear) == keys(found, offers, lambda match: match.verdict is Verdict.UNCLEAR)
        near = {str(offers[m.offer.id]): m.near_miss.row.kind for m in found if m.near_miss}
        assert rows[need].near == near
    assert run.needs >= len(rows)
    assert run.pairs >= sum(map(len, matches.values()))
    assert run.fitting > 0


def test_the_file_answers_before_anybody_asks(town, files):
    """Whoever fears nobody has named no dangerous place; a child of the household needs no second entry."""
    (need, *_) = add_needs(files["normal"], town["cm1"])
    with as_worker():
        found = {one.key: one.facts for one in everybody.open_needs(TODAY)}
    assert found[need.pk].dangerous_places.value == frozenset()
    assert found[need.pk].children.cited("") == " (Akte, 09.03.2026)"
    with acting_as(town["cm1"].pk):
        clients.add_person(case=files["normal"], first_name="Kind 2", role="child", by=town["cm1"], now=NOW)
        assessment.record_risks(
            case=files["normal"], answers={**dict.fromkeys(ANSWERS_TO, NO), "violence": "unclear"}, words="",
            by=town["cm1"], now=NOW + timedelta(minutes=5),
        )  # fmt: skip
    with as_worker():
        later = {one.key: one.facts for one in everybody.open_needs(TODAY)}
    assert later[need.pk].dangerous_places is None
    assert later[need.pk].children is None  # one of them without a birth date


def test_a_second_comparison_writes_nothing(town, files):
    whole()
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT xmin::text, id FROM matching_needmatch ORDER BY id")
        before = cursor.fetchall()
    whole()
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT xmin::text, id FROM matching_needmatch ORDER BY id")
        assert cursor.fetchall() == before
    with as_worker():
        assert not MatchChange.objects.filter(on__lte=TODAY).exists()
        assert keeping.catch_up(now=NOW) is None


def test_a_fact_moves_the_needs_of_its_file_alone(town, files):
    own = add_needs(files["normal"], town["cm1"])
    whole()
    before = kept(town["cm1"])
    with acting_as(town["cm1"].pk):
        assessment.set_fact(
            case=files["normal"], name="district", value="horrem", source="eigene Angabe", as_of=TODAY, by=town["cm1"],
            now=NOW,
        )  # fmt: skip
    run = parts()
    after = kept(town["cm1"])
    assert (run.whole, run.needs) == (False, len(own))
    assert {need for need in after if after[need].near != before[need].near} <= {need.pk for need in own}
    with as_worker():
        assert not MatchChange.objects.filter(on__lte=TODAY).exists()  # whoever wrote the fact knows


def test_a_new_need_is_compared_and_an_ended_one_forgotten(town, files):
    whole()
    (first, *_) = add_needs(files["normal"], town["cm1"])
    parts()
    assert first.pk in kept(town["cm1"])
    with acting_as(town["cm1"].pk):
        first.state, first.closed_on = Need.State.COVERED, TODAY
        first.save(update_fields=["state", "closed_on"])
    parts()
    assert first.pk not in kept(town["cm1"])


def test_an_offer_that_changes_reaches_the_needs_it_now_fits(town, files):
    add_needs(files["normal"], town["cm1"])
    offer = Offer.objects.get(code="OF-33")
    with as_owner():
        wall = Criterion(offer=offer, kind="district", values={"districts": ["nirgendwo"]})
        wall.save(force_insert=True)
    whole()
    assert not any(offer.pk in row.fits for row in kept(town["cm1"]).values())
    with as_owner():
        wall.delete()
    parts()
    began = {need for need, row in kept(town["cm1"]).items() if offer.pk in row.fits}
    assert began
    with as_worker():
        assert (
            set(MatchChange.objects.filter(offer=offer, fits=True, reason="offer").values_list("need", flat=True))
            == began
        )


def test_a_condition_with_a_date_is_expected_and_then_happens(town, files):
    """The rule that changes on a day re-evaluates from that day, and lists the needs it touches before."""
    add_needs(files["normal"], town["cm1"])
    day = TODAY + timedelta(days=20)
    whole()
    fits = next(row for row in kept(town["cm1"]).values() if row.fits)
    offer = Offer.objects.get(pk=fits.fits[0])
    with as_owner():
        Criterion(
            offer=offer, kind="age", values={"who": "person", "from": 99}, legal_basis="§ 1 Probe", valid_from=day,
            rechtsstand=TODAY,
        ).save(force_insert=True)  # fmt: skip
        Criterion(offer=offer, kind="district", values={"districts": ["nirgendwo"]}, valid_from=day).save(
            force_insert=True
        )
    parts()
    with as_worker():
        expected = MatchChange.objects.get(need=fits.need_id, offer=offer)
        assert (expected.on, expected.fits, expected.reason) == (day, False, "rule")
    assert offer.pk in kept(town["cm1"])[fits.need_id].fits
    whole(NOW + timedelta(days=20))
    assert offer.pk not in kept(town["cm1"])[fits.need_id].fits
    with as_worker():
        happened = MatchChange.objects.get(need=fits.need_id, offer=offer)
        assert (happened.on, happened.fits, happened.reason) == (day, False, "rule")


def test_matches_of_a_protected_file_are_read_by_the_two_named_alone(town, files):
    whole()
    for name in ("cm1", "cm2", "cm3", "coordinator", "head", "assistant", "officer", "admin", "provider"):
        with acting_as(town[name].pk):
            read = set(NeedMatch.objects.values_list("case", flat=True))
        named = name in {"cm1", "cm2"}
        assert (files["protected"].pk in read) is named, name


@pytest.mark.parametrize("table", ["matching_changed", "matching_needmatch", "matching_matchchange"])
def test_nobody_but_the_worker_writes(town, files, table):
    whole()
    with acting_as(town["coordinator"].pk), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")
        assert cursor.rowcount == 0


@pytest.mark.parametrize("table", ["directorychange", "matchrun", "offertrackrecord", "offeroverride"])
@pytest.mark.parametrize("act", ["DELETE FROM matching_{}", "UPDATE matching_{} SET id = id"])
def test_the_application_writes_no_counts(town, table, act):
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        acting_as(town["coordinator"].pk),
        connection.cursor() as cursor,
    ):
        cursor.execute(act.format(table))


def test_the_application_cannot_ask_for_all_needs(town, files):
    with pytest.raises(ProgrammingError, match="permission denied"), acting_as(town["cm1"].pk):
        list(everybody.open_needs(TODAY))


def test_the_worker_learns_no_name(town, files):
    with as_worker(), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM fw.needs_to_match(NULL, NULL, NULL, '2026-03-09')")
        columns = {column.name for column in cursor.description}
        files_read = [json.loads(row[-1]) for row in cursor.fetchall()]
    assert columns == {"need_id", "case_id", "code", "urgency", "recognised_on", "wanted_by", "file"}
    assert files_read
    assert {name for read in files_read for name in read} == {
        "opened_on", "birth_date", "gender", "district", "languages", "literacy", "children", "unafraid_on", "facts",
    }  # fmt: skip


def test_a_fact_that_cannot_be_read_is_not_known(town, files):
    """Older data or a hand-made row stops no comparison."""
    with as_owner():
        for name, value in (("german", {"level": "Z9"}), ("nonsense", 1), ("age", "viele"), ("children", 3)):
            KnownFact(case=files["normal"], name=name, value=value, source="Akte", as_of=TODAY).save(force_insert=True)
        KnownFact(case=files["normal"], name="dangerous_places", value=["zons"], source="Akte", as_of=TODAY).save(
            force_insert=True
        )
    add_needs(files["normal"], town["cm1"])
    whole()
    assert live(town["cm1"])


def test_changes_are_noted_by_the_database(town, files):
    whole()
    with as_owner():
        Offer.objects.filter(code="OF-30").update(summary="Anders beschrieben")
        assert not Changed.objects.exists()
        Offer.objects.filter(code="OF-30").update(district="zons")
        assert list(Changed.objects.values_list("what", "key")) == [("offer", Offer.objects.get(code="OF-30").pk)]


def test_old_notes_are_dropped(town, files):
    whole()
    whole(NOW + keeping.KEPT + timedelta(days=1))
    with as_worker():
        assert MatchRun.objects.count() == 1
