"""A kind of criterion is one file: nobody else knows its name, and a new one works without any other change."""

import ast
import sys
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from fahrwasser import catalogue
from fahrwasser.hsds import describing
from fahrwasser.matching.rules import evaluate_offer
from fahrwasser.offers.conditions import ConditionForm
from fahrwasser.offers.criteria import KINDS, Fact, Facts, Outcome, Row, kind, kinds, speaking
from fahrwasser.offers.hsds import profile
from tests.matching.demo_offers import offer_facts, offers
from tests.matching.random_town import people, values_of
from tests.matching.test_bulk import by_hand, compared

ON = date(2026, 3, 9)
HOUSE = Path(__file__).parents[2] / "fahrwasser"
NOT_READ = ("offers/criteria/", "demo/", "migrations/", "matching/bench.py")
"""The kinds themselves; invented data; what the database was built with; the invented offers of the benchmark."""
ALLOWED = {
    ("matching/rules.py", "safety"): "the place and the offer itself always count: the engine makes this row",
    ("matching/rules.py", "wish"): "the kind of the offer always counts: the engine makes this row",
    ("matching/rules.py", "capacity"): "what was said last about places: the engine makes this row",
    ("matching/directory.py", "availability"): "the first and last day of the offer: the engine makes this row",
    ("matching/lines.py", "capacity"): "the page shows the sentence about free places beside the reasons",
    ("offers/quality.py", "childcare"): "a question of quality asks for that very condition",
    ("offers/quality.py", "step_free"): "a question of quality asks for that very condition",
    ("offers/quality.py", "cost"): "a question of quality asks for that very condition",
    ("upkeep/queries.py", "childcare"): "the same question of quality, asked of the database",
    ("upkeep/queries.py", "step_free"): "the same question of quality, asked of the database",
    ("upkeep/queries.py", "cost"): "the same question of quality, asked of the database",
    ("offers/hsds/profile.py", "age"): "HSDS has two fields of its own for exactly this condition",
    ("hsds/entries.py", "age"): "HSDS has two fields of its own for exactly this condition",
    ("harvest/hsds_entries.py", "age"): "HSDS has two fields of its own for exactly this condition",
}
READERS = {"upkeep/reading.py": "reads texts, and proposes values of these very kinds"}
ABOUT_A_KIND = ("kind", "KINDS", "Row", "criteria", "conditions", "_has", "Rule")
"""Only where a line is about kinds is their name a kind's name: ``district`` is also a column of an offer."""


def literals(path):
    """Every text of the module that is the name of a kind, with the line of code around it."""
    source = path.read_text(encoding="utf-8")
    lines = source.splitlines()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in KINDS:
            line = lines[node.lineno - 1]
            if any(word in line for word in ABOUT_A_KIND):
                yield node.value, line.strip()


def test_nobody_else_knows_the_name_of_a_kind():
    found: dict[tuple[str, str], str] = {}
    for path in sorted((HOUSE).rglob("*.py")):
        name = path.relative_to(HOUSE).as_posix()
        if "offers.criteria" not in path.read_text(encoding="utf-8") and not name.startswith("offers/"):
            continue
        if name not in READERS and not any(part in name for part in NOT_READ):
            found |= {(name, one): line for one, line in literals(path)}
    assert {where: line for where, line in found.items() if where not in ALLOWED} == {}


def test_every_file_is_one_kind_of_that_name():
    names = {path.stem for path in Path(kinds.__file__).parent.glob("*.py")} - {"__init__"}
    assert names == KINDS.keys()
    assert all(type(one).__module__ == f"{kinds.__name__}.{name}" for name, one in KINDS.items())
    assert len({one.order for one in KINDS.values()}) == len(KINDS)


def test_every_kind_has_exactly_one_code_of_the_catalogue():
    known = {row["code"] for row in catalogue.read("reason_codes")["unsuitable"]}
    assert {one.reason_code for one in KINDS.values()} <= known


@pytest.mark.parametrize("name", KINDS)
def test_labels_and_fields_have_both_languages(name):
    def told():
        one = KINDS[name]
        return [one.label, one.sentence({}), *(field.label for field in one.fields.values())]

    german = told()
    with speaking("en-GB"):
        assert all(one and one != other for one, other in zip(told(), german, strict=True))


@pytest.mark.parametrize("name", KINDS)
@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_every_sentence_has_both_languages(name, data):
    one, values, facts = KINDS[name], data.draw(values_of(KINDS[name])), data.draw(people)
    result = one.evaluate(values, facts, ON)
    german, told = one.sentence(values), result.sentence
    with speaking("en"):
        english, other = one.sentence(values), one.evaluate(values, facts, ON)
        assert result.sentence == other.sentence != told
    assert german != english
    assert result.sentence == told
    assert (result.outcome, result.fact_name, result.available_from) == (
        other.outcome, other.fact_name, other.available_from,
    )  # fmt: skip
    assert not {"und", "oder", "nicht", "ab", "bis", "Jahre", "Jahren", "unbekannt:", "Kinder"} & set(english.split())


NEW_KIND = '''
from fahrwasser.offers.criteria.base import Kind, register
from fahrwasser.offers.criteria.fields import Field, FieldType
from fahrwasser.offers.criteria.wording import Both, said


@register
class EuroKind(Kind):
    """At most so much money of one's own."""

    name = "own_money"
    order = 999
    label = Both("Eigenes Geld", "Own money")
    reason_code = "UR-11"
    reads = ("budget",)
    fields = {"most": Field(Both("Höchstens Euro", "At most euros"), FieldType.NUMBER, required=True, most=500)}

    def demand(self, values):
        return said(f"Höchstens {values['most']} Euro", f"At most {values['most']} euros")

    def compare(self, values, facts, on):
        if facts.budget is None:
            return self.unknown(lambda: self.demand(values), "budget")
        return self.decide(
            facts.budget.value <= values["most"],
            lambda: self.demand(values),
            lambda: facts.budget.cited(said(f"{facts.budget.value} Euro", f"{facts.budget.value} euros")),
            "budget",
        )
'''


@pytest.fixture
def new_kind(tmp_path, monkeypatch):
    """A kind whose file lies in one more folder of the package, and nothing else."""
    (tmp_path / "own_money.py").write_text(NEW_KIND, encoding="utf-8")
    monkeypatch.setattr(kinds, "__path__", [*kinds.__path__, str(tmp_path)])
    kinds.discover()
    profile.terms.cache_clear()
    yield kind("own_money")
    del KINDS["own_money"], sys.modules[f"{kinds.__name__}.own_money"]
    profile.terms.cache_clear()


def person(euros):
    return Facts(budget=None if euros is None else Fact(euros, "Akte", ON))


def test_a_new_kind_is_compared_by_both_engines_and_spoken(new_kind):
    told = [new_kind.evaluate({"most": 20}, person(euros), ON).outcome for euros in (20, 21, None)]
    assert told == [Outcome.MET, Outcome.FAILED, Outcome.UNKNOWN]
    offer, row = offer_facts(next(iter(offers()))), Row("own_money", {"most": 20})
    found = compared([(offer, [row])], [person(euros) for euros in (20, 21, None)])
    for place, euros in enumerate((20, 21, None)):
        assert found[place, 0] == by_hand(offer, [row], person(euros))
    sentence = evaluate_offer(offer, [row], person(21), ON).failed[0].result.sentence
    assert sentence == "Höchstens 20 Euro; 21 Euro (Akte, 09.03.2026)."
    with speaking("en"):
        assert new_kind.evaluate({"most": 20}, person(21), ON).sentence == (
            "At most 20 euros; 21 euros (case file, 9 March 2026)."
        )


def test_a_new_kind_has_a_form(new_kind):
    data = QueryDict(mutable=True)
    data.update({"value_most": "20", "strictness": "muss"})
    form = ConditionForm(data, kind=new_kind)
    assert form.is_valid(), form.errors
    assert (form.cleaned_data["values"], form.sentence) == ({"most": 20}, "Höchstens 20 Euro.")
    data["value_most"] = "501"
    assert not ConditionForm(data, kind=new_kind).is_valid()


def test_a_new_kind_goes_out_and_comes_back(new_kind):
    row = {"kind": "own_money", "values": {"most": 20}, "strictness": "muss"}
    attribute = profile.criterion_attribute(row, "angebot")
    schema = {**describing.schema(), "$ref": "#/$defs/criteria.own_money"}
    jsonschema.validate({"values": {"most": 20}, "strictness": "muss"}, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"values": {"most": 501}, "strictness": "muss"}, schema)
    assert [told for _, told in profile.read([attribute]).criteria] == [row]


STORED: list[Any] = [None, 7, "x", [1], {"a": None}, {1: 2}, {"": {}}, {"from": "x"}, {"who": [], "from": 10**30}]


@pytest.mark.parametrize("name", [*KINDS, "horoskop"])
@settings(max_examples=8, deadline=None)
@given(facts=people, data=st.data())
def test_nothing_that_was_stored_breaks_the_engine(name, facts, data):
    one = kind(name)
    inner = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda some: st.lists(some, max_size=2) | st.dictionaries(st.text(max_size=4), some, max_size=2), max_leaves=4,
    )  # fmt: skip
    own = st.dictionaries(st.sampled_from([*one.fields, "x"]), inner, max_size=3)
    values = data.draw(st.sampled_from(STORED) | own)
    result = one.evaluate(values, facts, ON)
    if values and one.validate(values):
        assert result.outcome is Outcome.SILENT
        assert "nicht lesbar" in result.sentence
    assert one.sentence(values)
    assert one.seen(facts, ON, one.aspect(values)) is not NotImplemented
    assert one.hours(values) is not None
    assert one.minutes_from(values, "zons") in (None, *range(601))
