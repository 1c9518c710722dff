"""Finds what groups or sorts by an employee: in statements as they were executed, in functions, and in the source."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.apps import apps

from fahrwasser.accounts.models import Membership, User

PEOPLE_TABLE = User._meta.db_table
LISTS_OF_PEOPLE = {PEOPLE_TABLE, Membership._meta.db_table}
NEXT_CLAUSE = re.compile(
    r"\b(?:HAVING|ORDER BY|LIMIT|OFFSET|FOR (?:NO KEY )?(?:UPDATE|SHARE)|RETURNING|ON CONFLICT)\b|;"
)
COLUMN = re.compile(r'(?:"?(\w+)"?\.)?"?(\w+)"?')
AGGREGATE = re.compile(r"\b(?:count|sum|avg|min|max|array_agg|string_agg|bool_or|percentile_cont)\s*\(", re.IGNORECASE)


@cache
def employee_fields() -> frozenset[str]:
    """Names of the fields that lead to a colleague, on any model of the house."""
    ours = [model for model in apps.get_models() if model.__module__.startswith("fahrwasser.")]
    return frozenset(field.name for model in ours for field in model._meta.local_fields if field.related_model is User)


@cache
def employee_columns() -> frozenset[str]:
    return frozenset(f"{name}_id" for name in employee_fields())


# ---- statements


def _closing(sql: str, opened: int) -> int:
    """The place of the bracket that closes the one at ``opened``."""
    depth = 0
    for place in range(opened, len(sql)):
        depth += {"(": 1, ")": -1}.get(sql[place], 0)
        if depth == 0:
            return place
    return len(sql)


def flat(sql: str) -> Iterator[str]:
    """The statement and each one inside it, every inner one replaced by a mark."""
    inner = re.search(r"\(\s*(?:SELECT|WITH)\b", sql, re.IGNORECASE)
    while inner:
        end = _closing(sql, inner.start())
        yield from flat(sql[inner.start() + 1 : end])
        sql = f"{sql[: inner.start()]}(?){sql[end + 1 :]}"
        inner = re.search(r"\(\s*(?:SELECT|WITH)\b", sql, re.IGNORECASE)
    yield from re.split(r"\bUNION(?: ALL)?\b", sql, flags=re.IGNORECASE)


def _aliases(sql: str) -> set[str]:
    """Under which names the table of people stands in a statement."""
    named = re.findall(rf'"?{PEOPLE_TABLE}"?\s+(?:AS\s+)?"?(\w+)"?', sql)
    return {PEOPLE_TABLE, *named} - {"ON", "WHERE", "ORDER", "INNER", "LEFT", "JOIN", "GROUP", "LIMIT", "CROSS"}


def _selected(sql: str) -> list[str]:
    """What a statement selects, column by column."""
    found = re.search(r"\bSELECT\s+(?:DISTINCT\s+)?(.*?)\sFROM\s", sql, re.IGNORECASE | re.DOTALL)
    return _split(found[1]) if found else []


def _split(text: str) -> list[str]:
    """At the commas that stand in no bracket."""
    parts, depth = [""], 0
    for sign in text:
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if sign == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += sign
    return [part.strip() for part in parts]


def _clauses(sql: str, words: str) -> Iterator[list[str]]:
    """The terms behind each such clause; one inside a bracket ends with the bracket."""
    for found in re.finditer(rf"\b{words}\b", sql, re.IGNORECASE):
        rest = sql[found.end() :]
        end = _closing(f"({rest}", 0) - 1
        stop = NEXT_CLAUSE.search(rest[:end])
        yield [_resolved(term, sql) for term in _split(rest[: stop.start() if stop else end])]


def _resolved(term: str, sql: str) -> str:
    """A term by its place or by its other name becomes what it stands for."""
    selected = _selected(sql)
    bare = re.sub(r"\s+(ASC|DESC|NULLS (FIRST|LAST))\b", "", term, flags=re.IGNORECASE).strip()
    if bare.isdigit() and int(bare) <= len(selected):
        return selected[int(bare) - 1]
    other = re.fullmatch(r'"?(\w+)"?', bare)
    if other:
        return next((one for one in selected if re.search(rf'\bAS "?{other[1]}"?$', one)), bare)
    return bare


def _names_employee(term: str, aliases: set[str]) -> bool:
    return any(
        column in employee_columns() or (table in aliases and column != "")
        for table, column in COLUMN.findall(term)
        if column not in aliases
    )


def _of_a_row(terms: list[str], aliases: set[str]) -> bool:
    """Whether each group is one row of another table, so that nobody's rows are put together."""
    columns = [column for term in terms for column in COLUMN.findall(term)]
    return any(column == "id" and table not in aliases for table, column in columns)


def _is_list_of_people(sql: str) -> bool:
    """An alphabetical list of colleagues, to choose from: nothing is counted or added to it."""
    first = re.search(r'\bFROM\s+"?(\w+)"?', sql, re.IGNORECASE)
    return bool(first and first[1] in LISTS_OF_PEOPLE and not AGGREGATE.search(" ".join(_selected(sql))))


def offences(sql: str) -> list[str]:
    """What a statement groups or sorts by an employee, in its own words."""
    found = []
    for one in flat(sql):
        aliases = _aliases(one)
        for words in ("GROUP BY", "PARTITION BY"):
            groups = [terms for terms in _clauses(one, words) if not _of_a_row(terms, aliases)]
            found += [f"{words} {term}" for terms in groups for term in terms if _names_employee(term, aliases)]
        if not _is_list_of_people(one):
            orders = [term for terms in _clauses(one, "ORDER BY") for term in terms]
            found += [f"ORDER BY {term}" for term in orders if _names_employee(term, aliases)]
    return found


# ---- source


def _is_employee(path: str) -> bool:
    return any(part.removesuffix("_id") in employee_fields() for part in path.lstrip("-").split("__"))


def _said(call: ast.Call) -> list[str]:
    """The names of fields among the arguments of a call, also inside F(…) and .desc()."""
    texts = [node.value for arg in call.args for node in ast.walk(arg) if isinstance(node, ast.Constant)]
    return [text for text in texts if isinstance(text, str) and _is_employee(text)]


def _chain(call: ast.Call) -> Iterator[ast.Call]:
    """The calls before this one in its chain."""
    below: ast.expr = call.func
    while isinstance(below, ast.Attribute | ast.Call):
        if isinstance(below, ast.Call):
            yield below
            below = below.func
        else:
            below = below.value


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _key(call: ast.Call) -> list[str]:
    """Fields of a colleague that a sorting in Python looks at."""
    keys = [word.value for word in call.keywords if word.arg == "key"] + call.args[1:2]
    return [
        node.attr
        for key in keys
        for node in ast.walk(key)
        if isinstance(node, ast.Attribute) and _is_employee(node.attr)
    ]


def in_source(text: str) -> list[str]:
    """What a module groups or sorts by an employee."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call):
            continue
        name = _called(node)
        if name in ("order_by", "distinct"):
            found += [f"{name} {one}" for one in _said(node)]
        if name in ("annotate", "Window"):
            grouped = [call for call in _chain(node) if _called(call) in ("values", "values_list")]
            found += [f"values {one}" for call in grouped for one in _said(call)]
        if name in ("sorted", "sort", "groupby"):
            found += [f"{name} {one}" for one in _key(node)]
    return found


def modules(root: Path) -> Iterator[tuple[str, str]]:
    for file in root.rglob("*.py"):
        if "migrations" not in file.parts:
            yield str(file.relative_to(root)), file.read_text()
