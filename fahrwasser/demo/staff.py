"""The invented staff of the demo: bodies, units and accounts. Every person, provider and offer is fictional."""

from dataclasses import dataclass
from datetime import datetime

from fahrwasser.accounts import actions as accounts
from fahrwasser.accounts.models import Organisation, Unit, User

PASSWORD = "fahrwasser-demo-2026"  # noqa: S105  printed at every start of the demo
DOMAIN = "demo.example"


@dataclass(frozen=True)
class Account:
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
    "midwives": ("midwives", "Hebammenpraxis Wiegenlied (Demo)", Unit.Kind.PROVIDER),
    "school": ("school", "Bildungswerk Leuchtfeuer (Demo)", Unit.Kind.PROVIDER),
}
ORGANISATIONS = {
    "city": ("Stadt Dormagen (Demo)", Organisation.Kind.MUNICIPALITY),
    "midwives": ("Hebammenpraxis Wiegenlied (erfunden)", Organisation.Kind.PROVIDER),
    "school": ("Bildungswerk Leuchtfeuer e. V. (erfunden)", Organisation.Kind.PROVIDER),
}
PEOPLE = (
    Account("cm1", "Farid Nazari (Demo)", "team", "case_manager", "de,fa", "0221 4710 121"),
    Account("cm2", "Nour Haddad (Demo)", "team", "case_manager", "de,ar", "0221 4710 122"),
    Account("cm3", "Jean Kouassi (Demo)", "team", "case_manager", "de,en,fr", "0221 4710 123"),
    Account("cm4", "Karim Saleh (Demo)", "team", "case_manager", "de,ar", "0221 4710 124"),
    Account("cm5", "Almaz Berger (Demo)", "team", "case_manager", "de,ti", "0221 4710 125"),
    Account("cm6", "Olena Winter (Demo)", "team", "case_manager", "de,ru,uk", "0221 4710 126"),
    Account("koordination", "Ruth Lindner (Demo)", "coordination", "coordinator"),
    Account("leitung", "Bernd Falk (Demo)", "head", "head"),
    Account("assistenz", "Petra Sommer (Demo)", "team", "assistant"),
    Account("lenkungsgruppe", "Hanna Vogt (Demo)", "head", "steering"),
    Account("datenschutz", "Ines Krämer (Demo)", "data_protection", "data_protection_officer"),
    Account("it", "Timo Reuter (Demo)", "it", "system_administrator"),
    Account("abh", "Sven Ohle (Demo)", "foreigners_office", "visitor"),
    Account("hebamme", "Hebammenpraxis Wiegenlied (Demo)", "midwives", "provider"),
    Account("sprachschule", "Bildungswerk Leuchtfeuer (Demo)", "school", "provider"),
)


CASE_MANAGERS = tuple(account for account in PEOPLE if account.role == "case_manager")


def logins() -> list[tuple[str, str]]:
    """E-mail address and role of every demo account, for the start-up text."""
    return [(account.email, f"{account.name}, {account.role}") for account in PEOPLE]


def load(*, since: datetime) -> dict[str, User]:
    """Make bodies, units and accounts, all there ``since`` the programme began; the accounts by mailbox."""
    units = _load_organisations()
    return {account.mailbox: _join(account, units[account.unit], since) for account in PEOPLE}


def _join(account: Account, unit: Unit, since: datetime) -> User:
    user = User.objects.create_user(
        email=account.email, password=PASSWORD, name=account.name, languages=account.languages, phone=account.phone
    )
    accounts.join(user=user, unit=unit, role=account.role, since=since)
    return user


def _load_organisations() -> dict[str, Unit]:
    bodies = {key: accounts.add_organisation(name=name, kind=kind) for key, (name, kind) in ORGANISATIONS.items()}
    return {
        key: accounts.add_unit(controller=bodies[body], name=name, kind=kind)
        for key, (body, name, kind) in UNITS.items()
    }
