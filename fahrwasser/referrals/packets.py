"""The packet: what a recipient gets to see, drawn from the file, minimised, in the order of the catalogue."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _

from fahrwasser.accounts.models import User
from fahrwasser.assessment import queries as assessment
from fahrwasser.assessment.facts import to_facts
from fahrwasser.assessment.models import Need
from fahrwasser.assessment.rules import need_label
from fahrwasser.cases.models import Case
from fahrwasser.clients import queries as clients
from fahrwasser.clients.models import Client, ProtectedChannel, SafeChannel
from fahrwasser.clients.rules import age
from fahrwasser.offers.criteria import Facts
from fahrwasser.offers.criteria.vocabulary import BENEFIT_SYSTEMS, LEVELS, RESIDENCE_GROUPS, language_name
from fahrwasser.referrals import disclosure
from fahrwasser.referrals.disclosure import Template

AGE_BAND = 10  # years
ENOUGH_GERMAN = LEVELS.index("B1")


class Entry(NamedTuple):
    """One line of a packet; an empty value is missing in the file, and is not sent."""

    code: str
    label: str
    value: str


@dataclass(frozen=True)
class _File:
    """What of the file may become part of a packet."""

    day: date
    client: Client
    people: list[Client]
    channel: SafeChannel | ProtectedChannel | None
    facts: Facts
    need: Need | None

    @property
    def children(self) -> list[Client]:
        return [person for person in self.people if person.role == Client.Role.CHILD]


def build_packet(
    *, case: Case, recipient_type: str, chosen: Collection[str], user: User, day: date, need: Need | None = None
) -> list[Entry]:
    """The lines of the chosen categories for one kind of recipient, missing ones included.

    ``chosen`` beyond what the template allows at the case's level is left out; refusing it is the sender's rule.
    """
    template = disclosure.template_for(recipient_type, case.level)
    file = _open(case, user, day, need)
    return [] if file is None else [_entry(file, code, template) for code in template.allowed if code in chosen]


def offered(*, case: Case, recipient_type: str, user: User, day: date, need: Need) -> list[Entry]:
    """Everything that may be ticked for this recipient, in the order of the template."""
    allowed = disclosure.template_for(recipient_type, case.level).allowed
    return build_packet(case=case, recipient_type=recipient_type, chosen=allowed, user=user, day=day, need=need)


def _open(case: Case, user: User, day: date, need: Need | None) -> _File | None:
    people = clients.people_of(case, user)
    if not people:
        return None
    known = to_facts(assessment.newest_facts(case, user))
    return _File(day, people[0], people[1:], clients.channel_of(case, user), known, need)


def _entry(file: _File, code: str, template: Template) -> Entry:
    label = disclosure.categories()[code].label
    if code == "concern" and file.need and disclosure.hides_concern(file.need.code, template):
        return Entry(code, label, "")
    source = SOURCES.get(code)
    return Entry(code, label, source(file) if source else "")


def _languages(file: _File) -> list[str]:
    if file.facts.languages:
        return sorted(file.facts.languages.value)
    return [code.strip() for code in file.client.languages.split(",") if code.strip()]


def _language_names(file: _File) -> str:
    return ", ".join(language_name(code) for code in sorted(_languages(file), key=lambda code: code == "de"))


def _interpreter_need(file: _File) -> str:
    german = file.facts.german
    spoken = _languages(file)
    if german is None and not spoken:
        return ""
    enough = LEVELS.index(german.value.level) >= ENOUGH_GERMAN if german else "de" in spoken
    return _("nicht nötig") if enough else _("nötig")


def _birth_date(file: _File) -> str:
    return file.client.birth.words()


def _age_band(file: _File) -> str:
    years = file.client.age(file.day)
    if years is None:
        return ""
    start = years // AGE_BAND * AGE_BAND
    return _("%(start)s bis %(end)s Jahre") % {"start": start, "end": start + AGE_BAND - 1}


def _due_date(file: _File) -> str:
    due = file.facts.due_date
    return f"{due.value:%d.%m.%Y}" if due and due.value else ""


def _ages_of_children(file: _File) -> list[int | None]:
    if file.facts.children:
        return [age(born, file.day) for born in file.facts.children.value]
    return [child.age(file.day) for child in file.children]


def _children(file: _File) -> str:
    ages = _ages_of_children(file)
    if not ages:
        return ""
    words = [_("Alter unbekannt") if years is None else _("%(years)s Jahre") % {"years": years} for years in ages]
    count = _("ein Kind") if len(ages) == 1 else _("%(count)s Kinder") % {"count": len(ages)}
    return f"{count} ({', '.join(words)})"


def _household_size(file: _File) -> str:
    return str(1 + sum(person.lives_here(file.day) for person in file.people))


def _language_level(file: _File) -> str:
    german = file.facts.german
    if german is None:
        return ""
    proof = _("mit Nachweis") if german.value.certified else _("eigene Angabe")
    return f"Deutsch {german.value.level} ({proof})"


def _residence_title(file: _File) -> str:
    residence = file.facts.residence
    if residence is None:
        return ""
    words = RESIDENCE_GROUPS.get(residence.value.group, residence.value.group)
    return f"{words}, {residence.value.paragraph}" if residence.value.paragraph else words


def _yes_no(value: bool | None) -> str:
    return "" if value is None else _("ja") if value else _("nein")


def _step_free(file: _File) -> str:
    return _yes_no(file.facts.step_free_needed.value if file.facts.step_free_needed else None)


def _childcare(file: _File) -> str:
    arranged = file.facts.childcare_arranged
    return "" if arranged is None else _("Betreuung gesichert") if arranged.value else _("Betreuung nötig")


def _benefit_system(file: _File) -> str:
    system = file.facts.benefit_system
    return BENEFIT_SYSTEMS.get(system.value, system.value) if system else ""


def _of_channel(name: str) -> Callable[[_File], str]:
    return lambda file: str(getattr(file.channel, name)) if file.channel else ""


SOURCES: Mapping[str, Callable[[_File], str]] = {
    "first_name": lambda file: file.client.first_name,
    "last_name": lambda file: file.client.last_name,
    "birth_date": _birth_date,
    "age_band": _age_band,
    "gender": lambda file: str(file.client.get_gender_display()) if file.client.gender else "",
    "languages": _language_names,
    "interpreter_need": _interpreter_need,
    "safe_phone": _of_channel("phone"),
    "safe_times": _of_channel("when"),
    "address": _of_channel("address"),
    "residence_title": _residence_title,
    "due_date": _due_date,
    "household_size": _household_size,
    "children_count_and_age": _children,
    "children_names": lambda file: ", ".join(child.first_name for child in file.children),
    "concern": lambda file: need_label(file.need.code) if file.need else "",
    "language_level": _language_level,
    "childcare_need": _childcare,
    "step_free_need": _step_free,
    "benefit_system": _benefit_system,
}
"""Where each category comes from. Categories without a source have no structured field yet: they are missing."""
