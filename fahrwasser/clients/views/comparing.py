"""Two rows side by side, as the page of a pair shows them."""

from collections.abc import Callable
from datetime import date
from typing import Any

from fahrwasser.accounts.models import User
from fahrwasser.clients import actions, queries
from fahrwasser.clients.models import Client, DuplicatePair
from fahrwasser.clients.views.cards import place, spoken
from fahrwasser.core.comparing import Compared

FIELDS = actions.CHOOSABLE
SHOWN: dict[str, Callable[[Client], str]] = {
    "birth": lambda person: person.birth.words(),
    "gender": lambda person: str(person.get_gender_display()) if person.gender else "",
    "role": lambda person: str(person.get_role_display()),
    "languages": lambda person: spoken(person.languages),
    "literacy": lambda person: str(person.get_literacy_display()) if person.literacy else "",
    "written_language": lambda person: spoken(person.written_language),
    "district": lambda person: place(person.district),
}


def _lines(pair: DuplicatePair) -> list[Compared]:
    lines = [
        Compared(field, _title(field), *(_shown(field, one) for one in (pair.first, pair.second))) for field in FIELDS
    ]
    return [line for line in lines if line.first or line.second]


def _title(field: str) -> str:
    column: Any = Client._meta.get_field("birth_date" if field == "birth" else field)
    return str(column.verbose_name)


def _shown(field: str, person: Client) -> str:
    return SHOWN[field](person) if field in SHOWN else str(getattr(person, field))


def _around(person: Client, user: User, today: date) -> dict[str, Any]:
    residence = queries.residence_on(person, today)
    return {
        "person": person,
        "age": person.age_words(today),
        "residence": queries.groups().get(residence.group, residence.group) if residence else "",
        "ties": [f"{tie.words} {tie.other.name}" for tie in queries.ties_of(person, user)],
    }


def compared(pair: DuplicatePair, user: User, today: date) -> dict[str, Any]:
    """The context of the page: both rows, what differs, why they were put together, and what can be done."""
    return {
        "pair": pair,
        "reasons": queries.reason_words(pair.reasons),
        "lines": _lines(pair),
        "first": _around(pair.first, user, today),
        "second": _around(pair.second, user, today),
        "merge": pair.merges.filter(undone_at=None).first(),
        "merges": list(pair.merges.select_related("by", "undone_by").order_by("-at")),
    }
