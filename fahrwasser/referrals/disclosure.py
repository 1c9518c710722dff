"""What may go out, to whom and on which ground. Plain Python; the lists are data of the catalogue."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from uuid import UUID

from fahrwasser.catalogue import read
from fahrwasser.catalogue.laws import in_words
from fahrwasser.clients.rules import CONFIRM_WITHIN, consent_counts
from fahrwasser.core.errors import NotAllowed

PROTECTED = 2
# At level 2 a packet is pseudonymised: the first name alone, whatever the recipient usually gets.
IDENTIFYING = frozenset({"last_name", "birth_date", "children_names", "email"})
ART_9 = 3  # sensitivity of the catalogue: Art. 9 GDPR, or a danger to life when it becomes known
DISCLOSURE_KINDS = frozenset({"disclosure", "release"})
# An inquiry for a free place, with nothing about the person: it needs no ground, and says so.
CAPACITY_INQUIRY = "capacity_inquiry"
IN_EMERGENCY_ONLY = frozenset({"vital_interest", "emergency"})
NOT_FOR_ART_9 = frozenset({"public_task", "social_task"})
WITHOUT_NAMES = frozenset({"child_protection_advice"})
FOR_REFERRALS = ("vital_interest", "emergency", "public_task", "social_task", "child_protection_advice")


@dataclass(frozen=True)
class Template:
    """What a kind of recipient gets (codes of data categories): ticked at first, and at most."""

    code: str
    label: str
    default: tuple[str, ...]
    allowed: tuple[str, ...]

    def at_level(self, level: int) -> "Template":
        """The same for a protection level: at level 2 without anything that identifies or locates."""
        if level < PROTECTED:
            return self
        hidden = IDENTIFYING | never_at_level_2()
        return Template(self.code, self.label, _without(self.default, hidden), _without(self.allowed, hidden))


@dataclass(frozen=True)
class Category:
    code: str
    label: str
    sensitivity: int


@dataclass(frozen=True)
class ConsentFacts:
    """What a consent says, as far as sending asks for it."""

    kind: str
    recipient_id: UUID | None
    recipient_name: str
    categories: frozenset[str]
    given_on: date
    expires_on: date
    form: str = "paper"
    confirmed_on: date | None = None
    revoked_on: date | None = None


@dataclass(frozen=True)
class Recipient:
    id: UUID
    name: str


@dataclass(frozen=True)
class Sending:
    """One disclosure about to happen.

    ``emergency_since``: the day of the first disclosure of this file on a ground for emergencies; ``participates``:
    a participation agreement counts on the day of sending.
    """

    categories: tuple[str, ...]
    recipient: Recipient
    template: Template
    level: int
    urgency: str
    on: date
    consent: ConsentFacts | None = None
    legal_basis: str = ""
    reason: str = ""
    emergency_since: date | None = None
    participates: bool = False


def _without(codes: tuple[str, ...], hidden: Collection[str]) -> tuple[str, ...]:
    return tuple(code for code in codes if code not in hidden)


@cache
def templates() -> Mapping[str, Template]:
    rows = read("packet_templates")["packet_templates"]
    return {
        row["code"]: Template(row["code"], row["label"], tuple(row["default"]), tuple(row["allowed"])) for row in rows
    }


@cache
def never_at_level_2() -> frozenset[str]:
    return frozenset(read("packet_templates")["never_at_level_2"])


@cache
def categories() -> Mapping[str, Category]:
    return {row["code"]: Category(**row) for row in read("data_categories")["data_categories"]}


@cache
def legal_bases() -> Mapping[str, str]:
    """Grounds other than consent on which a referral may be sent: code to German name and norm."""
    rows = {row["code"]: f"{row['label']} ({in_words(row['norm'])})" for row in read("legal_bases")["legal_bases"]}
    return {code: rows[code] for code in FOR_REFERRALS}


def legal_bases_at(urgency: str) -> list[tuple[str, str]]:
    """Those that can carry a referral of this urgency."""
    return [row for row in legal_bases().items() if urgency == "S" or row[0] not in IN_EMERGENCY_ONLY]


def template_for(recipient_type: str, level: int) -> Template:
    """The packet template of a kind of recipient; an unknown kind gets the general one."""
    known = templates()
    return known.get(recipient_type, known["general"]).at_level(level)


def labels(codes: Collection[str]) -> str:
    return ", ".join(categories()[code].label for code in codes)


def check_may_send(sending: Sending) -> None:
    """Refuse a disclosure that is not minimised or has no ground. Raises ``NotAllowed`` with the sentence."""
    _check_minimised(sending)
    if sending.legal_basis == CAPACITY_INQUIRY:
        _check_inquiry(sending)
    elif sending.consent is not None:
        check_consent(sending.consent, sending)
    elif sending.legal_basis:
        _check_legal_basis(sending)
    else:
        raise NotAllowed(
            "Ohne Einwilligung oder Rechtsgrundlage geht nichts hinaus. Wählen Sie eine aus.", field="ground"
        )


def _check_minimised(sending: Sending) -> None:
    surplus = [code for code in sending.categories if code not in sending.template.allowed]
    if surplus:
        names = labels([code for code in surplus if code in categories()]) or "eine unbekannte Angabe"
        raise NotAllowed(f"Das darf diese Stelle nicht erhalten: {names}.", field="categories")


def _check_inquiry(sending: Sending) -> None:
    if sending.categories:
        raise NotAllowed("Eine Platzanfrage enthält keine Angaben zur Person.", field="categories")


def check_consent(consent: ConsentFacts, sending: Sending) -> None:
    """Valid on that day, for this recipient, and for every category of the packet."""
    if not is_valid(consent, sending.on):
        raise NotAllowed(why_not_valid(consent, sending.on), field="ground")
    if not is_for(consent, sending.recipient):
        raise NotAllowed("Diese Einwilligung nennt eine andere Stelle.", field="ground")
    missing = [code for code in sending.categories if code not in consent.categories]
    if missing:
        raise NotAllowed(f"Die Einwilligung umfasst nicht: {labels(missing)}.", field="categories")


def is_valid(consent: ConsentFacts, day: date) -> bool:
    return not why_not_valid(consent, day)


def why_not_valid(consent: ConsentFacts, day: date) -> str:
    """Why a consent does not carry a disclosure on that day, as a sentence; empty when it does."""
    if consent.kind not in DISCLOSURE_KINDS:
        return "Diese Einwilligung gilt nicht für eine Weitergabe."
    if consent.revoked_on:
        return "Die Einwilligung ist widerrufen. Es darf nichts mehr hinausgehen."
    if not consent.given_on <= day <= consent.expires_on:
        return f"Die Einwilligung gilt nur vom {consent.given_on:%d.%m.%Y} bis zum {consent.expires_on:%d.%m.%Y}."
    carries = consent_counts(
        day,
        form=consent.form,
        given_on=consent.given_on,
        expires_on=consent.expires_on,
        confirmed_on=consent.confirmed_on,
        revoked_on=consent.revoked_on,
    )
    return "" if carries else "Die mündliche Einwilligung ist nach 14 Tagen nicht schriftlich bestätigt."


def is_for(consent: ConsentFacts, recipient: Recipient) -> bool:
    if consent.recipient_id is not None:
        return consent.recipient_id == recipient.id
    return consent.recipient_name.strip().casefold() == recipient.name.casefold()


def _check_legal_basis(sending: Sending) -> None:
    basis = sending.legal_basis
    if basis not in legal_bases():
        raise NotAllowed("Auf diese Rechtsgrundlage kann sich eine Vermittlung nicht stützen.", field="ground")
    if basis in IN_EMERGENCY_ONLY and sending.urgency != "S":
        raise NotAllowed(
            "Diese Rechtsgrundlage gilt nur, wenn sofort geholfen werden muss. Holen Sie die Einwilligung ein.",
            field="ground",
        )
    if basis in IN_EMERGENCY_ONLY:
        check_emergency_runs(sending.emergency_since, sending.on, participates=sending.participates)
    if not sending.reason:
        raise NotAllowed("Begründen Sie die Weitergabe ohne Einwilligung in einem Satz.", field="reason")
    _check_reach_of(basis, sending.categories)


def check_emergency_runs(since: date | None, on: date, *, participates: bool) -> None:
    """What began without consent goes on for fourteen days; then the person has agreed, or it stops (CM-EMG)."""
    if since and on > since + CONFIRM_WITHIN and not participates:
        raise NotAllowed(
            f"Die Hilfe im Notfall begann am {since:%d.%m.%Y} ohne Einwilligung. Nach 14 Tagen geht nichts mehr hinaus,"
            " bis die Person eingewilligt hat.",
            field="ground",
        )


def _check_reach_of(basis: str, codes: Collection[str]) -> None:
    special = [code for code in codes if categories()[code].sensitivity >= ART_9]
    if basis in NOT_FOR_ART_9 and special:
        raise NotAllowed(f"Dafür braucht es eine Einwilligung: {labels(special)}.", field="categories")
    named = [code for code in codes if code in IDENTIFYING or code in never_at_level_2()]
    if basis in WITHOUT_NAMES and named:
        raise NotAllowed(f"Diese Beratung bleibt ohne Namen: {labels(named)}.", field="categories")


@cache
def _telling_needs() -> frozenset[str]:
    needs = [need for area in read("life_areas")["areas"] for need in area["needs"]]
    return frozenset(need["code"] for need in needs if need["sensitivity"] >= ART_9)


def hides_concern(need_code: str, template: Template) -> bool:
    """A need of especially protected kind is named only to those who may learn of violence or health anyway."""
    return need_code in _telling_needs() and not {"violence_history", "health"} & set(template.allowed)
