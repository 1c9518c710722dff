"""Translated blocks: complete files, checked by a second person, changed means unchecked, each town its own."""

from datetime import date

import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse

from fahrwasser import catalogue
from fahrwasser.blocks import actions, queries, rules
from fahrwasser.blocks.models import Wording
from fahrwasser.core.acting import acting_as
from fahrwasser.core.errors import NotAllowed
from tests.town import NOW, Town

CODE = "safety.can_speak"
TODAY = NOW.date()


@pytest.fixture
def me(town: Town):
    with acting_as(town["coordinator"].pk):
        yield town["coordinator"]


def check(town, me, **other):
    text = queries.texts("fr", town.city)[CODE].text
    act = {"code": CODE, "language": "fr", "text": text, "checker": "M. Probe", "checked_on": TODAY, **other}
    return actions.check(controller=town.city, by=me, now=NOW, **act)


@pytest.mark.parametrize("language", queries.languages())
def test_every_language_says_every_sentence_and_claims_no_check(language):
    content = catalogue.read(f"blocks/{language}")
    assert list(content["texts"]) == list(queries.german())
    assert all(text.strip() for text in content["texts"].values())
    assert (content["translator"], content["checker"], content["checked_on"]) == (rules.SUPPLIED_BY, "", None)


def test_a_check_names_a_second_person_and_a_day(town, me):
    check(town, me)
    assert queries.texts("fr", town.city)[CODE].is_checked
    assert not queries.texts("fr", town.other_city)[CODE].is_checked


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"checker": "fahrwasser-projekt "}, "zweiten Person"),
        ({"checked_on": date(2026, 3, 10)}, "Zukunft"),
        ({"text": "Anderes"}, "inzwischen geändert"),
        ({"code": "safety.nothing"}, "gibt es in dieser Sprache nicht"),
    ],
)
def test_a_check_is_refused(town, me, other, words):
    with pytest.raises(NotAllowed, match=words):
        check(town, me, **other)


def test_a_new_wording_is_unchecked_and_the_old_one_stays(town, me):
    check(town, me)
    actions.change(
        controller=town.city, code=CODE, language="fr", text="Vous pouvez parler ?", translator="T. Probe", by=me,
        now=NOW,
    )  # fmt: skip
    block = queries.texts("fr", town.city)[CODE]
    assert (block.text, block.is_checked) == ("Vous pouvez parler ?", False)
    assert len(queries.history(CODE, "fr", town.city)) == 2
    with pytest.raises(ProgrammingError), transaction.atomic():
        Wording.objects.update(checker="niemand")


def test_a_translation_of_another_german_sentence_is_not_checked():
    block = rules.Block("x", "neu", "new", "alt", "T", "C", TODAY)
    assert not block.is_checked


@pytest.mark.parametrize(("language", "interpreter"), [("de", ""), ("ti", "SM-5")])
def test_what_carries_an_agreement(language, interpreter):
    rules.check_carries_agreement(language, [], interpreter)
    with pytest.raises(NotAllowed, match="gedolmetscht"):
        rules.check_carries_agreement("ti", [], " ")


def test_the_pages(town, client, settings):
    settings.FAHRWASSER_MFA_REQUIRED = False
    pages = [reverse("blocks:languages"), reverse("blocks:language", args=["ar"])]
    pages.append(reverse("blocks:block", args=["ar", CODE]))
    client.force_login(town["cm1"])
    assert {client.get(page).status_code for page in pages} == {404}
    client.force_login(town["coordinator"])
    assert {client.get(page).status_code for page in pages} == {200}
    assert client.get(reverse("blocks:language", args=["xx"])).status_code == 404
    assert client.get(reverse("blocks:block", args=["ar", "x"])).status_code == 404
    new = {"act": "change", "text": "هل يمكنك الكلام؟", "translator": "T. Probe"}
    assert client.post(pages[2], new).status_code == 302
    assert "هل يمكنك الكلام؟" in client.get(pages[1]).content.decode()
    sent = {"act": "check", "text": new["text"], "checker": "M. Probe", "checked_on": "09.03.2026"}
    assert client.post(pages[2], {**sent, "checker": "T. Probe"}).status_code == 200
    assert client.post(pages[2], sent).status_code == 302
    assert "geprüft von M. Probe am 09.03.2026" in client.get(pages[1]).content.decode()
