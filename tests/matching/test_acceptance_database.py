"""The acceptance cases through the database: the demo's directory, facts and needs as rows, each on its own day."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from fahrwasser.accounts.models import User
from fahrwasser.assessment import actions as assessment
from fahrwasser.assessment.facts import from_facts, to_json
from fahrwasser.assessment.models import Need
from fahrwasser.cases.models import Case
from fahrwasser.core.acting import acting_as
from fahrwasser.demo import offers as demo_offers
from fahrwasser.matching.queries import match_need
from fahrwasser.matching.rules import OF_EVERY_OFFER, Match, Verdict, serves
from fahrwasser.offers.criteria import OWN_WORDS
from fahrwasser.offers.models import Capacity, Criterion, Offer
from fahrwasser.referrals import actions as referrals
from fahrwasser.referrals.models import Referral
from fahrwasser.referrals.rules import Said
from tests.conftest import as_owner
from tests.matching.demo_offers import offers as demo
from tests.matching.people import PEOPLE, Person
from tests.matching.test_rules_acceptance import ACCEPTANCE, ASK_FIRST, CASES
from tests.town import NOW, Town

TODAY = NOW.date()
URGENCY = {"LA01.1": "S"}
FREE, WEEK = "P", timedelta(days=7)


@dataclass
class File:
    """One acceptance case as rows, on its first day."""

    case: Case
    person: Person
    codes: list[str]
    by: User
    now: datetime

    @property
    def today(self) -> date:
        return self.now.date()

    def note(self, name: str, value: Any, source: str = OWN_WORDS) -> None:
        assessment.set_fact(
            case=self.case, name=name, value=value, source=source, as_of=self.today, by=self.by, now=self.now
        )

    def need(self, code: str) -> Need:
        """The open need; a deadline of the law that hangs on it is noted before it is matched."""
        self.note("legal_deadline", to_json(self.person.legal_deadlines.get(code)), "Fristen im Fall")
        return Need.objects.visible_to(self.by).select_related("case").get(case=self.case, code=code)

    def match(self, code: str, on: date | None = None) -> dict[str, Match]:
        with acting_as(self.by.pk):
            return {match.offer.id: match for match in match_need(self.need(code), self.by, on or self.today)}

    def match_all(self) -> dict[str, Match]:
        """By code of the offer, from the first need that finds it."""
        found: dict[str, Match] = {}
        for code in self.codes:
            found = {**self.match(code), **found}
        return found


def add_need(file: File, code: str) -> None:
    wanted = file.person.need_deadlines.get(code, file.today + WEEK)
    file.codes.append(code)
    assessment.add_need(
        case=file.case, code=code, urgency=URGENCY.get(code, "D" if wanted else FREE), wanted_by=wanted,
        by=file.by, now=file.now,
    )  # fmt: skip


def build(town: Town, case_id: str) -> File:
    """The needs of the case, and those of other offers of its lists, for whoever looks for these all the same."""
    case, on = CASES[case_id], date.fromisoformat(CASES[case_id]["t0"])
    now = datetime.combine(on, time(9, 10), tzinfo=NOW.tzinfo)
    with as_owner():
        demo_offers.load_invented(on=on)
    which = "protected" if case_id == "AC-01" else "normal"
    file = File(town.files[which], PEOPLE[case_id], [], town["cm1"], now)
    with acting_as(file.by.pk):
        for name, (value, source, as_of) in from_facts(file.person.facts).items():
            assessment.set_fact(
                case=file.case, name=name, value=value, source=source, as_of=as_of or on, by=file.by, now=now
            )
        for code in case["needs"]:
            add_need(file, code)
        for offer in (*case["suitable"], *case["unsuitable"]):
            served = demo()[offer]["needs"]
            if not any(serves(served, code) for code in file.codes):
                add_need(file, served[0])
    return file


@pytest.fixture
def demo_directory(db):
    with as_owner():
        demo_offers.load_invented(on=TODAY)


@pytest.fixture
def rana(town):
    return build(town, "AC-01")


def told(match: Match) -> tuple[str, set[str]]:
    return str(match.verdict), set(match.reason_codes)


@pytest.mark.parametrize("case_id", CASES)
def test_suitable_and_unsuitable_for_exactly_these_reasons(town, case_id):
    found, case = build(town, case_id).match_all(), CASES[case_id]
    expected: dict[str, tuple[str, set[str]]] = {
        offer: ("zu_klaeren" if (case_id, offer) in ASK_FIRST else "passt", set()) for offer in case["suitable"]
    }
    expected |= {offer: ("passt_nicht", set(codes)) for offer, codes in case["unsuitable"].items()}
    assert {offer: told(found[offer]) for offer in expected} == expected


def test_the_language_cafe_is_from_july_with_safety_review(rana):
    match = rana.match("LA09.3")["OF-32"]
    assert match.headline == "Passt ab 13.07.2026"
    assert any("Sicherheitsprüfung" in check.result.sentence for check in match.results)


def test_nobody_is_talked_into_counselling_with_the_partner(rana):
    match = rana.match_all()["OF-93"]
    assert match.near_miss is None


def test_the_new_course_becomes_suitable_on_its_first_day(town):
    selam = build(town, "AC-07")
    with as_owner():  # the provider says again that there are places
        Capacity.objects.filter(offer__code="OF-38").update(confirmed_on=date(2026, 9, 1))
    before, after = (selam.match("LA09.3", date(2026, 9, day))["OF-38"] for day in (13, 14))
    assert (told(before), before.headline) == (("passt_nicht", {"UR-15"}), "Passt ab 14.09.2026")
    assert after.verdict is Verdict.FITS


def test_the_new_course_stays_unsafe_and_without_care_for_the_baby(rana):
    rana.now = datetime(2026, 4, 16, 9, tzinfo=NOW.tzinfo)
    with acting_as(rana.by.pk):
        rana.note("children", ["2021-10-02", "2026-04-11"], "Geburtsurkunde")
    assert rana.match("LA09.3", date(2026, 9, 14))["OF-38"].reason_codes == {"UR-03", "UR-06"}


@pytest.mark.parametrize(("begin", "too_close"), [("2026-04-11", True), ("2026-06-06", True), ("2026-06-07", False)])
def test_no_course_begins_within_eight_weeks_after_the_birth(rana, begin, too_close):
    with as_owner():
        Criterion.objects.filter(offer__code="OF-30", kind="start").update(
            values={"begin": begin, "protected_period": True}
        )
        Criterion.objects.filter(offer__code="OF-30", kind="time_window").delete()
    rana.now = datetime(2026, 4, 16, 9, tzinfo=NOW.tzinfo)
    with acting_as(rana.by.pk):
        rana.note("children", ["2021-10-02", "2026-04-11"], "Geburtsurkunde")
        rana.note("due_date", None, "Geburtsurkunde")
    assert ("UR-02" in rana.match("LA09.3")["OF-30"].reason_codes) is too_close


def send_husband_to_the_course(town: Town) -> None:
    """His own open case at another case manager, with a running referral to the course in Horrem."""
    case, by = town.files["other_team"], town["other_team_cm"]
    ground = referrals.Ground(new_consent=referrals.NewConsent("oral", witness="Zeugin", language="ar"))
    with acting_as(by.pk):
        need = assessment.add_need(case=case, code="LA09.3", urgency="Z", by=by, now=NOW)
        sent = referrals.send(
            need=need, offer=Offer.objects.get(code="OF-30"), categories=("first_name",), ground=ground, by=by, now=NOW
        )
        said = Said("accepted", starts_on=TODAY)
        referrals.tell(referral=sent, said=said, told=referrals.Told("Leitung", "phone", NOW), by=by, now=NOW)
        referrals.start(referral=sent, started_on=TODAY, by=by, now=NOW)
        assert Referral.objects.get(pk=sent.pk).state == "started"


def sentences(found: dict[str, Match]) -> dict[str, list[str]]:
    return {code: [check.result.sentence for check in match.results] for code, match in found.items()}


def test_nothing_of_the_husbands_own_file_shows(town, rana):
    before = sentences(rana.match_all())
    send_husband_to_the_course(town)
    assert sentences(rana.match_all()) == before
    with acting_as(rana.by.pk):
        rana.note("dangerous_places", [])
    assert not any("UR-03" in match.reason_codes for match in rana.match_all().values())


def test_danger_has_her_own_words_as_its_only_source(rana):
    unsafe = {code for code, match in rana.match_all().items() if "UR-03" in match.reason_codes}
    with acting_as(rana.by.pk):
        rana.note("dangerous_places", [])
    assert unsafe >= {"OF-10", "OF-11", "OF-30", "OF-93"}
    assert not any("UR-03" in match.reason_codes for match in rana.match_all().values())


STATED = {
    ("start", "begin"): r"(?:Start|Beginn) (\d{4}-\d\d-\d\d)",
    ("cost", "euro"): r"(\d+) EUR",
}
"""What the facts of the table of offers say, as they are written there."""


def stored(code: str) -> dict[str, dict[str, Any]]:
    return {row.kind: row.values for row in Criterion.objects.filter(offer__code=code).order_by("valid_from")}


@pytest.mark.parametrize("code", ACCEPTANCE["offers"])
def test_an_offer_of_the_demo_states_what_its_table_says(demo_directory, code):
    facts, rows = ACCEPTANCE["offers"][code]["facts"], stored(code)
    assert rows.keys() - OF_EVERY_OFFER
    for (kind, key), pattern in STATED.items():
        found = re.search(pattern, facts)
        if found:
            assert str(rows[kind][key]) == found[1], kind
    if since := re.search(r"\bab (\d{4}-\d\d-\d\d)", facts):
        assert str(Capacity.objects.get(offer__code=code).free_from or TODAY) == since[1]
    if ages := re.search(r"(?<!Betreuung )(\d+)-(\d+) J\.", facts):
        assert (rows["age"]["from"], rows["age"]["to"]) == tuple(map(int, ages.groups()))
    if "kostenlos" in facts:
        assert rows.get("cost", {"euro": 0})["euro"] == 0
    if hours := re.search(r"(\d\d:\d\d)-(\d\d:\d\d)", facts):
        assert {(w["from"], w["to"]) for w in rows["time_window"]["windows"]} == {hours.groups()}
    if re.search(r"ohne Betreuung|Betreuung", facts):
        assert rows["childcare"]["offered"] is ("ohne Betreuung" not in facts)


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
