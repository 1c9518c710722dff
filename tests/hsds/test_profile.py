"""The profile loses nothing: every kind of condition with whatever values it accepts goes out and comes back."""

import json
from datetime import date
from pathlib import Path

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fahrwasser.harvest import hsds_json, jsontext
from fahrwasser.hsds import describing
from fahrwasser.offers.criteria import KINDS, Field, FieldType
from fahrwasser.offers.criteria.vocabulary import RESIDENCE_GROUPS, WEEKDAYS
from fahrwasser.offers.hsds import profile

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "hsds-profile"

word = st.text('abcxyzÄÖÜäöüß -/12йжعلب🙂"\\', min_size=1, max_size=12).filter(str.strip)
day = st.dates(date(1990, 1, 1), date(2090, 1, 1)).map(date.isoformat)


def some(choices):
    return st.lists(st.sampled_from(sorted(choices)), min_size=1, max_size=4, unique=True)


window = st.builds(
    lambda days, hours: {"days": days, "from": f"{hours[0]:02}:00", "to": f"{hours[1]:02}:30"},
    some(WEEKDAYS),
    st.lists(st.integers(0, 23), min_size=2, max_size=2, unique=True).map(sorted),
)
way = st.fixed_dictionaries(
    {}, optional={"groups": some(RESIDENCE_GROUPS), "paragraphs": st.lists(word, min_size=1, max_size=3, unique=True),
                  "course_right": st.just(True)},
).filter(bool)  # fmt: skip
BY_TYPE = {
    FieldType.DATE: day,
    FieldType.YES_NO: st.booleans(),
    FieldType.TEXTS: st.lists(word, min_size=1, max_size=4, unique=True),
    FieldType.NAMED: st.dictionaries(word, word, min_size=1, max_size=3),
    FieldType.WEEK: st.builds(lambda week, days: f"{week}+{days}", st.integers(1, 42), st.integers(0, 6)),
    FieldType.WINDOWS: st.lists(window, min_size=1, max_size=3),
    FieldType.WAYS: st.lists(way, min_size=1, max_size=3),
}


def value_of(field: Field):
    count = st.integers(0, field.most)
    if field.type == FieldType.NUMBER:
        return count
    if field.type == FieldType.MINUTES:
        return st.dictionaries(word, count, min_size=1, max_size=4)
    if field.type == FieldType.CHOICE:
        return st.sampled_from(sorted(field.choices))
    return some(field.choices) if field.type == FieldType.CHOICES else BY_TYPE[field.type]


def values_of(kind):
    """Values the kind accepts, as its form would store them; now and then none at all."""
    needed = {name: value_of(field) for name, field in kind.fields.items() if field.required}
    others = {name: value_of(field) for name, field in kind.fields.items() if not field.required}
    full = st.fixed_dictionaries(needed, optional=others).filter(lambda values: not kind.validate(values))
    return full | st.just({})


def condition(kind):
    return st.fixed_dictionaries(
        {
            "kind": st.just(kind.name),
            "values": values_of(kind),
            "strictness": st.sampled_from(["muss", "soll"]),
            "legal_basis": word | st.just(""),
            "valid_from": st.none() | st.dates(),
            "valid_to": st.none() | st.dates(),
            "rechtsstand": st.none() | st.dates(),
        }
    ).filter(lambda row: not (row["valid_from"] and row["valid_to"]) or row["valid_from"] <= row["valid_to"])


def read_back(attribute):
    entry = {"id": "1", "name": "Angebot", "status": "active", "attributes": [attribute]}
    found = hsds_json.read([jsontext.read(json.dumps(entry).encode(), "a.json")])
    assert found.warnings == []
    return dict(found.offers[0].criteria[0].values)


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_every_condition_comes_back_as_it_went(kind, data):
    row = data.draw(condition(kind))
    attribute = profile.criterion_attribute(row, "angebot")
    told = {name: value for name, value in row.items() if value not in (None, "")}
    assert read_back(attribute) == told
    validate(f"criteria.{kind.name}", attribute)


def validate(name, attribute):
    schema = describing.schema()
    jsonschema.validate(
        json.loads(attribute["value"]), {**schema, "$ref": f"#/$defs/{name}"}, jsonschema.Draft202012Validator
    )


@pytest.mark.parametrize(
    "value",
    ["", "kein JSON", "[]", '{"values":{"from":"Z9"}}', '{"fremd":1}', '{"values":{},"valid_from":"gestern"}',
     '{"values":{},"strictness":"vielleicht"}', "[" * 10_000],
)  # fmt: skip
def test_a_value_that_is_wrong_is_named_and_kept(value):
    attribute = {**profile.attribute("criteria", "german_level", 1), "value": value}
    entry = {"id": "1", "name": "Angebot", "status": "active", "attributes": [attribute]}
    found = hsds_json.read([jsontext.read(json.dumps(entry).encode(), "a.json")])
    assert found.offers[0].criteria == ()
    assert found.offers[0].more["attributes"] == [attribute]
    assert "Deutsch" in found.warnings[0].reason


def test_the_reference_says_what_the_house_publishes():
    """After a change: ``.venv/bin/python -m tests.hsds.document``."""
    for name, told in (("profile.json", describing.document()), ("schema.json", describing.schema())):
        assert json.loads((REFERENCE / name).read_text(encoding="utf-8")) == told


def test_terms_have_the_same_number_everywhere():
    assert profile.term_id("criteria", "age") == "8c71b509-9830-55e8-b919-3d7ec26f561c"
