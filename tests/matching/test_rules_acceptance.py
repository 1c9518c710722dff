"""The suitable and unsuitable offers of the five acceptance cases, with exactly the named reason codes."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import yaml

import fahrwasser.catalogue
from fahrwasser.matching.rules import Match, Verdict, evaluate_offer
from fahrwasser.offers.criteria import Fact, kind
from fahrwasser.offers.criteria.vocabulary import PLACES
from tests.matching.demo_offers import document, offer_facts, offers, rows
from tests.matching.people import PEOPLE, RANA, SELAM

FILE = Path(__file__).parents[1] / "data" / "acceptance_cases.yaml"
ACCEPTANCE = yaml.safe_load(FILE.read_text(encoding="utf-8"))
CASES = {case["id"]: case for case in ACCEPTANCE["cases"]}
SUITABLE = [(case_id, offer_id) for case_id, case in CASES.items() for offer_id in case["suitable"]]
UNSUITABLE = [(c, o, frozenset(codes)) for c, case in CASES.items() for o, codes in case["unsuitable"].items()]
SECRET = {"shelter", "protected_room"}
ASK_FIRST = {("AC-03", "OF-35"), ("AC-07", "OF-42")}
"""Suitable, but something is open: who pays the course; when a Kita place is free."""


def matched(case_id: str, offer_id: str, on: date | None = None) -> Match:
    case = CASES[case_id]
    day = on or date.fromisoformat(case["t0"])
    facts = PEOPLE[case_id].facts_for(offers()[offer_id]["needs"], case["needs"], day)
    return evaluate_offer(offer_facts(offer_id), rows(offer_id), facts, day)


@pytest.mark.parametrize(("case_id", "offer_id"), SUITABLE)
def test_suitable(case_id, offer_id):
    expected = Verdict.UNCLEAR if (case_id, offer_id) in ASK_FIRST else Verdict.FITS
    match = matched(case_id, offer_id)
    assert match.verdict is expected, [check.result.sentence for check in match.failed + match.unclear]
    assert match.reason_codes == frozenset()


@pytest.mark.parametrize(("case_id", "offer_id", "codes"), UNSUITABLE)
def test_unsuitable_for_exactly_these_reasons(case_id, offer_id, codes):
    match = matched(case_id, offer_id)
    assert match.verdict is Verdict.DOES_NOT_FIT
    assert match.reason_codes == codes


def test_the_language_cafe_is_from_july_after_the_safety_review():
    match = matched("AC-01", "OF-32")
    assert match.headline == "Passt ab 13.07.2026"
    assert any("Sicherheitsprüfung" in check.result.sentence for check in match.results)


def test_the_new_course_becomes_suitable_on_its_first_day():
    before, after = matched("AC-07", "OF-38", date(2026, 9, 13)), matched("AC-07", "OF-38", date(2026, 9, 14))
    assert before.reason_codes == {"UR-15"}
    assert before.headline == "Passt ab 14.09.2026"
    assert after.verdict is Verdict.FITS


def test_the_new_course_stays_unsafe_and_without_care_for_the_baby():
    on, needs = date(2026, 9, 14), CASES["AC-01"]["needs"]
    born = Fact((date(2021, 10, 2), date(2026, 4, 11)), "Geburtsurkunde", date(2026, 4, 16))
    facts = replace(RANA.facts_for(offers()["OF-38"]["needs"], needs, on), children=born)
    assert evaluate_offer(offer_facts("OF-38"), rows("OF-38"), facts, on).reason_codes == {"UR-03", "UR-06"}


def test_the_admission_stop_is_a_row_with_a_date():
    facts = PEOPLE["AC-02"].facts
    before = evaluate_offer(offer_facts("OF-30"), rows("OF-30"), facts, date(2026, 2, 8))
    since = evaluate_offer(offer_facts("OF-30"), rows("OF-30"), facts, date(2026, 2, 9))
    assert "UR-01" not in before.reason_codes
    assert "UR-01" in since.reason_codes
    stop = next(check for check in since.failed if check.result.reason_code == "UR-01")
    assert stop.row.rechtsstand == date(2026, 2, 9)


def test_waiting_for_debt_advice_is_later_than_the_grace_period():
    sentences = [check.result.sentence for check in matched("AC-07", "OF-70").failed]
    assert any("29.06.2026" in told and "bis 01.06.2026" in told for told in sentences)


@pytest.mark.parametrize("case_id", CASES)
@pytest.mark.parametrize("offer_id", offers())
def test_danger_is_never_found_where_the_person_named_none(case_id, offer_id):
    match = matched(case_id, offer_id)
    named = PEOPLE[case_id].facts.dangerous_places
    assert "UR-03" not in match.reason_codes or (named and named.value)


@pytest.mark.parametrize("offer_id", offers())
def test_demo_offers_have_valid_criteria_and_a_known_kind(offer_id):
    offer = offers()[offer_id]
    problems = [told for row in rows(offer_id) for told in kind(row.kind).validate(row.values)]
    assert problems + kind("capacity").validate(offer["capacity"]) == []
    assert offer["kind"] in document()["kinds"]
    assert offer["phone"].startswith("0221 4710 ")


def test_demo_offers_are_the_ones_of_the_acceptance_cases():
    assert offers().keys() == ACCEPTANCE["offers"].keys()
    providers = {provider["id"] for provider in document()["providers"]}
    assert {offer["provider"] for offer in offers().values()} == providers
    assert len({offer["phone"] for offer in offers().values()}) == len(offers())


def test_places_of_the_demo_offers_are_in_the_catalogue():
    ways = {place for row in document()["ways"].values() for place in row}
    assert {offer["district"] for offer in offers().values()} | ways <= PLACES.keys()


def test_shelters_have_no_place():
    assert all(offer["district"] == "confidential" for offer in offers().values() if offer["kind"] in SECRET)


def test_needs_of_the_demo_offers_exist(life_area_codes):
    assert {code for offer in offers().values() for code in offer["needs"]} <= life_area_codes


@pytest.fixture
def life_area_codes():
    path = Path(fahrwasser.catalogue.__file__).parent / "data" / "life_areas.yaml"
    areas = yaml.safe_load(path.read_text(encoding="utf-8"))["areas"]
    return {area["code"] for area in areas} | {need["code"] for area in areas for need in area["needs"]}


def test_childcare_alone_separates_the_full_time_course():
    match = matched("AC-07", "OF-30")
    assert match.near_miss is not None
    assert match.headline == "Passt bis auf: Kinderbetreuung"
    assert SELAM.facts.children is not None
    assert "Kinder: 3 und 5 Jahre (eigene Angabe, 04.05.2026)" in match.near_miss.result.sentence
