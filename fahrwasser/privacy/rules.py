"""Words of the data protection pages. Plain Python."""

import re

# What a page of each app shows of a file, by the first part of the page's name.
PARTS = {
    "assessment": "Falleinschätzung",
    "clients": "Personen und Einwilligungen",
    "contacts": "Kontakte",
    "desk": "Fall",
    "intake": "Anfrage",
    "letters": "Post",
    "matching": "Passung",
    "network": "Hinweis oder Abschluss",
    "plan": "Hilfeplan",
    "referrals": "Vermittlung",
}
UNITS = {"D": ("Tag", "Tage"), "M": ("Monat", "Monate"), "Y": ("Jahr", "Jahre")}


def page_in_words(view: str) -> str:
    """What was opened, from a page's name such as ``plan:edit``."""
    return PARTS.get(view.split(":")[0], "andere Seite")


def period_in_words(period: str | None) -> str:
    """ "P6M" as "6 Monate"; no period means without end. Raises ``ValueError`` for anything but days, months, years."""
    if not period:
        return "unbefristet"
    found = re.fullmatch(r"P(\d+)([DMY])", period)
    if not found:
        raise ValueError(f"Not a period of days, months or years: {period!r}")
    number, (one, many) = int(found[1]), UNITS[found[2]]
    return f"{number} {one if number == 1 else many}"
