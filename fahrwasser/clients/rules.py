"""Rules about people: names for searching, ages. Plain Python."""

import unicodedata
from collections.abc import Collection
from datetime import date, timedelta

from fahrwasser.core.errors import NotAllowed

CONFIRM_WITHIN = timedelta(days=14)  # an oral consent wants a signature until then (domain.md 4.4)
OLDEST = 130  # years; a birth date further back is a slip of the keyboard


def search_key(*names: str) -> str:
    """Names folded for searching (DIN 5007-1): lower case, without marks, ß as ss."""
    folded = unicodedata.normalize("NFKD", " ".join(names).replace("ß", "ss").casefold())
    return " ".join("".join(c for c in folded if not unicodedata.combining(c)).split())


def check_birth_date(birth_date: date | None, today: date) -> None:
    if birth_date is None:
        return
    if birth_date > today:
        raise NotAllowed("Das Geburtsdatum liegt in der Zukunft. Bitte prüfen Sie Tag und Jahr.", field="birth_date")
    if today.year - birth_date.year > OLDEST:
        raise NotAllowed("Das Geburtsdatum liegt zu weit zurück. Bitte prüfen Sie das Jahr.", field="birth_date")


def age(birth_date: date | None, on: date) -> int | None:
    """Full years on a day, ``None`` when the birth date is unknown."""
    if birth_date is None:
        return None
    return on.year - birth_date.year - ((on.month, on.day) < (birth_date.month, birth_date.day))


def check_household(since: date | None, until: date | None) -> None:
    if since and until and until < since:
        raise NotAllowed("Das Ende liegt vor dem Beginn. Bitte prüfen Sie beide Daten.", field="in_household_until")


def check_channel(is_protected: bool, how: str, phone: str) -> None:
    """Level 2 without a safe way to reach the person is refused."""
    if is_protected and not (how.strip() or phone.strip()):
        raise NotAllowed("Schutzstufe 2 braucht einen sicheren Weg, auf dem wir die Person erreichen.", field="how")


def in_a_year(day: date) -> date:
    """The same day next year; 29 February becomes 28 February."""
    leap = (day.month, day.day) == (2, 29)
    return date(day.year + 1, 2, 28) if leap else day.replace(year=day.year + 1)


def check_consent_dates(given_on: date, expires_on: date, today: date) -> None:
    if given_on > today:
        raise NotAllowed("Die Einwilligung liegt in der Zukunft. Bitte prüfen Sie das Datum.", field="given_on")
    if expires_on < given_on:
        raise NotAllowed("Das Ende liegt vor dem Tag der Einwilligung.", field="expires_on")


def check_witness(form: str, witness: str) -> None:
    if form == "oral" and not witness.strip():
        raise NotAllowed("Eine mündliche Einwilligung braucht eine Zeugin oder einen Zeugen.", field="witness")


def check_scope(kind: str, has_recipient: bool, categories: Collection[str], known: Collection[str]) -> None:
    """A disclosure names who learns what; nothing goes to "all authorities"."""
    if kind not in ("disclosure", "release"):
        return
    if not has_recipient:
        raise NotAllowed("Nennen Sie, an wen die Angaben gehen dürfen.", field="recipient_name")
    if not categories:
        raise NotAllowed("Wählen Sie aus, welche Angaben weitergegeben werden dürfen.", field="categories")
    if not set(categories) <= set(known):
        raise NotAllowed("Eine der Angaben gibt es nicht in der Liste. Laden Sie die Seite neu.", field="categories")


def consent_counts(
    on: date, *, form: str, given_on: date, expires_on: date, confirmed_on: date | None, revoked_on: date | None
) -> bool:
    """Whether a consent carries a disclosure on a day. An oral one lapses after 14 days until it is confirmed."""
    if not given_on <= on <= expires_on or (revoked_on and revoked_on <= on):
        return False
    confirmed = confirmed_on is not None and confirmed_on <= on
    return form != "oral" or confirmed or on <= given_on + CONFIRM_WITHIN
