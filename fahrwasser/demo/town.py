"""The invented municipality of the demo. Every person, provider and offer in it is fictional."""

from dataclasses import dataclass

from django.db import transaction

from fahrwasser.accounts import actions as accounts
from fahrwasser.accounts.models import Organisation, Unit, User

PASSWORD = "fahrwasser-demo-2026"  # noqa: S105  printed at every start of the demo
DOMAIN = "demo.example"


@dataclass(frozen=True)
class Person:
    """A demo account. ``languages`` are the ones the acceptance cases give the six case managers."""

    mailbox: str
    name: str
    unit: str
    role: str
    languages: str = ""
    phone: str = ""

    @property
    def email(self) -> str:
        return f"{self.mailbox}@{DOMAIN}"


UNITS = {
    "team": ("city", "Case Management Integration", Unit.Kind.CASE_MANAGEMENT),
    "coordination": ("city", "Koordination Integration", Unit.Kind.COORDINATION),
    "head": ("city", "Fachbereichsleitung Integration", Unit.Kind.HEAD),
    "data_protection": ("city", "Datenschutz", Unit.Kind.DATA_PROTECTION),
    "it": ("city", "IT-Betrieb", Unit.Kind.IT),
    "foreigners_office": ("city", "Ausländerbehörde", Unit.Kind.FOREIGNERS_OFFICE),
    "midwives": ("midwives", "Hebammenpraxis Nord (Demo)", Unit.Kind.PROVIDER),
    "school": ("school", "Sprachschule am Rhein (Demo)", Unit.Kind.PROVIDER),
}
ORGANISATIONS = {
    "city": ("Stadt Dormagen (Demo)", Organisation.Kind.MUNICIPALITY),
    "midwives": ("Hebammenpraxis Nord (Demo)", Organisation.Kind.PROVIDER),
    "school": ("Sprachschule am Rhein (Demo)", Organisation.Kind.PROVIDER),
}
PEOPLE = (
    Person("cm1", "Farid Nazari (Demo)", "team", "case_manager", "de,fa", "0221 4710 121"),
    Person("cm2", "Nour Haddad (Demo)", "team", "case_manager", "de,ar", "0221 4710 122"),
    Person("cm3", "Jean Kouassi (Demo)", "team", "case_manager", "de,en,fr", "0221 4710 123"),
    Person("cm4", "Karim Saleh (Demo)", "team", "case_manager", "de,ar", "0221 4710 124"),
    Person("cm5", "Almaz Berger (Demo)", "team", "case_manager", "de,ti", "0221 4710 125"),
    Person("cm6", "Olena Winter (Demo)", "team", "case_manager", "de,ru,uk", "0221 4710 126"),
    Person("koordination", "Ruth Lindner (Demo)", "coordination", "coordinator"),
    Person("leitung", "Bernd Falk (Demo)", "head", "head"),
    Person("assistenz", "Petra Sommer (Demo)", "team", "assistant"),
    Person("lenkungsgruppe", "Hanna Vogt (Demo)", "head", "steering"),
    Person("datenschutz", "Ines Krämer (Demo)", "data_protection", "data_protection_officer"),
    Person("it", "Timo Reuter (Demo)", "it", "system_administrator"),
    Person("abh", "Sven Ohle (Demo)", "foreigners_office", "visitor"),
    Person("hebamme", "Hebammenpraxis Nord (Demo)", "midwives", "provider"),
    Person("sprachschule", "Sprachschule am Rhein (Demo)", "school", "provider"),
)


def logins() -> list[tuple[str, str]]:
    """E-mail address and role of every demo account, for the start-up text."""
    return [(person.email, f"{person.name}, {person.role}") for person in PEOPLE]


@transaction.atomic
def load() -> None:
    """Fill an empty database with the demo town; a filled one stays as it is."""
    if User.objects.exists():
        return
    units = _load_organisations()
    for person in PEOPLE:
        accounts.add_user(
            email=person.email, name=person.name, password=PASSWORD, unit=units[person.unit], role=person.role,
            languages=person.languages, phone=person.phone,
        )  # fmt: skip


def _load_organisations() -> dict[str, Unit]:
    bodies = {key: accounts.add_organisation(name=name, kind=kind) for key, (name, kind) in ORGANISATIONS.items()}
    return {
        key: accounts.add_unit(controller=bodies[body], name=name, kind=kind)
        for key, (body, name, kind) in UNITS.items()
    }
