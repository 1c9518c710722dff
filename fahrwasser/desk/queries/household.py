"""The people of a file in words: age, languages, who lives together."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fahrwasser import catalogue
from fahrwasser.catalogue.town import place_names
from fahrwasser.clients.models import Client


@dataclass(frozen=True)
class Member:
    """One person of the file, and what is said about them in a line."""

    person: Client
    name: str
    words: str
    has_left: bool


@cache
def languages() -> dict[str, str]:
    """Languages by code ("ti"), in German."""
    return {entry["code"]: entry["label"] for entry in catalogue.read("languages")["languages"]}


@cache
def districts() -> dict[str, str]:
    """Places by code ("horrem"), in German."""
    return place_names()


def spoken(codes: str) -> str:
    """Languages in words for codes separated by commas."""
    return ", ".join(languages().get(code.strip(), code.strip()) for code in codes.split(",") if code.strip())


def full_name(person: Client) -> str:
    return person.name


def members(people: list[Client], today: date) -> list[Member]:
    return [Member(one, full_name(one), _words(one, today), _has_left(one, today)) for one in people]


def _has_left(person: Client, today: date) -> bool:
    return person.left_on(today) is not None


def _words(person: Client, today: date) -> str:
    parts = [] if person.role == Client.Role.CLIENT else [str(person.get_role_display())]
    parts.append(_age(person, today))
    if left_on := person.left_on(today):
        parts.append(_("im Haushalt bis %(day)s") % {"day": date_format(left_on, "d.m.Y")})
    return ", ".join(part for part in parts if part)


def _age(person: Client, today: date) -> str:
    if person.role == Client.Role.UNBORN:
        born = person.birth_date
        return _("errechnet für %(day)s") % {"day": date_format(born, "d.m.Y")} if born else ""
    return person.age_words(today)


def head_line(people: list[Client], today: date) -> str:
    """Age, languages, with whom and where, as one line."""
    if not people:
        return ""
    person = people[0]
    parts = [_age(person, today), spoken(person.languages), _with_whom(people, today)]
    if person.district:
        parts.append(districts().get(person.district, person.district))
    return " · ".join(part for part in parts if part)


def _with_whom(people: list[Client], today: date) -> str:
    here = [one for one in people[1:] if not _has_left(one, today)]
    children = [one for one in here if one.role == Client.Role.CHILD]
    parts = []
    if any(one.role == Client.Role.PARTNER for one in here):
        parts.append(_("mit Partnerin oder Partner"))
    if children:
        years = sorted(years for one in children if (years := one.age(today)) is not None)
        count = ngettext("%(count)s Kind", "%(count)s Kinder", len(children)) % {"count": len(children)}
        parts.append(f"{count} ({', '.join(map(str, years))})" if years else count)
    if any(one.role == Client.Role.UNBORN for one in here):
        parts.append(_("erwartet ein Kind"))
    return ", ".join(parts)
