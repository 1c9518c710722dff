"""Rules of the network: states, what a finding may say, when evidence may be shown, when a case may end."""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from fahrwasser.clients.names import search_key
from fahrwasser.core.errors import NotAllowed

# The way of a theme (domain.md 1.5): one dot each on the page. ``rejected`` stands beside the way.
TRACK = ("collected", "analysed", "working_group", "steering", "decided", "in_progress", "effective")
THEME_TRANSITIONS = (
    ("collected", "analysed"),
    ("analysed", "working_group"),
    ("analysed", "steering"),
    ("working_group", "steering"),
    ("steering", "working_group"),
    ("steering", "decided"),
    ("decided", "in_progress"),
    ("in_progress", "effective"),
    *((state, "rejected") for state in TRACK[:-1]),
    ("rejected", "collected"),
)
# Nobody sets these by hand: a decision and a system measure bring them about.
BY_ACT = frozenset({"decided", "in_progress"})
# Where the steering group may decide, for the first time or again.
DECIDABLE = ("steering", "decided", "in_progress")
FINDING_TRANSITIONS = (("new", "reviewed"), ("new", "rejected"), ("rejected", "reviewed"))

EVIDENCE_AT_LEAST = 3  # distinct cases behind anything shown outside the team (SYS-2)
EFFECT_CHECK_MONTHS = 6


class UnmetReason(StrEnum):
    """Why a need is not met."""

    NO_OFFER = "no_offer"
    FULL = "full"
    WAITING = "waiting"
    CRITERION = "criterion"
    DECLINED = "declined"


# ---- themes


def step(state: str) -> int:
    """How many of the seven dots are filled; 0 for a rejected theme."""
    return TRACK.index(state) + 1 if state in TRACK else 0


def moves_by_hand(state: str) -> list[str]:
    """The states somebody may choose next, in the order of the way."""
    return [after for before, after in THEME_TRANSITIONS if before == state and after not in BY_ACT]


def check_move(before: str, after: str) -> None:
    if (before, after) not in THEME_TRANSITIONS:
        raise NotAllowed("Von diesem Stand geht es so nicht weiter. Laden Sie die Seite neu.")


def is_exportable(cases: int) -> bool:
    """Whether a theme may be shown outside the team (SYS-2)."""
    return cases >= EVIDENCE_AT_LEAST


def check_exportable(cases: int) -> None:
    if not is_exportable(cases):
        raise NotAllowed(
            "Das Thema stützt sich auf weniger als drei Fälle. Bis drei verschiedene es belegen, bleibt es im Team."
        )


def check_finding_state(before: str, after: str) -> None:
    if (before, after) not in FINDING_TRANSITIONS:
        raise NotAllowed("Dieser Hinweis ist schon geprüft. Laden Sie die Seite neu.")


def check_decidable(state: str) -> None:
    if state not in DECIDABLE:
        raise NotAllowed("Das Thema liegt noch nicht in der Lenkungsgruppe. Bringen Sie es zuerst dorthin.")


def check_decision(decided_on: date, due_on: date, today: date) -> None:
    if decided_on > today:
        raise NotAllowed("Der Beschluss liegt in der Zukunft. Bitte prüfen Sie das Datum.", field="decided_on")
    if due_on < decided_on:
        raise NotAllowed("Umgesetzt wird nach dem Beschluss, nicht davor. Bitte prüfen Sie das Datum.", field="due_on")


def check_implemented(implemented_on: date | None, decided_on: date, today: date) -> None:
    if implemented_on is None:
        return
    if implemented_on < decided_on:
        raise NotAllowed("Das liegt vor dem Beschluss. Bitte prüfen Sie das Datum.", field="implemented_on")
    if implemented_on > today:
        raise NotAllowed(
            "Dieser Tag liegt in der Zukunft. Tragen Sie ihn ein, wenn es so weit ist.", field="implemented_on"
        )


def effect_check_on(implemented_on: date) -> date:
    """Six months later, on the next day from Monday to Friday."""
    month = implemented_on.month - 1 + EFFECT_CHECK_MONTHS
    year, month = implemented_on.year + month // 12, month % 12 + 1
    day = implemented_on.replace(day=1, year=year, month=month) + timedelta(days=implemented_on.day - 1)
    while day.month != month:  # 31 August has no 31 February
        day -= timedelta(days=1)
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() >= 5 else 0)


# ---- unmet needs


def check_unmet(reason: str, since: date, today: date) -> None:
    if reason not in set(UnmetReason):
        raise NotAllowed("Diesen Grund gibt es nicht. Wählen Sie einen aus der Liste.", field="reason")
    if since > today:
        raise NotAllowed("Dieser Tag liegt in der Zukunft. Bitte prüfen Sie das Datum.", field="since")


# ---- what a finding may say


@dataclass(frozen=True)
class Known:
    """What is known about the people of a case and must not stand in a finding."""

    names: tuple[str, ...] = ()
    birth_dates: tuple[date, ...] = ()
    phones: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    case_number: str = ""


MONTHS = (
    "januar", "februar", "marz", "april", "mai", "juni", "juli", "august", "september", "oktober", "november",
    "dezember",
)  # fmt: skip
DAY = re.compile(r"\b(\d{1,2})\.\s*(\d{1,2}|[a-z]+)\.?\s*(\d{4}|\d{2})\b")
ISO_DAY = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
MAIL = re.compile(r"[^\s@]+@[^\s@]+\.\w+")
PHONE = re.compile(r"(?:\+|\b0)\d(?:[\s/().-]*\d){5,}")
CASE_NUMBER = re.compile(r"\bf-\d{4}-\d{3,}\b")
SHORTEST_NAME = 3  # letters; shorter ones would refuse ordinary words


def _folded(text: str) -> str:
    """Lower case without marks and without characters that nobody sees."""
    return search_key("".join(c for c in text if unicodedata.category(c) != "Cf"))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def _names_in(text: str, names: Iterable[str]) -> bool:
    spoken = set(_words(text))
    parts = {part for name in names for part in _words(_folded(name)) if len(part) >= SHORTEST_NAME}
    return any(part in spoken or f"{part}s" in spoken for part in parts)


def _month(word: str) -> int:
    if word.isdigit():
        return int(word)
    return next((i for i, name in enumerate(MONTHS, start=1) if len(word) >= 3 and name.startswith(word)), 0)


def _days_in(text: str) -> set[tuple[int, int, int]]:
    german = {(int(day), _month(month), int(year) % 100) for day, month, year in DAY.findall(text)}
    return german | {(int(day), int(month), int(year) % 100) for year, month, day in ISO_DAY.findall(text)}


def _phones_in(text: str, phones: Iterable[str]) -> bool:
    without_days = ISO_DAY.sub(" ", DAY.sub(" ", text))
    digits = re.sub(r"\D", "", without_days)
    ends = [re.sub(r"\D", "", phone)[-7:] for phone in phones]
    return bool(PHONE.search(without_days)) or any(len(end) >= 6 and end in digits for end in ends)


def _addresses_in(text: str, addresses: Iterable[str]) -> bool:
    streets = [_folded(address.split(",")[0]) for address in addresses]
    return any(len(street) >= 5 and street in text for street in streets)


def _traces(text: str, known: Known) -> list[tuple[bool, str]]:
    """What could lead to a person: whether it stands in the text, and the sentence that says so."""
    births = {(born.day, born.month, born.year % 100) for born in known.birth_dates}
    number = _folded(known.case_number)
    return [
        (bool(MAIL.search(text)), "Hier steht eine E-Mail-Adresse."),
        (bool(CASE_NUMBER.search(text)) or bool(number and number in text), "Hier steht ein Aktenzeichen."),
        (bool(births & _days_in(text)), "Hier steht ein Geburtsdatum aus der Akte."),
        (_phones_in(text, known.phones), "Hier steht eine Telefonnummer."),
        (_addresses_in(text, known.addresses), "Hier steht die Anschrift aus der Akte."),
        (_names_in(text, known.names), "Hier steht ein Name aus der Akte."),
    ]


ABOUT_THE_SYSTEM = "Bitte beschreiben Sie nur, was im System fehlt, ohne Angaben zur Person."


def check_deidentified(words: str, known: Known, *, field: str = "words", ask: str = ABOUT_THE_SYSTEM) -> None:
    """Refuse words that name a person of the case, or a way to one. The sentence never repeats what was found.

    ``ask`` says what to write instead.
    """
    text = _folded(words)
    for found, sentence in _traces(text, known):
        if found:
            raise NotAllowed(f"{sentence} {ask}", field=field)


# ---- the end of a case


@dataclass(frozen=True)
class Closing:
    """What is true of a case that somebody wants to close."""

    reason: str
    reasons: frozenset[str]
    attempts: int
    attempts_needed: int
    unmet_without_finding: int
    stated_reason: str = ""


def check_closing(closing: Closing) -> None:
    """The gate of a closure: a reason, three attempts when contact was lost, a finding for each unmet need (SYS-1)."""
    if closing.reason not in closing.reasons:
        raise NotAllowed("Wählen Sie einen Abschlussgrund aus der Liste.", field="reason")
    if closing.attempts < closing.attempts_needed:
        raise NotAllowed(
            f"„Kontakt abgerissen“ braucht drei dokumentierte Versuche; bisher sind es {closing.attempts}."
            " Tragen Sie die Versuche als Kontakte ein.",
            field="reason",
        )
    if closing.unmet_without_finding and not closing.stated_reason.strip():
        raise NotAllowed(
            "Ein Bedarf ist ungedeckt und hat noch keinen Hinweis. Geben Sie ihn hier mit einem Satz weiter"
            " oder nennen Sie den Grund, warum das jetzt nicht geht.",
            field="finding_words",
        )


AFTERCARE_MONTHS = (3, 6)
NO_AFTERCARE = frozenset({"tod", "fehlanlage", "abschiebung"})
"""Closing reasons after which nobody can be asked."""


def check_aftercare(reason: str) -> None:
    if reason in NO_AFTERCARE:
        raise NotAllowed("Nach diesem Abschlussgrund fragen wir nicht nach.", field="aftercare")


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last day of a shorter month."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def prefilled(needs: Iterable[tuple[str, str]]) -> str:
    """A finding to begin with, from pairs of a need and the reason why it is unmet, both in plain words."""
    return " ".join(f"„{need}“ blieb bis zum Abschluss ungedeckt: {reason}." for need, reason in needs)
