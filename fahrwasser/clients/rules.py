"""Rules about people: names for searching, ages. Plain Python."""

import unicodedata
from datetime import date

from fahrwasser.core.errors import NotAllowed

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
