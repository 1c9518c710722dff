"""The plan on paper: accessible, German, complete; hostile text stays text."""

from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from fahrwasser.clients.models import ProtectedChannel
from fahrwasser.core.acting import acting_as
from fahrwasser.plan import documents
from fahrwasser.plan.rules import PlanText
from tests.conftest import as_owner
from tests.plan.plans import CALL, MIDWIFE, TEXT, accepted, saved
from tests.town import Town


@pytest.fixture
def me(town: Town):
    with acting_as(town["cm1"].pk):
        yield town["cm1"]


@pytest.fixture
def case(town: Town):
    return town.files["protected"]


def read(version, me):
    reader = PdfReader(BytesIO(documents.plan_pdf(version, me)))
    return reader, " ".join(" ".join(page.extract_text().split()) for page in reader.pages)


def kinds(node, found):
    node = node.get_object()
    if isinstance(node, list):
        for child in node:
            kinds(child, found)
    elif isinstance(node, dict) and "/S" in node:
        found.append(node["/S"])
        if "/K" in node:
            kinds(node["/K"], found)
    return found


def test_it_is_tagged_german_and_titled(case, me):
    reader, _ = read(accepted(case, me), me)
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] is True or root["/MarkInfo"]["/Marked"].value is True
    assert str(root["/Lang"]).startswith("de")
    assert reader.metadata.title == "Hilfeplan"
    assert "pdfuaid:part" in root["/Metadata"].get_object().get_data().decode()
    tags = kinds(root["/StructTreeRoot"]["/K"], [])
    assert {"/H1", "/H2", "/H3", "/Table", "/TH", "/TD"} <= set(tags)


def test_it_says_everything_the_person_needs(case, me):
    version = accepted(case, me)
    _, text = read(version, me)
    for words in (
        *MIDWIFE.anchors, MIDWIFE.client_words, CALL.what, CALL.cost_carrier, "12.03.2026", "27.04.2026",
        "angenommen am 09.03.2026", "Keine Rechtsberatung", "Datum und Unterschrift, Cm1", "zusätzlich", case.number,
    ):  # fmt: skip
        assert words in text, words


def test_it_names_neither_the_product_nor_a_way_to_the_person(case, me):
    _, text = read(saved(case, me), me)
    with as_owner():
        channel = ProtectedChannel.objects.get(case=case)
    assert channel.phone
    assert channel.phone not in text
    assert "Fahrwasser" not in text
    assert "Entwurf" in text


HOSTILE = [
    '#import "x": * $x^2$ \\ *fett* _kursiv_ <label> @ref `raw` [a] // nichts',
    '#sys.inputs "}] , ',
    "Zeile eins\nZeile zwei",
    "🙂👩‍👧 Familie",
    "عندي أمل",
    "ትግርኛ ቋንቋ",
    "Українська ćŁőß",
    "中文 한국어",
    "links\u202erechts\u0000\u0007 Ende",
    "= Überschrift - Liste + Nummer",
]


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_stays_text(case, me, words):
    goal = replace(MIDWIFE, client_words=words, anchors=(words, "", words, "", ""))
    storable = words.replace("\u0000", "")
    goal = replace(goal, client_words=storable, anchors=(storable, "", storable, "", ""))
    version = saved(case, me, PlanText(None, (goal,), (replace(CALL, what=storable),)))
    reader, text = read(version, me)
    assert reader.metadata.title == "Hilfeplan"
    assert "Keine Rechtsberatung" in text


def test_ascii_that_is_code_elsewhere_is_printed_as_typed(case, me):
    words = "#let x = 1; $y$ *fett* _k_ [b] <c> @d"
    _, text = read(saved(case, me, replace(TEXT, goals=(replace(MIDWIFE, client_words=words),), measures=())), me)
    assert words in text


def test_what_no_font_can_draw_becomes_a_question_mark(case, me):
    goal = replace(MIDWIFE, client_words="Vor 中文 nach")
    _, text = read(saved(case, me, PlanText(None, (goal,))), me)
    assert "Vor ?? nach" in text
