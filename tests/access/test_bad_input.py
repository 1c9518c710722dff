"""Every form of the house, filled with what nobody should type: an answer in words, never a broken page."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse

from fahrwasser.core.encryption import encrypt
from fahrwasser.feedback.models import Remark, Slip
from fahrwasser.feedback.rules import digest_of
from fahrwasser.intake.models import PublicEnquiry
from tests.access.test_matrix_http import addresses
from tests.conftest import as_owner
from tests.town import NOW, Town

SCRIPT = "<script>alert('x')</script>"
GARBAGE = {
    "a day that never was": "31.02.2026",
    "a month too many": "2026-13-01",
    "noughts": "00.00.0000",
    "a year too long": "01.01.99999",
    "the first day": "01.01.0001",
    "the last day": "31.12.9999 23:59",
    "a huge text": "x" * 100_000,
    "emoji": "👩‍👧‍👦🦺" * 20,
    "right to left": "\u202eمرحبا שלום",
    "a NUL byte": "a\x00b",
    "a script": SCRIPT,
    "a number below zero": "-1",
    "a huge number": "9" * 30,
    "a record that never was": "01890000-0000-7000-8000-000000000000",
    "only spaces": "   ",
}
TOKEN = "A" * 24
ALONE = ("a NUL byte", "the first day")  # these also in one field at a time that is typed into
ANSWERS = (200, 302, 400, 404, 405, 422)
PEOPLE = ("cm1", "coordinator", "head", "assistant", "officer", "admin", "steering", "provider")


@dataclass
class Typed:
    """A form as the browser sends it: where to, what stands in it, and the names of the fields one types into."""

    action: str
    values: dict[str, str] = field(default_factory=dict)
    typed: set[str] = field(default_factory=set)
    buttons: list[dict[str, str]] = field(default_factory=lambda: [{}])


class Forms(HTMLParser):
    """The forms of a page that are sent by POST."""

    def __init__(self, page: str, address: str) -> None:
        super().__init__()
        self.found: list[Typed] = []
        self._by_id: dict[str, Typed] = {}
        self._address, self._open, self._select, self._text = address, False, "", ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self._open = given.get("method", "").lower() == "post"
            if self._open:
                self.found.append(Typed(given.get("action") or self._address))
                self._by_id[given.get("id", "")] = self.found[-1]
        elif tag == "button" and given.get("form") in self._by_id and given.get("name"):
            self._by_id[given["form"]].buttons.append({given["name"]: given.get("value", "")})
        elif self._open and tag == "option":
            if "selected" in given:
                self.found[-1].values[self._select] = given.get("value", "")
        elif self._open and given.get("name") and tag in ("input", "select", "textarea", "button"):
            self._take(tag, given)

    def _take(self, tag, given):
        values, name = self.found[-1].values, given["name"]
        self._select = name if tag == "select" else self._select
        if given.get("type") not in ("radio", "checkbox") or "checked" in given:
            values[name] = given.get("value", "")
        values.setdefault(name, "")
        if tag == "textarea" or (tag == "input" and given.get("type", "text") in ("text", "tel", "email", "url")):
            self.found[-1].typed.add(name)
        if tag == "button":
            self.found[-1].buttons.append({name: given.get("value", "")})
        self._text = name if tag == "textarea" else ""

    def handle_data(self, data):
        if self._text:
            self.found[-1].values[self._text] += data

    def handle_endtag(self, tag):
        if tag == "textarea":
            # The browser drops the line break after the opening tag.
            text = self.found[-1].values[self._text]
            self.found[-1].values[self._text] = text.removeprefix("\r").removeprefix("\n")
            self._text = ""
        if tag == "form":
            self._open = False


def plain_addresses(resolver=None, namespace="") -> Iterator[str]:
    """The pages without a record in their address; log-in and second factor belong to their own library."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver) and str(entry.pattern) != "konto/":
            yield from plain_addresses(entry, f"{entry.namespace}:" if entry.namespace else namespace)
        elif isinstance(entry, URLPattern) and not entry.pattern.converters:
            yield reverse(f"{namespace}{entry.name}")


def forms_of(client, pages) -> dict[tuple[str, frozenset[str]], Typed]:
    found = {}
    for address in pages:
        response = client.get(address)
        if response.status_code == 200 and "html" in response["Content-Type"]:
            for form in Forms(response.content.decode(), address).found:
                if not form.action.startswith("/konto/"):
                    found[form.action, frozenset(form.values)] = form
    return found


def sent_enquiry(town: Town) -> PublicEnquiry:
    return PublicEnquiry.objects.create(
        controller=town.city, number="AAAA-AAAA", received_at=NOW, channel="school", sender="Schule",
        call_back="0221 4711", first_name="Ganz", danger="no", concern="Hilfe",
    )  # fmt: skip


def feedback_pages(town: Town) -> list[str]:
    """A remark for the lead, and a slip that nobody has used."""
    words = {"sealed_words": encrypt("Niemand rief zurück."), "way": "phone", "is_complaint": True}
    remark = Remark.objects.create(controller=town.city, received_on=NOW.date(), **words)
    Slip.objects.create(controller=town.city, month=NOW.date(), digest=digest_of(TOKEN), expires_on=NOW.date())
    return [reverse("feedback:remark", args=[remark.pk]), reverse("feedback:slip", args=[TOKEN])]


def send(client, address, values):
    """One POST whose effect is taken back."""
    with transaction.atomic():
        response = client.post(address, values)
        transaction.set_rollback(True)
    return response


@pytest.fixture(autouse=True)
def _without_second_factor(settings):
    settings.FAHRWASSER_MFA_REQUIRED = False


@pytest.fixture
def pages(town: Town) -> list[str]:
    with as_owner():
        of_records = [url for _, url in addresses(town, "normal")]
        sent = sent_enquiry(town)
        feedback = feedback_pages(town)
    new_contact = f"{reverse('contacts:new')}?fall={town.files['normal'].pk}"
    public = reverse("intake:public", args=[town.city.pk])
    taken = [reverse(f"intake:{view}", args=[sent.pk]) for view in ("sent_enquiry", "take_up")]
    return [*plain_addresses(), *of_records, new_contact, public, *taken, *feedback]


KINDS: dict[str, set[tuple[str, frozenset[str]]]] = {}
"""The kinds of forms that somebody has, found once per process: they are the same in every town built for a test."""


def own_forms(client, town: Town, pages, person: str) -> list[Typed]:
    """The forms of this person that nobody earlier in ``PEOPLE`` has: what a form does with garbage is the same."""
    earlier = PEOPLE[: PEOPLE.index(person)]
    for other in earlier:
        if other not in KINDS:
            client.force_login(town[other])
            KINDS[other] = {kind_of(form) for form in forms_of(client, pages).values()}
    client.force_login(town[person])
    mine = {kind_of(form): form for form in forms_of(client, pages).values()}
    return [form for kind, form in mine.items() if not any(kind in KINDS[other] for other in earlier)]


def kind_of(form: Typed) -> tuple[str, frozenset[str]]:
    path = urlsplit(form.action)
    return f"{resolve(path.path).view_name}?{path.query}", frozenset(form.values)


@pytest.mark.parametrize("part", [0, 1])
@pytest.mark.parametrize("person", PEOPLE)
def test_garbage_in_every_field_breaks_no_page(client, town: Town, pages, person, part):
    client.raise_request_exception = False
    broken = []
    for form in own_forms(client, town, pages, person)[part::2]:
        for kind, garbage in GARBAGE.items():
            alone = form.typed if kind in ALONE else ()
            tries = [dict.fromkeys(form.values, garbage), *({**form.values, name: garbage} for name in alone)]
            for values in tries:
                response = send(client, form.action, values)
                if response.status_code not in ANSWERS or SCRIPT.encode() in response.content:
                    changed = [name for name, value in values.items() if value == garbage]
                    broken.append((urlsplit(form.action).path, kind, changed[:3], response.status_code))
    assert not broken


KEPT = ("a day that never was", "a huge text", "a script")


def forgotten(page: str, form: Typed, values: dict[str, str]) -> list[str]:
    """Fields that no longer hold what was typed into them."""
    again = [one for one in Forms(page, form.action).found if one.typed >= form.typed]
    return [name for name in form.typed if all(one.values[name] != values[name].strip() for one in again)]


@pytest.mark.parametrize("person", ["cm1", "coordinator", "head", "provider"])
@pytest.mark.parametrize("kind", KEPT)
def test_what_was_typed_stands_there_again_with_a_sentence(client, town: Town, pages, person, kind):
    broken = []
    for form in (form for form in own_forms(client, town, pages, person) if form.typed):
        names = {name for button in form.buttons for name in button}
        values = {name: value for name, value in form.values.items() if name not in names}
        values |= dict.fromkeys(form.typed, GARBAGE[kind])
        answers = [send(client, form.action, values | button) for button in form.buttons]
        pages_again = [answer for answer in answers if "html" in answer.headers["Content-Type"]]
        shown = [answer.content.decode() for answer in pages_again if answer.status_code in (200, 422)]
        missing = {name for page in shown for name in forgotten(page, form, values)}
        silent = len(shown) == len(answers) and not any("data-error-summary" in page for page in shown)
        if missing or silent:
            broken.append((urlsplit(form.action).path, missing, silent))
    assert not broken
