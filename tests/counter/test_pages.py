"""The pages at the counter: what can be pointed at, what is said, and the way from there to call and enquiry."""

import re
import unicodedata
from pathlib import Path

import pytest
from django.urls import reverse

from fahrwasser import catalogue, core, policy
from fahrwasser.blocks.queries import german
from fahrwasser.contacts.models import Contact
from fahrwasser.counter import queries
from fahrwasser.counter.models import InterpreterCall, PhoneLine
from tests.access.test_bad_input import ANSWERS, GARBAGE, SCRIPT, forms_of, send
from tests.conftest import as_owner
from tests.counter.conftest import add_line
from tests.town import Town

SERVING = ("cm1", "coordinator", "assistant")
OTHERS = ("head", "officer", "admin", "steering", "provider", "foreigners_office")


def test_the_card_holds_36_languages_that_the_catalogue_knows():
    known = {row["code"] for row in catalogue.read("languages")["languages"]}
    codes = [row["code"] for row in policy.read("pointing")["languages"]]
    assert len(codes) == len(set(codes)) == 36
    assert set(codes) <= known - {"de"}


def test_every_script_of_the_card_is_drawn_by_a_font_of_ours():
    """Fira Sans draws Latin, Cyrillic and Greek; every other letter stands in a range of scripts.css."""
    css = (Path(core.__file__).parent / "static" / "core" / "scripts.css").read_text()
    spans = [(int(a, 16), int(b or a, 16)) for a, b in re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", css)]
    shown = {letter for one in queries.to_point_at() for letter in one.own_name + one.ask if letter.isalpha()}
    foreign = {letter for letter in shown if not unicodedata.name(letter).startswith(("LATIN", "CYRILLIC", "GREEK"))}
    assert {letter for letter in foreign if not any(a <= ord(letter) <= b for a, b in spans)} == set()
    assert len(foreign) > 100


def test_every_sentence_of_the_counter_is_said_somewhere():
    said = [code for part in queries.SITUATIONS.values() for code in part] + list(queries.ANSWERS)
    assert {f"counter.{code}" for code in said} == {code for code in german() if code.startswith("counter.")}


def test_a_name_is_found_in_german_and_in_its_own_script():
    assert [one.code for one in queries.found("suaheli")] == ["sw"]
    assert "ti" in [one.code for one in queries.found("ትግርኛ")]
    assert queries.found("  ") == queries.found("xyz") == []


@pytest.mark.parametrize("person", SERVING)
def test_who_stands_there_opens_every_page(client, town: Town, person):
    client.force_login(town[person])
    for url in pages():
        assert client.get(url).status_code == 200, url


@pytest.mark.parametrize("person", OTHERS)
def test_nobody_else_finds_a_page(client, town: Town, person):
    client.force_login(town[person])
    for url in [*pages(), reverse("counter:lines")]:
        assert client.get(url).status_code == 404, url


def pages():
    yield reverse("counter:card")
    yield reverse("counter:search") + "?name=dari"
    yield reverse("counter:minutes") + "?monat=2026-02"
    for language in ("ti", "ar", "ka", "und"):
        yield reverse("counter:language", args=[language])
        yield reverse("counter:sentence", args=[language, "danger"])
        yield reverse("counter:call_new", args=[language])


@pytest.mark.parametrize("language", ["de", "xx", "x" * 300])
def test_a_language_that_is_not_in_the_list(client, town: Town, language):
    client.force_login(town["cm1"])
    assert client.get(f"/schalter/sprache/{language}/").status_code == 404
    assert client.get("/schalter/sprache/ti/satz/nichts/").status_code == 404


def test_the_card_says_language_and_direction_and_asks_little(client, town: Town, django_assert_max_num_queries):
    client.force_login(town["cm1"])
    with django_assert_max_num_queries(16):
        text = client.get(reverse("counter:card")).content.decode()
    assert '<span class="fw-point__name" lang="ar" dir="rtl">العربية</span>' in text
    assert '<span class="fw-point__name" lang="ka" dir="ltr">ქართული</span>' in text


def test_unchecked_sentences_are_marked_and_untranslated_ones_left_out(client, town: Town):
    client.force_login(town["cm1"])
    told = client.get(reverse("counter:language", args=["fr"])).content.decode()
    assert "Êtes-vous en danger ?" in told
    assert "nicht geprüft" in told
    untold = client.get(reverse("counter:language", args=["ka"])).content.decode()
    assert "Sind Sie in Gefahr?" in untold
    assert "nicht geprüft" not in untold
    assert "noch keine übersetzten Sätze" in untold


def test_a_call_from_begin_to_end(client, town: Town, line: PhoneLine):
    client.force_login(town["assistant"])
    answer = client.post(
        reverse("counter:call_new", args=["ti"]), {"line": str(line.pk), "cost_unit": "town_hall"}, follow=True
    )
    assert "0221 4710 1" in answer.content.decode()
    assert "läuft seit" in client.get(reverse("counter:card")).content.decode()
    with as_owner():
        call = InterpreterCall.objects.get()
    page = reverse("counter:call", args=[call.pk])
    assert "Minuten als Zahl" in client.post(page, {"minutes": "viele"}).content.decode()
    assert "ist beendet" in client.post(page, {"minutes": "7"}, follow=True).content.decode()
    assert client.get(page).status_code == 404
    assert "7 Minuten" in client.get(reverse("counter:minutes")).content.decode()


def test_the_second_one_reads_a_sentence_and_keeps_the_page(client, town: Town, line: PhoneLine):
    client.force_login(town["cm1"])
    page = reverse("counter:call_new", args=["ti"])
    client.post(page, {"line": str(line.pk), "cost_unit": "integration"})
    client.force_login(town["cm2"])
    answer = client.post(page, {"line": str(line.pk), "cost_unit": "integration"})
    assert answer.status_code == 200
    assert "nicht verfügbar" in answer.content.decode()


def test_a_running_call_is_found_by_nobody_else(client, town: Town, line: PhoneLine):
    client.force_login(town["cm1"])
    client.post(reverse("counter:call_new", args=["ti"]), {"line": str(line.pk), "cost_unit": "integration"})
    with as_owner():
        page = reverse("counter:call", args=[InterpreterCall.objects.get().pk])
    for person in ("cm2", "coordinator", "other_city_cm"):
        client.force_login(town[person])
        assert client.get(page).status_code == 404
        assert client.post(page, {"minutes": "3"}).status_code == 404


def test_a_call_for_a_case_ends_at_the_case(client, town: Town, line: PhoneLine):
    case = town.files["normal"]
    with as_owner():
        case.clients.update(languages="ti")
    client.force_login(town["cm1"])
    begun = client.post(reverse("counter:call_for", args=[case.pk]), {"line": str(line.pk), "cost_unit": "integration"})
    assert client.post(begun.url, {"minutes": ""}).url == reverse("desk:case", args=[case.pk])


def test_a_number_is_written_down_and_corrected(client, town: Town, line: PhoneLine):
    client.force_login(town["cm1"])
    typed = {
        "interpreter": str(line.interpreter_id), "name": "SM-A", "number": "0800 1", "days": ["6", "7"],
        "opens": "10:00", "closes": "14:00", "active": "on",
    }  # fmt: skip
    assert "Mitternacht" in client.post(reverse("counter:lines"), {**typed, "opens": "15:00"}).content.decode()
    assert "0800 1" in client.post(reverse("counter:lines"), typed, follow=True).content.decode()
    page = reverse("counter:line", args=[line.pk])
    assert "außer Betrieb" in client.post(page, {**typed, "active": ""}, follow=True).content.decode()
    client.force_login(town["other_city_cm"])
    assert client.get(page).status_code == 404


def test_two_people_at_one_number_hear_of_each_other(client, town: Town, line: PhoneLine):
    client.force_login(town["cm1"])
    page = reverse("counter:line", args=[line.pk])
    seen = re.search(r'name="seen" value="(\w+)"', client.get(page).content.decode())
    typed = {
        "interpreter": str(line.interpreter_id), "name": "SM-A", "number": "0800 2", "days": ["1"], "opens": "08:00",
        "closes": "17:00", "active": "on", "seen": seen[1] if seen else "",
    }  # fmt: skip
    with as_owner():
        PhoneLine.objects.filter(pk=line.pk).update(number="0800 3")
    answer = client.post(page, typed).content.decode()
    assert "inzwischen gespeichert" in answer
    assert "0800 3" in answer
    with as_owner():
        assert PhoneLine.objects.get(pk=line.pk).number == "0800 3"


def test_the_language_goes_along_to_brief_information_and_enquiry(client, town: Town):
    client.force_login(town["cm1"])
    page = reverse("intake:brief") + "?sprache=ti"
    assert '<option value="ti" selected>' in client.get(page).content.decode()
    client.post(page, {"type": "BUERO", "topic": "", "language": "ti"})
    with as_owner():
        assert Contact.objects.filter(case=None, language="ti", by=town["cm1"]).count() == 1
    enquiry = client.get(reverse("intake:new") + "?sprache=ti").content.decode()
    assert '<option value="ti" selected>' in enquiry
    assert re.search(r'<input[^>]*name="interpreter_needed"[^>]*checked', enquiry)
    assert client.get(reverse("intake:new") + "?sprache=%3Cb%3E").status_code == 200


@pytest.mark.parametrize("kind", GARBAGE)
def test_what_nobody_should_type_breaks_no_page(client, town: Town, line: PhoneLine, kind):
    client.force_login(town["cm1"])
    client.raise_request_exception = False
    begun = client.post(reverse("counter:call_new", args=["ti"]), {"line": str(line.pk), "cost_unit": "integration"})
    with as_owner():
        add_line(town, "SM-B")
    addresses = [reverse("counter:call_new", args=["ti"]), begun.url, reverse("counter:line", args=[line.pk])]
    forms = forms_of(client, [*addresses, reverse("counter:lines")])
    assert len(forms) >= len(addresses)
    for form in forms.values():
        answer = send(client, form.action, dict.fromkeys(form.values, GARBAGE[kind]))
        assert answer.status_code in ANSWERS, form.action
        assert SCRIPT.encode() not in answer.content
    for address in (reverse("counter:search"), reverse("counter:minutes")):
        answer = client.get(address, {"name": GARBAGE[kind], "monat": GARBAGE[kind]})
        assert answer.status_code == 200
        assert SCRIPT.encode() not in answer.content
