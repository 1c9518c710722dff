"""AC-01 through the database: the demo's directory, the facts of the case as rows, every need matched."""

import pytest

from fahrwasser.assessment import actions as assessment
from fahrwasser.assessment.facts import from_facts
from fahrwasser.assessment.models import Need
from fahrwasser.core.acting import acting_as
from fahrwasser.demo import offers as demo_offers
from fahrwasser.matching.queries import match_need
from fahrwasser.matching.rules import Match, Verdict
from fahrwasser.offers.models import Capacity, Offer
from tests.conftest import as_owner
from tests.matching.people import RANA
from tests.matching.test_rules_acceptance import CASES
from tests.town import NOW

TODAY = NOW.date()
AC_01 = CASES["AC-01"]
URGENCY = {"LA01.1": "S", "LA03.2": "P"}  # a flat of her own has time
UNSUITABLE = [(offer, set(codes)) for offer, codes in AC_01["unsuitable"].items() if offer != "OF-93"]


def note_facts(case, by):
    for name, (value, source, as_of) in from_facts(RANA.facts).items():
        assessment.set_fact(case=case, name=name, value=value, source=source, as_of=as_of or TODAY, by=by, now=NOW)


def note_needs(case, by):
    for code in AC_01["needs"]:
        assessment.add_need(
            case=case,
            code=code,
            urgency=URGENCY.get(code, "D"),
            wanted_by=RANA.need_deadlines.get(code),
            by=by,
            now=NOW,
        )


@pytest.fixture
def rana(town):
    """The level-2 file with the facts and needs of the acceptance case, and the demo's directory."""
    with as_owner():
        demo_offers.load_invented(on=TODAY)
    case = town.files["protected"]
    with acting_as(town["cm1"].pk):
        note_facts(case, town["cm1"])
        note_needs(case, town["cm1"])
    return case


@pytest.fixture
def matches(town, rana):
    """By code of the offer, from the first need that finds it."""
    found: dict[str, Match] = {}
    with acting_as(town["cm1"].pk):
        needs = {
            need.code: need for need in Need.objects.visible_to(town["cm1"]).filter(case=rana).select_related("case")
        }
        for code in AC_01["needs"]:
            for match in match_need(needs[code], town["cm1"], TODAY):
                found.setdefault(match.offer.id, match)
    return found


@pytest.mark.parametrize(("offer", "codes"), UNSUITABLE)
def test_unsuitable_for_exactly_these_reasons(matches, offer, codes):
    assert matches[offer].verdict is Verdict.DOES_NOT_FIT
    assert matches[offer].reason_codes == codes


@pytest.mark.parametrize("offer", AC_01["suitable"])
def test_suitable(matches, offer):
    match = matches[offer]
    assert match.verdict is Verdict.FITS, [check.result.sentence for check in match.failed + match.unclear]


def test_the_language_cafe_is_from_july_with_safety_review(matches):
    match = matches["OF-32"]
    assert match.headline == "Passt ab 13.07.2026"
    assert any("Sicherheitsprüfung" in check.result.sentence for check in match.results)


def test_counselling_of_couples_is_neither_safe_nor_wanted(town, rana):
    """OF-93 serves none of the needs of the case; whoever looks for it all the same sees why not."""
    with acting_as(town["cm1"].pk):
        code = Offer.objects.get(code="OF-93").needs[0]
        need = assessment.add_need(case=rana, code=code, urgency="P", by=town["cm1"], now=NOW)
        match = next(m for m in match_need(need, town["cm1"], TODAY) if m.offer.id == "OF-93")
    assert match.reason_codes == {"UR-03", "UR-16"}
    assert match.near_miss is None


def test_the_directory_of_the_day_is_loaded_once(town):
    with as_owner():
        for _ in range(2):
            demo_offers.load(by=town["coordinator"], now=NOW)
            assert Offer.objects.count() == 44 + 64
    assert not Capacity.objects.filter(confirmed_on__gt=TODAY).exists()


def test_shelters_have_no_address(rana):
    shelters = Offer.objects.filter(recipient_type="shelter")
    assert shelters.count() == 3
    assert {(shelter.address, shelter.latitude) for shelter in shelters} == {("", None)}
