"""Two people at one record: the second hears of the first, sees both texts, and nothing is lost in silence."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

import pytest
from django.urls import URLResolver, get_resolver, resolve, reverse
from django.utils.html import escape

from fahrwasser.clients.forms import PersonForm
from fahrwasser.core.forms import MEANWHILE
from fahrwasser.core.recorded import SEEN, in_words, mark
from tests.access.test_bad_input import Forms, Typed, forms_of, pages  # noqa: F401
from tests.access.test_matrix_http import addresses
from tests.conftest import as_owner
from tests.town import Town

# Forms that begin something new or end something; whether that is still possible, the rules ask when it is saved.
BEGINS_OR_ENDS = {
    "assessment:complete", "assessment:connect", "assessment:language_new", "assessment:node_new",
    "assessment:risks_ask", "calls:new", "clients:consent_new", "clients:merge", "clients:person_new",
    "contacts:appointment_new", "contacts:booking_new", "contacts:many", "contacts:new",
    "deadlines:trigger_new", "feedback:record", "feedback:sheets", "feedback:slip", "intake:brief", "intake:emergency",
    "intake:new", "intake:public", "intake:take_up", "letters:date_confirm",
    "letters:outgoing_new", "letters:power_new", "network:finding_new", "harvest:new", "harvest:source_new",
    "outcomes:outcomes",
    "offers:condition_new", "offers:new",
    "plan:accept", "referrals:new", "separation:separate", "teamround:bring", "teamround:new", "work:task_new",
}  # fmt: skip
OWN_WAY = {"plan:edit", "referrals:told", "referrals:packet"}  # the revision of the plan, the state last seen
ADDRESSED = {"csrfmiddlewaretoken", "once", "draft_label", "entry", SEEN}
A_DAY = re.compile(r"\d\d\.\d\d\.\d{4}( \d\d:\d\d)?")


@pytest.fixture(autouse=True)
def _without_second_factor(settings):
    settings.FAHRWASSER_MFA_REQUIRED = False


def test_the_lists_name_pages_that_exist():
    assert set(names(get_resolver())) >= BEGINS_OR_ENDS | OWN_WAY


def names(resolver: Any, space: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from names(entry, f"{entry.namespace}:" if entry.namespace else space)
        else:
            yield f"{space}{entry.name}"


def prefilled(form: Typed) -> set[str]:
    buttons = {name for button in form.buttons for name in button}
    filled = {name for name, value in form.values.items() if value and not A_DAY.fullmatch(value)}
    return filled - ADDRESSED - buttons


@pytest.mark.parametrize("person", ["cm1", "coordinator", "provider"])
def test_a_form_that_shows_a_record_says_what_was_seen(client, town: Town, pages, person):  # noqa: F811
    client.force_login(town[person])
    silent = set()
    for form in forms_of(client, pages).values():
        name = resolve(form.action.split("?")[0]).view_name
        if prefilled(form) and SEEN not in form.values and name not in BEGINS_OR_ENDS | OWN_WAY:
            silent.add((name, *sorted(prefilled(form))))
    assert not silent


def saved_twice(client, address: str, mine: dict[str, str], theirs: dict[str, str]) -> Any:
    """The answer to me, who had the page open while the other saved."""
    form = next(one for one in Forms(client.get(address).content.decode(), address).found if SEEN in one.values)
    buttons = {name for button in form.buttons for name in button}
    seen = {name: value for name, value in form.values.items() if name not in buttons}
    first = {name: value for name, value in seen.items() if name != "once"}
    assert client.post(address, first | theirs).status_code == 302, address
    return client.post(address, seen | mine)


def again(client, address: str, answer: Any, mine: dict[str, str]) -> int:
    form = next(one for one in Forms(answer.content.decode(), address).found if SEEN in one.values)
    buttons = {name for button in form.buttons for name in button}
    values = {name: value for name, value in form.values.items() if name not in buttons}
    assert values.items() >= mine.items()
    status: int = client.post(address, values).status_code
    return status


def editing(town: Town, url: str) -> str:
    with as_owner():
        found: str = next(address for name, address in addresses(town, "normal") if name == url)
    return found


EDITS = [
    ("clients:person_edit", {"last_name": "Meins"}, {"last_name": "Anderes"}),
    ("clients:channel", {"phone": "0221 1"}, {"phone": "0221 2"}),
    ("contacts:contact", {"facts": "Meine Fassung"}, {"facts": "Andere Fassung"}),
    ("deadlines:trigger", {"day": "02.03.2026"}, {"day": "03.03.2026"}),
    ("assessment:node", {"label": "Tante"}, {"label": "Nachbarin"}),
]


@pytest.mark.parametrize(("url", "mine", "theirs"), EDITS, ids=[url for url, *_ in EDITS])
def test_the_second_hears_of_the_first_and_both_texts_stand_there(client, town: Town, url, mine, theirs):
    client.force_login(town["cm1"])
    address = editing(town, url)
    answer = saved_twice(client, address, mine, theirs)
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert escape(str(MEANWHILE)) in shown
    assert all(text in shown for text in (*mine.values(), *theirs.values()))
    assert again(client, address, answer, mine) == 302


@pytest.mark.parametrize(("url", "mine", "theirs"), EDITS, ids=[url for url, *_ in EDITS])
def test_the_same_words_from_both_are_no_quarrel(client, town: Town, url, mine, theirs):
    client.force_login(town["cm1"])
    assert saved_twice(client, editing(town, url), mine, mine).status_code == 302


def test_a_life_area_written_by_two(client, town: Town):
    client.force_login(town["cm1"])
    address = reverse("assessment:area", args=[town.files["normal"].pk, "LA06"])
    answer = saved_twice(client, address, {"situation": "Zwei Zimmer"}, {"situation": "Ein Zimmer", "rating": "2"})
    shown = answer.content.decode()
    assert escape(str(MEANWHILE)) in shown
    assert "Ein Zimmer" in shown
    assert "Zwei Zimmer" in shown
    assert again(client, address, answer, {"situation": "Zwei Zimmer"}) == 302


def test_a_draft_begun_before_says_so_when_it_is_opened_again(client, town: Town):
    client.force_login(town["cm1"])
    address = editing(town, "clients:person_edit")
    form = next(one for one in Forms(client.get(address).content.decode(), address).found if SEEN in one.values)
    begun = urlencode({**form.values, "last_name": "Begonnen"})
    kept = client.post(f"{reverse('work:draft')}?seite={address}", begun, "application/x-www-form-urlencoded")
    assert kept.status_code == 204
    values = {name: value for name, value in form.values.items() if name not in ("once", "draft_label")}
    assert client.post(address, values | {"last_name": "Inzwischen"}).status_code == 302
    shown = client.get(address).content.decode()
    assert "Begonnen" in shown
    assert "Inzwischen" in shown


def test_marks():
    assert mark({"a": None}) == mark({"a": ""})
    assert mark({"a": "x", "b": "y"}) == mark({"b": "y", "a": "x"})
    assert mark({"a": ["x", "y"]}) == mark({"a": ("y", "x")})
    assert mark({"a": "x"}) != mark({"a": "y"})
    assert mark({"a": "1,2"}) != mark({"a": "1", "b": "2"})


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("first_name", "Probe", "Probe"),
        ("first_name", None, ""),
        ("role", "child", "Kind"),
        ("birth_estimated", True, "ja"),
        ("first_name", date(2026, 3, 9), "09.03.2026"),
        ("first_name", datetime.fromisoformat("2026-03-09T11:00+00:00"), "09.03.2026 12:00"),
        ("role", ["child", "client"], "Kind, Klientin / Klient"),
    ],
)
def test_what_stands_there_is_said_in_words(db, field, value, words):
    assert in_words(PersonForm().fields[field], value) == words
