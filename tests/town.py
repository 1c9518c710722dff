"""A small invented town for the tests: people of every role, and one file of every kind that matters."""

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from fahrwasser.accounts import actions as accounts
from fahrwasser.accounts.models import Membership, Organisation, Unit, User
from fahrwasser.cases import actions as cases
from fahrwasser.cases.models import Case
from fahrwasser.clients import actions as clients
from fahrwasser.clients.models import Client
from fahrwasser.contacts import actions as contacts
from fahrwasser.core.acting import acting_as

NOW = datetime(2026, 3, 9, 9, 10, tzinfo=ZoneInfo("Europe/Berlin"))
PASSWORD = "ein-langes-test-passwort"


@dataclass
class Town:
    """Handles for tests; people by short names, files by what they show."""

    city: Organisation
    other_city: Organisation
    provider: Organisation
    team: Unit
    other_team: Unit
    people: dict[str, User] = field(default_factory=dict)
    files: dict[str, Case] = field(default_factory=dict)

    def __getitem__(self, name: str) -> User:
        return self.people[name]


ROLES = {
    "cm1": ("team", "case_manager"),
    "cm2": ("team", "case_manager"),
    "cm3": ("team", "case_manager"),
    "other_team_cm": ("other_team", "case_manager"),
    "coordinator": ("coordination", "coordinator"),
    "head": ("head", "head"),
    "assistant": ("team", "assistant"),
    "officer": ("data_protection", "data_protection_officer"),
    "admin": ("it", "system_administrator"),
    "steering": ("head", "steering"),
    "foreigners_office": ("foreigners_office", "visitor"),
    "provider": ("midwives", "provider"),
    "other_city_cm": ("other_city_team", "case_manager"),
    "other_city_coordinator": ("other_city_team", "coordinator"),
}


def build_town() -> Town:
    """Organisations, people and files; to be called with the owner's rights."""
    city = accounts.add_organisation(name="Stadt Probe", kind=Organisation.Kind.MUNICIPALITY)
    other = accounts.add_organisation(name="Stadt Nachbar", kind=Organisation.Kind.MUNICIPALITY)
    provider = accounts.add_organisation(name="Hebammenpraxis Probe", kind=Organisation.Kind.PROVIDER)
    kind = Unit.Kind
    units = {
        "team": accounts.add_unit(controller=city, name="Team A", kind=kind.CASE_MANAGEMENT),
        "other_team": accounts.add_unit(controller=city, name="Team B", kind=kind.CASE_MANAGEMENT),
        "coordination": accounts.add_unit(controller=city, name="Koordination", kind=kind.COORDINATION),
        "head": accounts.add_unit(controller=city, name="Leitung", kind=kind.HEAD),
        "data_protection": accounts.add_unit(controller=city, name="Datenschutz", kind=kind.DATA_PROTECTION),
        "it": accounts.add_unit(controller=city, name="IT", kind=kind.IT),
        "foreigners_office": accounts.add_unit(controller=city, name="ABH", kind=kind.FOREIGNERS_OFFICE),
        "midwives": accounts.add_unit(controller=provider, name="Praxis", kind=kind.PROVIDER),
        "other_city_team": accounts.add_unit(controller=other, name="Team N", kind=kind.CASE_MANAGEMENT),
    }
    town = Town(city, other, provider, units["team"], units["other_team"])
    for name, (unit, role) in ROLES.items():
        town.people[name] = _person(name, units[unit], role)
    _join(town["foreigners_office"], units["head"], "head")
    _build_files(town)
    return town


def _person(name: str, unit: Unit, role: str) -> User:
    user = User.objects.create_user(email=f"{name}@probe.example", name=name.title(), password=PASSWORD)
    _join(user, unit, role)
    return user


def _join(user: User, unit: Unit, role: str) -> None:
    """Since long ago. The foreigners' office has a second post, with rights: they must not help."""
    Membership.objects.create(user=user, unit=unit, role=role, valid_from=datetime(2019, 3, 1, tzinfo=NOW.tzinfo))


def _build_files(town: Town) -> None:
    for name, level, second in (("normal", 0, None), ("sensitive", 1, None), ("protected", 2, "cm2")):
        town.files[name] = _file(town, town["cm1"], level, second, name)
    town.files["other_team"] = _file(town, town["other_team_cm"], 0, None, "other_team")
    town.files["other_city"] = _file(town, town["other_city_cm"], 0, None, "other_city")


def _file(town: Town, lead: User, level: int, second: str | None, name: str) -> Case:
    with acting_as(lead.pk):
        case = cases.open_file(by=lead, now=NOW, lead=lead, second=town.people[second] if second else None, level=level)
        clients.add_person(
            case=case, by=lead, now=NOW, first_name="Probe", last_name=name.title(), role=Client.Role.CLIENT
        )
        clients.set_channel(case=case, by=lead, now=NOW, how="Anruf", phone="0221 4710 100")
        contacts.record(by=lead, now=NOW, case=case, type="BUERO", at=NOW, facts=f"Notiz {name}", minutes=30)
    return case
