"""Integreat places and pages: several languages joined, bad entries named with their line, bad values left out."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fahrwasser.harvest import reading
from fahrwasser.harvest.cleaning import plain_text
from fahrwasser.harvest.jsontext import Unreadable
from tests.harvest.conftest import RAW, written

PLACE = {"id": 1, "title": "Café", "content": "<p>Willkommen</p>", "available_languages": {},
         "location": {"id": 5, "address": "Weg 1", "town": "Probe"}}  # fmt: skip


def place(number, language, title, **others):
    path = f"/probe/{language}/locations/x/"
    return {**PLACE, "id": number, "path": path, "title": title, "available_languages": {
        slug: {"id": key, "path": f"/probe/{slug}/locations/x/"} for slug, key in others.items()}}  # fmt: skip


def page(number, title, parent=0, content="<p>Text</p>", language="de"):
    above = {"id": parent, "url": None, "path": None}
    path = f"/probe/{language}/{number}/"
    return {"id": number, "path": path, "title": title, "content": content, "parent": above, "available_languages": {}}


def read(*files, **named):
    given = {f"datei{number}.json": raw for number, raw in enumerate(files)} | named
    return reading.read(given)


def rejected(raw):
    return [(one.spot.line, one.spot.path, one.reason) for one in read(raw).rejected]


def test_the_real_file():
    found = reading.read({"locations_de.json": RAW})
    assert (len(found.offers), found.read, found.rejected) == (64, 64, [])
    assert found.offers[0].values["summary"].endswith("Weitervermittlung.\n\nJeder ist willkommen!")
    assert not any("<" in one.values["summary"] or "&#" in one.values["summary"] for one in found.offers)
    assert found.offers[0].spot.line == 2


def test_languages_of_one_place_are_one_offer_and_null_is_no_translation():
    german = place(1, "de", "Beratung", en=2, ar=3, fa=None)
    files = (written(place(2, "en", "Advice", de=1, ar=3)), written(german), written(place(3, "ar", "استشارة", de=1)))
    [offer] = read(*files).offers
    assert (offer.external_id, offer.values["name"]) == ("1", "Beratung")
    assert {key: text for key, text in offer.texts.items() if key[0] == "name"} == {
        ("name", "en"): "Advice", ("name", "ar"): "استشارة",
    }  # fmt: skip


def test_short_names_of_languages_become_bcp_47_by_the_list_of_the_region():
    languages = [{"code": "de", "bcp47_tag": "de-DE"}, {"code": "fa", "bcp47_tag": "prs-AF"},
                 {"code": "cn", "bcp47_tag": "zh-Hans"}, {"code": "tw", "bcp47_tag": "zh-Hant"}]  # fmt: skip
    files = [place(1, "de", "A", fa=2, cn=3, tw=4), place(2, "fa", "B", de=1), place(3, "cn", "C", de=1),
             place(4, "tw", "D", de=1)]  # fmt: skip
    [offer] = read(written(*languages), *(written(one) for one in files)).offers
    assert {language for _, language in offer.texts} == {"prs", "zh-Hans", "zh-Hant"}


def test_without_german_the_first_language_of_the_region_is_the_main_one():
    languages = [{"code": "en", "bcp47_tag": "en-GB"}, {"code": "ar", "bcp47_tag": "ar"}]
    [offer] = read(
        written(*languages), written(place(3, "ar", "س", en=2)), written(place(2, "en", "Advice", ar=3))
    ).offers
    assert (offer.external_id, offer.values["name"], set(offer.texts)) == (
        "2", "Advice", {("name", "ar"), ("summary", "ar")},
    )  # fmt: skip


def test_only_pages_without_others_below_become_offers_and_their_parents_the_category():
    found = read(written(page(1, "Arbeit"), page(2, "Beratung", 1), page(3, "Jobcenter", 2), page(4, "Leer", 2, "")))
    [offer] = found.offers
    assert (offer.external_id, offer.values["name"], offer.more["category"]) == (
        "page-3", "Jobcenter", "Arbeit > Beratung",
    )  # fmt: skip
    assert sum("Unterseiten" in one.reason for one in found.warnings) == 2
    assert sum("keinen Text" in one.reason for one in found.warnings) == 1


def test_a_page_whose_parent_is_missing_is_kept_and_listed():
    found = read(written(page(3, "Jobcenter", 99)))
    assert [one.external_id for one in found.offers] == ["page-3"]
    assert "page-99" in found.orphans[0].reason


def test_pages_that_are_each_other_s_parents_end():
    assert read(written(page(1, "A", 2), page(2, "B", 1), page(3, "C", 1))).offers[0].more["category"] == "B > A"


def test_a_bad_entry_is_rejected_with_its_place_and_the_others_are_read():
    raw = written(PLACE, {**PLACE, "id": None}, "x", {**PLACE, "id": 1}, {**PLACE, "id": 4, "title": "<b></b>"})
    found = read(raw)
    assert [one.external_id for one in found.offers] == ["1"]
    told = rejected(raw)
    assert [path for _, path, _ in told] == ["[1].id", "[2]", "[3].id", "[4].title"]
    lines = raw.decode().splitlines()
    assert ['"id": null' in lines[told[0][0] - 1], '"x"' in lines[told[1][0] - 1]] == [True, True]


def test_a_key_given_twice_rejects_its_entry():
    raw = (
        b'[{"id": 1, "title": "A", "available_languages": {},\n"title": "B"},\n'
        + json.dumps(PLACE | {"id": 2}).encode()
        + b"]"
    )
    assert rejected(raw) == [(2, "[0].title", "Diese Angabe steht zweimal.")]
    assert len(read(raw).offers) == 1


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"website": "javascript:alert(1)"}, "Internetadresse"),
        ({"email": "kein at"}, "E-Mail"),
        ({"location": {"town": "X", "latitude": 91, "longitude": 11}}, "nicht auf der Erde"),
        ({"location": {"town": "X", "latitude": "https://x.example", "longitude": 11}}, "nicht auf der Erde"),
        ({"location": {"town": "X", "latitude": 49}}, "fehlt eine"),
        ({"location": {"town": "X", "latitude": 0, "longitude": 0}}, "im Meer"),
        ({"location": "Nürnberg"}, "geschweiften"),
        ({"opening_hours": [{}]}, "sieben Tage"),
        ({"opening_hours": [{}] * 6 + [{"timeSlots": [{"start": "morgens", "end": "10:00"}]}]}, "Uhrzeit"),
        ({"temporarily_closed": "nein"}, "wahr oder falsch"),
        ({"content": ["<p>"]}, "ein Text"),
    ],
)
def test_a_bad_value_is_left_out_and_named_and_its_entry_kept(change, told):
    raw = written({**PLACE, "id": 2}, {**PLACE, **change})
    found = read(raw)
    assert (len(found.offers), found.rejected) == (2, [])
    [warning] = [one for one in found.warnings if told in one.reason]
    assert warning.spot.line > written({**PLACE, "id": 2}).count(b"\n")


@pytest.mark.parametrize(
    ("raw", "line", "column", "told"),
    [
        (b"", 1, 1, "leer"),
        (b'[\n{"id": 1\n"title": "A"}]', 3, 1, "Komma"),
        (b'[\n{"id": }]', 2, 8, "fehlt ein Wert"),
        (b'[{"title": "\\x"}]', 1, 13, "Schrägstrich"),
        (b"[" * 100_000, 1, 1, "zu tief"),
        (b"<!DOCTYPE html>", 1, 1, "fehlt ein Wert"),
        (b"%PDF-1.7", 0, 0, "nicht erkannt"),
        (b"{}", 1, 1, "nicht erkannt"),
    ],
)
def test_a_file_that_cannot_be_read_names_line_and_column(raw, line, column, told):
    with pytest.raises(Unreadable) as refusal:
        read(raw)
    spot = refusal.value.told.spot
    assert (spot.line, spot.column, told in refusal.value.told.reason) == (line, column, True), refusal.value.told


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_letters_of_every_encoding_are_read(encoding):
    raw = json.dumps([{**PLACE, "title": "Café Straße"}], ensure_ascii=False).encode(encoding)
    found = read(raw)
    assert found.offers[0].values["name"] == "Café Straße"
    assert any("Windows-1252" in one.reason for one in found.warnings) == (encoding == "cp1252")


def test_garbled_umlauts_are_put_right_and_told():
    found = read(written({**PLACE, "title": "CafÃ© StraÃŸe"}))
    assert found.offers[0].values["name"] == "Café Straße"
    assert any("Umlaute" in one.reason for one in found.warnings)


def test_letters_that_no_database_takes_are_left_out():
    found = read(b'[{"id": 1, "title": "A\\u0000\\ud800B", "available_languages": {}}]')
    assert found.offers[0].values["name"] == "AB"
    assert any("Zeichen, die es nicht gibt" in one.reason for one in found.warnings)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>Eins&nbsp;&amp; zwei</p>\r\n<p>drei<br>vier</p>", "Eins & zwei\n\ndrei\nvier"),
        ("<ul><li>a</li><li>b</li></ul>", "- a\n\n- b"),
        ("a<script>alert(1)</script><style>b{}</style>c", "ac"),
        ("<img src=x onerror=alert(1)>Bild", "Bild"),
        ("<a href='javascript:alert(1)'>hier</a>", "hier"),
        ("<!-- geheim -->offen", "offen"),
        ("2 < 3 &lt;b&gt;", "2 < 3 <b>"),
        ("<div>" * 15_000 + "tief", "tief"),
    ],
)
def test_html_becomes_plain_text(source, text):
    assert plain_text(source) == text


short_text = st.text("ab<&>@:/ é\x00\ud800", max_size=6)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | short_text,
    lambda inner: st.lists(inner, max_size=7) | st.dictionaries(short_text, inner, max_size=3),
    max_leaves=8,
)
some_key = st.sampled_from([*PLACE, "category", "opening_hours", "website", "parent", "organization", "path"])


@given(change=st.dictionaries(some_key, json_values, max_size=4))
def test_whatever_an_entry_holds_it_is_read_or_rejected_with_its_line(change):
    raw = json.dumps([PLACE | {"id": 2}, {**PLACE, **change}], indent=1).encode()
    found = read(raw)
    assert found.read == 2
    assert found.offers
    told = [*found.rejected, *found.warnings, *found.orphans]
    assert all(0 <= one.spot.line <= raw.count(b"\n") + 1 for one in told)


@given(raw=st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(raw):
    with contextlib.suppress(Unreadable):
        found = read(raw)
        assert found.read or found.rejected
