"""Whatever somebody writes in sentences is kept on the server meanwhile, and is there again after a log-in."""

from html.parser import HTMLParser
from urllib.parse import urlencode

import pytest
from django.urls import resolve, reverse

from fahrwasser.intake.models import Enquiry
from fahrwasser.work.models import Draft
from tests.access.test_bad_input import pages  # noqa: F401
from tests.conftest import as_owner
from tests.town import NOW, Town

BEGUN = "Angefangen, und dann klingelte das Telefon."
WITHOUT = {
    "deadlines:deadline": "one sentence why a deadline is dropped, asked in the moment of dropping it",
    "deadlines:trigger": "one sentence why a fact is withdrawn, asked in the moment of withdrawing it",
}
"""Pages with a free text and no draft, each with the reason."""
PEOPLE = ("cm1", "coordinator", "head", "officer", "steering", "provider")


class Texts(HTMLParser):
    """The forms of a page that are sent by POST: where their draft is kept, their free texts, what stands hidden."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, list[str], dict[str, str]]] = []
        self._open = False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self._open = given.get("method", "").lower() == "post"
            if self._open:
                self.found.append((given.get("data-draft-url", ""), [], {}))
        elif tag == "textarea" and self._open:
            self.found[-1][1].append(given["name"])
        elif tag == "input" and given.get("type") == "hidden" and self._open:
            self.found[-1][2][given["name"]] = given.get("value", "")

    def handle_endtag(self, tag):
        self._open = self._open and tag != "form"


def free_texts(client, addresses):
    """Address and draft of every form with a free text, and what is saved when somebody writes into the first."""
    for address in addresses:
        if not getattr(resolve(address.partition("?")[0]).func, "login_required", True):
            continue  # nobody is known there, so nobody could get a draft back
        response = client.get(address)
        if response.status_code != 200 or "html" not in response["Content-Type"]:
            continue
        for draft, names, hidden in Texts(response.content.decode()).found:
            if names:
                yield address, draft, {**hidden, names[0]: BEGUN}


@pytest.fixture(autouse=True)
def _without_second_factor(settings):
    settings.FAHRWASSER_MFA_REQUIRED = False


@pytest.mark.parametrize("person", PEOPLE)
def test_every_free_text_has_a_draft_that_comes_back(client, town: Town, pages, person):  # noqa: F811
    left_out = set()
    client.force_login(town[person])
    for address, draft, typed in free_texts(client, pages):
        view = resolve(address.partition("?")[0]).view_name
        if not draft:
            assert view in WITHOUT, f"{address}: {list(typed)}"
            left_out.add(view)
            continue
        saved = client.post(draft, urlencode(typed), content_type="application/x-www-form-urlencoded")
        assert saved.status_code == 204, address
        client.logout()
        client.force_login(town[person])
        assert BEGUN in client.get(address).content.decode(), address
    assert left_out == (set(WITHOUT) if person == "cm1" else set())


def keep(client, address, **typed):
    """What the page's script does while somebody types."""
    url = f"{reverse('work:draft')}?{urlencode({'seite': address})}"
    words = urlencode({"draft_label": "Entwurf", **typed}, doseq=True)
    assert client.post(url, words, content_type="application/x-www-form-urlencoded").status_code == 204


def drafts(person) -> int:
    with as_owner():
        return Draft.objects.filter(user=person).count()


CONSENT = {
    "kind": "participation", "purpose": "Begleitung", "form": "paper", "language": "de", "given_on": "09.03.2026",
}  # fmt: skip
PERSON = {"role": "child", "first_name": "Lale"}
OUTCOME = {"kind": "", "words": "Der Kurs hat begonnen", "day": "09.03.2026", "evidence": "paper"}
CHANNEL = {"how": "SMS vormittags", "phone": "0221 4710 300"}
ROWS = {"day": "09.03.2026", "zeile-TOTAL_FORMS": "6", "zeile-INITIAL_FORMS": "0", "zeile-2-facts": "Unterwegs gesehen"}


@pytest.mark.parametrize(
    ("view", "typed", "shown", "sent"),
    [
        ("clients:consent_new", CONSENT, "Begleitung", True),
        ("clients:person_new", PERSON, "Lale", True),
        ("clients:channel", CHANNEL, "SMS vormittags", True),
        ("outcomes:outcomes", OUTCOME, "Der Kurs hat begonnen", False),
        ("intake:decide", {"reason": "Weil es drei Stellen sind"}, "Weil es drei Stellen sind", False),
        ("contacts:many", ROWS, "Unterwegs gesehen", False),
        ("separation:separate", {"when": "Nur vormittags"}, "Nur vormittags", False),
    ],
)
def test_begun_forms_come_back_until_they_are_carried_out(client, town: Town, view, typed, shown, sent):
    me = town["cm1"]
    with as_owner():
        Enquiry.objects.create(case=town.files["normal"], received_at=NOW, channel="phone")
    address = reverse(view, args=[] if view == "contacts:many" else [town.files["normal"].pk])
    client.force_login(me)
    assert shown not in client.get(address).content.decode()
    keep(client, address, **typed)
    assert shown in client.get(address).content.decode()
    assert client.post(address, {**typed, "draft_label": "Entwurf"}).status_code == (302 if sent else 200)
    assert drafts(me) == (0 if sent else 1)


def test_nobody_else_finds_a_draft(client, town: Town):
    address = reverse("clients:channel", args=[town.files["protected"].pk])
    client.force_login(town["cm1"])
    keep(client, address, **CHANNEL)
    client.force_login(town["cm2"])
    assert "SMS vormittags" not in client.get(address).content.decode()
