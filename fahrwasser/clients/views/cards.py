"""What a person's page shows."""

from datetime import date
from typing import Any

from fahrwasser.accounts.models import User
from fahrwasser.cases.models import Case
from fahrwasser.catalogue import read
from fahrwasser.catalogue.town import place_names
from fahrwasser.clients import queries
from fahrwasser.clients.models import Client


def card(person: Client, case: Case, user: User, today: date) -> dict[str, Any]:
    """Everything known of one person, for the template."""
    residences = list(queries.residences_of(person, user))
    pairs = queries.pairs_of(person, user)
    others = [one for one in queries.people_of(case, user) if one.pk != person.pk]
    return {
        "case": case,
        "person": person,
        "today": today,
        "age": person.age_words(today),
        "languages": spoken(person.languages),
        "written_language": spoken(person.written_language),
        "district": place(person.district),
        "lives_here": person.lives_here(today),
        "stays": sorted(person.stays.all(), key=lambda stay: stay.joined_on or date.min),
        "residences": [{"row": row, "group": queries.groups().get(row.group, row.group)} for row in residences],
        "current_residence": next((row for row in residences if row.covers(today)), None),
        "ties": queries.ties_of(person, user),
        "representatives": [_authority(row, today) for row in queries.representatives_of(person, user)],
        "pairs": [(pair, pair.second if pair.first_id == person.pk else pair.first) for pair in pairs],
        "others": [one for one in others if not one.is_third_party],
        "other_files": queries.other_files_of(person, user),
        "merged": list(person.absorbed.all()),
    }


def spoken(codes: str) -> str:
    """Languages in words for codes separated by commas."""
    return ", ".join(label("languages", code) for code in codes.split(",") if code)


def place(code: str) -> str:
    return place_names().get(code, code)


def label(catalogue: str, code: str) -> str:
    return next((str(entry["label"]) for entry in read(catalogue)[catalogue] if entry["code"] == code), code)


def _authority(row: Any, today: date) -> dict[str, Any]:
    labels = dict(type(row).Scope.choices)
    return {"row": row, "scope": [labels.get(code, code) for code in row.scope], "acts": row.acts(today)}
