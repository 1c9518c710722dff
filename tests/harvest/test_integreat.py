"""Integreat places: the real file as it is, and malformed ones with every problem and its line."""

import json
from datetime import UTC, datetime, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fahrwasser.harvest.importing import MAX_BYTES, ImportRefused
from fahrwasser.harvest.integreat import MAX_TEXT, plain_text, read_places

FILE = Path(__file__).parents[1] / "data" / "integreat" / "locations_de.json"
REAL = FILE.read_bytes()
PLACE = {"id": 1, "title": "Café", "content": "<p>Willkommen</p>", "location": {"town": "Nürnberg"}}


def written(*entries):
    return json.dumps(entries, indent=1, ensure_ascii=False).encode()


def problems(raw):
    with pytest.raises(ImportRefused) as refused:
        read_places(raw, "orte.json")
    assert all(problem.file == "orte.json" for problem in refused.value.problems)
    return [(problem.line, problem.path, problem.reason_de) for problem in refused.value.problems]


def only_problem(raw):
    [found] = problems(raw)
    return found


def line_of(raw, words):
    return raw[: raw.index(words.encode())].count(b"\n") + 1


def test_the_real_file():
    places = read_places(REAL, FILE.name)
    first = places[0]
    assert len(places) == 64
    assert (first.external_id, first.name) == ("4102", "Café Fenster zur Stadt")
    assert (first.address, first.postcode, first.town) == ("Vordere Sterngasse 1", "90402", "Nürnberg")
    assert (first.latitude, first.longitude) == (49.4486954, 11.0782703)
    assert (first.category, first.website) == (
        "Treffpunkt",
        "https://unser-haus.stadtkirche-nuernberg.de/fenster-zur-stadt/",
    )
    assert first.text.endswith("Weitervermittlung.\n\nJeder ist willkommen!")
    assert first.last_updated == datetime(2023, 4, 4, 11, 21, 10, 487_000, UTC)


def test_null_means_not_translated():
    first = read_places(REAL, FILE.name)[0]
    assert first.languages == ("en", "fr", "uk")
    assert first.untranslated == ("ar", "fa", "ru", "am")


def test_opening_hours_begin_on_monday():
    monday, tuesday, *_ = read_places(REAL, FILE.name)[0].opening_hours
    assert (monday.weekday, monday.closed, monday.slots) == (0, True, ())
    assert (tuesday.closed, tuesday.slots) == (False, ((time(10, 30), time(17, 30)),))


def test_a_place_without_coordinates_has_none():
    assert sum(place.latitude is None for place in read_places(REAL, FILE.name)) == 1
    assert all((place.latitude is None) == (place.longitude is None) for place in read_places(REAL, FILE.name))


def test_no_markup_is_left_in_the_real_file():
    assert not any("<" in place.text or "&#" in place.text for place in read_places(REAL, FILE.name))


def test_reading_twice_gives_the_same():
    assert read_places(REAL, FILE.name) == read_places(REAL, FILE.name)


def test_a_byte_order_mark_is_taken_off_and_an_empty_list_is_fine():
    assert [place.name for place in read_places(b"\xef\xbb\xbf" + written(PLACE), "orte.json")] == ["Café"]
    assert read_places(b"[]", "orte.json") == []


@pytest.mark.parametrize(
    ("raw", "line", "told"),
    [
        (b"", 1, "leer"),
        (b" \n ", 1, "leer"),
        ("[]".encode("utf-16"), 1, "UTF-16"),
        (b'[\n{"id": 1,\n"title": "Caf\xe9"}]', 3, "nicht als UTF-8"),
        (b'[\n{"id": 1\n"title": "A"}]', 3, "Komma"),
        (b'[\n{"id": 1,\n}]', 3, "Name in Anf"),
        (b'[\n{"id": }]', 2, "fehlt ein Wert"),
        (b'[{"id" 1}]', 1, "Doppelpunkt"),
        (b'[\n\n{"id": "abc]', 3, "Anführungszeichen"),
        (b'[{"title": "a\nb"}]', 1, "Steuerzeichen"),
        (b'[{"title": "\\x"}]', 1, "Schrägstrich"),
        (b"[]\n[]", 2, "Nach dem Ende"),
        (b"[NaN]", 1, "keine Zahl"),
        (b"[" + b"9" * 5000 + b"]", 1, "Zahl ist zu gro"),
        (b"[" * 100_000, 1, "zu tief"),
        (b"<!DOCTYPE html>", 1, "fehlt ein Wert"),
        (b"x" * (MAX_BYTES + 1), 1, "20 Megabyte"),
    ],
)
def test_broken_files_name_the_line(raw, line, told):
    found, _, reason = only_problem(raw)
    assert (found, told in reason) == (line, True), reason


@pytest.mark.parametrize("raw", [b"{}", b"7", b"null", b'"x"', b'{"error": "not found"}'])
def test_something_else_than_a_list(raw):
    assert only_problem(raw) == (1, "", "Erwartet wird eine Liste von Orten.")


BAD_VALUES = [
    ({"title": None}, "title", "fehlt"),
    ({"title": "   "}, "title", "leer"),
    ({"title": "<b></b>"}, "title", "leer"),
    ({"title": 7}, "title", "ein Text"),
    ({"title": "x" * 301}, "title", "300 Zeichen"),
    ({"title": "a\x00b"}, "title", "Zeichen, die es nicht gibt"),
    ({"id": None}, "id", "fehlt"),
    ({"id": "4102"}, "id", "ganze Zahl"),
    ({"id": True}, "id", "ganze Zahl"),
    ({"content": ["<p>"]}, "content", "ein Text"),
    ({"content": "x" * (MAX_TEXT + 1)}, "content", "länger"),
    ({"location": "Nürnberg"}, "location", "geschweiften"),
    ({"location": {"latitude": 91, "longitude": 11}}, "location.latitude", "von -90 bis 90"),
    ({"location": {"latitude": 49, "longitude": -181}}, "location.longitude", "von -180 bis 180"),
    ({"location": {"latitude": "49", "longitude": 11}}, "location.latitude", "eine Zahl"),
    ({"location": {"latitude": 49}}, "location", "nur eine"),
    ({"location": {"latitude": 0, "longitude": 0.0}}, "location.latitude", "im Meer"),
    ({"category": 3}, "category", "geschweiften"),
    ({"website": "javascript:alert(1)"}, "website", "Internetadresse"),
    ({"website": "http://[1"}, "website", "Internetadresse"),
    ({"email": "kein at"}, "email", "E-Mail"),
    ({"last_updated": "gestern"}, "last_updated", "Zeitzone"),
    ({"last_updated": "2026-03-09T12:00:00"}, "last_updated", "Zeitzone"),
    ({"temporarily_closed": "nein"}, "temporarily_closed", "wahr oder falsch"),
    ({"opening_hours": {}}, "opening_hours", "eine Liste"),
    ({"opening_hours": [{}]}, "opening_hours", "sieben Tage"),
    ({"opening_hours": [{}] * 6 + [3]}, "opening_hours[6]", "geschweiften"),
    (
        {"opening_hours": [{}] * 6 + [{"timeSlots": [{"start": "9 Uhr", "end": "10:00"}]}]},
        "opening_hours[6].timeSlots[0].start",
        "Uhrzeit",
    ),
    ({"available_languages": []}, "available_languages", "geschweiften"),
    ({"available_languages": {"ar": {"id": "x"}}}, "available_languages.ar.id", "ganze Zahl"),
]


@pytest.mark.parametrize(("change", "path", "told"), BAD_VALUES)
def test_a_bad_value_is_named_with_path_and_line(change, path, told):
    raw = written({**PLACE, "id": 2}, {**PLACE, **change})
    line, where, reason = only_problem(raw)
    assert where == f"[1].{path}"
    assert told in reason
    second_place = line_of(raw, "},\n {")
    assert line > second_place
    assert f'"{path.split(".")[-1].split("[")[0]}"'.encode() in raw.splitlines()[line - 1] or "[" in path


def test_a_missing_name_points_at_its_place():
    raw = written(PLACE, {"id": 2})
    assert only_problem(raw) == (line_of(raw, '"id": 2') - 1, "[1].title", "Diese Angabe fehlt.")


def test_all_problems_are_told_at_once_in_the_order_of_the_lines():
    raw = written({"id": 1}, "x", {"id": "a", "title": "", "email": "b"}, PLACE)
    found = problems(raw)
    assert [path for _, path, _ in found] == [
        "[0].title",
        "[0].id",
        "[1]",
        "[2].id",
        "[2].title",
        "[2].email",
        "[3].id",
    ]
    assert [line for line, _, _ in found] == sorted(line for line, _, _ in found)


def test_a_number_given_twice_is_refused_at_both_places():
    raw = written(PLACE, {**PLACE, "title": "Zweites"})
    assert [path for _, path, _ in problems(raw)] == ["[0].id", "[1].id"]


def test_an_entry_given_twice_in_one_place_is_refused():
    raw = b'[{"id": 1, "title": "A",\n"title": "B", "location": {},\n"location": {"town": "X"}}]'
    assert problems(raw) == [
        (2, "[0].title", "Diese Angabe steht zweimal."),
        (3, "[0].location", "Diese Angabe steht zweimal."),
    ]


def test_half_a_surrogate_is_refused():
    assert "die es nicht gibt" in only_problem(b'[{"id": 1, "title": "\\ud800"}]')[2]


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
        ("<svg><script>alert(1)</script></svg>x", "x"),
        ("<p>&#160;</p>", ""),
    ],
)
def test_html_becomes_plain_text(source, text):
    assert plain_text(source) == text


def test_hostile_nesting_is_survived():
    deep = written({**PLACE, "content": "<div>" * 15_000 + "tief"})
    assert read_places(deep, "orte.json")[0].text == "tief"


short_text = st.text("ab<&>@:/ é\x00\ud800", max_size=6)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | short_text,
    lambda inner: st.lists(inner, max_size=7) | st.dictionaries(short_text, inner, max_size=3),
    max_leaves=8,
)
some_key = st.sampled_from([*PLACE, "category", "opening_hours", "available_languages", "website", "last_updated"])


def problems_or_none(raw):
    try:
        read_places(raw, "orte.json")
    except ImportRefused as refused:
        return refused.problems
    return None


@given(change=st.dictionaries(some_key, json_values, max_size=4))
def test_any_json_is_read_or_refused_with_reasons(change):
    raw = json.dumps([{**PLACE, **change}], indent=1).encode()
    found = problems_or_none(raw)
    assert found is None or found
    assert all(1 <= problem.line <= raw.count(b"\n") + 1 for problem in found or [])


@given(raw=st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(raw):
    found = problems_or_none(raw)
    assert found is None or found
