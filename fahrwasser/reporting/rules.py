"""The one-page report in rounded words (domain.md 3.3). Plain Python: figures in, words out."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from fahrwasser.core.errors import NotAllowed
from fahrwasser.reporting.disclosure import control

REPORT = "R1"
THRESHOLD = 10  # counsellings behind any cell of the one-page report
FEW = 5  # answers behind a mean of satisfaction
COLUMNS = 7  # of the cumulative chart; more have no room on a phone
MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
    "Dezember",
)  # fmt: skip
SHORT_MONTHS = ("Jan.", "Feb.", "März", "April", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez.")
NUMBERS = ("null", "eine", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf")


@dataclass(frozen=True)
class Planned:
    """What the programme says of itself, typed by hand."""

    starts_on: date
    target_group: int
    target_group_refugees: int
    positions: Decimal
    source: str
    as_of: date


@dataclass(frozen=True)
class Figures:
    """Raw counts of one town on one key date; never shown as they are.

    ``contacts`` and ``types``: client contacts that took place since the start, by day and by type (IND-05).
    ``running``: cases and short advice at the end of the key date (IND-04); ``short_advice``: the latter alone.
    ``areas``: running counsellings with a need there, by life area.
    """

    contacts: dict[date, int] = field(default_factory=dict)
    types: dict[str, int] = field(default_factory=dict)
    running: int = 0
    short_advice: int = 0
    areas: dict[str, int] = field(default_factory=dict)


def thousands(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def nearest_ten(count: int) -> int:
    return (count + 5) // 10 * 10


def rounded(count: int) -> int:
    """The value a bar is drawn with: hundreds, tens, ten, or nothing."""
    if count >= 100:
        return count // 100 * 100
    return nearest_ten(count) if count >= 20 else count // 10 * 10


def press(count: int) -> str:
    """A count as the press may read it (domain.md 3.3)."""
    if count >= 100:
        return f"mehr als {thousands(rounded(count))}"
    if count >= 20:
        return f"rund {rounded(count)}"
    if count >= 10:
        return "mehr als zehn"
    return "einzelne" if count else "keine"


def people(planned: Planned) -> str:
    """The target group is a planned figure, so it is named as an upper limit."""
    return f"bis zu {thousands(planned.target_group)}"


def refugees(planned: Planned) -> str:
    return f"rund {thousands(nearest_ten(planned.target_group_refugees))}"


def positions(full_time: Decimal) -> str:
    """Posts in words: whole ones exactly, parts of one with "rund"."""
    whole = int(full_time.quantize(Decimal(1), ROUND_HALF_UP))
    word = NUMBERS[whole] if whole < len(NUMBERS) else str(whole)
    return word if whole == full_time else f"rund {word}"


def managers(full_time: Decimal) -> str:
    return "Case Manager:in" if positions(full_time) == NUMBERS[1] else "Case Manager:innen"


def day_in_words(day: date, key_date: date) -> str:
    """ "1. März", with the year when it is not the key date's."""
    words = f"{day.day}. {MONTHS[day.month - 1]}"
    return words if day.year == key_date.year else f"{words} {day.year}"


def running_words(figures: Figures) -> str:
    """What runs, with short advice named apart, so that nobody takes it for case management."""
    if not figures.short_advice:
        return "laufende Beratungen"
    return f"laufende Beratungen, davon {press(figures.short_advice)} Kurzberatungen"


def full_day(day: date) -> str:
    return f"{day.day}. {MONTHS[day.month - 1]} {day.year}"


def check_key_date(key_date: date, starts_on: date, today: date) -> None:
    if key_date > today:
        raise NotAllowed("Der Stichtag liegt in der Zukunft. Wählen Sie heute oder einen Tag davor.", field="stichtag")
    if key_date < starts_on:
        raise NotAllowed(
            f"Das Programm begann erst am {starts_on:%d.%m.%Y}. Wählen Sie einen späteren Stichtag.", field="stichtag"
        )


@dataclass(frozen=True)
class Satisfaction:
    """One question: the mean of its marks from 1 to 5, None where there are too few to show, and how many answered."""

    question: str
    mean: float | None
    answers: int


def satisfaction(counted: dict[str, tuple[int, int]], *, has_ended: bool) -> list[Satisfaction]:
    """``counted``: number and sum of the marks, by question. Under five answers neither is shown."""
    shown = control({question: answers for question, (answers, _) in counted.items()}, FEW, total_known=False).shown
    return [
        Satisfaction(question, total / answers, answers)
        if has_ended and question in shown
        else Satisfaction(question, None, 0)
        for question, (answers, total) in counted.items()
    ]


# ---- parts of the sheet


def _key_figures(planned: Planned, figures: Figures, key_date: date) -> list[dict[str, str]]:
    start = day_in_words(planned.starts_on, key_date)
    return [
        {
            "figure": people(planned),
            "words": f"Personen gehören zur Zielgruppe, {refugees(planned)} mit Flüchtlingsstatus",
        },
        {"figure": press(sum(figures.contacts.values())), "words": f"Kontakte seit dem {start}"},
        {"figure": press(figures.running), "words": running_words(figures)},
        {"figure": positions(planned.positions), "words": managers(planned.positions)},
    ]


def sentence(planned: Planned, figures: Figures, key_date: date) -> str:
    """The report in one breath, as a newspaper would print it."""
    contacts = press(sum(figures.contacts.values()))
    return (
        f"Zur Zielgruppe gehören {people(planned)} Personen, {refugees(planned)} mit Flüchtlingsstatus."
        f" Es gab {contacts} Kontakte seit dem {day_in_words(planned.starts_on, key_date)};"
        f" am Stichtag waren es {press(figures.running)} laufende Beratungen."
        f" Dafür arbeiten {positions(planned.positions)} {managers(planned.positions)}."
    )


def month_ends(starts_on: date, key_date: date) -> list[date]:
    """The last days of the months since the start, and the key date itself; the seven newest."""
    ends, month = [], starts_on.replace(day=1)
    while (following := (month + timedelta(days=32)).replace(day=1)) <= key_date:
        ends.append(following - timedelta(days=1))
        month = following
    return [*ends, key_date][-COLUMNS:]


def _growth(planned: Planned, figures: Figures, key_date: date) -> list[dict[str, Any]]:
    rows = []
    for end in month_ends(planned.starts_on, key_date):
        count = sum(contacts for day, contacts in figures.contacts.items() if day <= end)
        is_month = (end + timedelta(days=1)).day == 1
        label = SHORT_MONTHS[end.month - 1] if is_month else f"{end.day}.{end.month}."
        rows.append({"label": label, "words": press(count), "value": rounded(count)})
    return rows


def _cells(counts: dict[str, int], labels: dict[str, str], *, total_known: bool) -> dict[str, Any]:
    """The largest first, in words; small ones only as the number of cells that are not shown."""
    controlled = control({code: counts.get(code, 0) for code in labels}, THRESHOLD, total_known=total_known)
    largest_first = sorted(controlled.shown.items(), key=lambda item: (-rounded(item[1]), labels[item[0]]))
    rows = [{"label": labels[code], "words": press(n), "value": rounded(n)} for code, n in largest_first]
    return {"rows": rows, "hidden": len(controlled.hidden)}


@dataclass(frozen=True)
class Labels:
    """Names by code: life areas, and types of contacts with clients."""

    areas: dict[str, str]
    types: dict[str, str]


def one_pager(planned: Planned, figures: Figures, labels: Labels, key_date: date) -> dict[str, Any]:
    """The sheet as words and rounded values, ready to be shown or frozen as JSON; no raw count is in it."""
    return {
        "period": f"{day_in_words(planned.starts_on, key_date)} bis {full_day(key_date)}",
        "key_date": full_day(key_date),
        "figures": _key_figures(planned, figures, key_date),
        "sentence": sentence(planned, figures, key_date),
        "growth": _growth(planned, figures, key_date),
        "topics": _cells(figures.areas, labels.areas, total_known=False),
        "types": _cells(figures.types, labels.types, total_known=True),
        "source": f"{planned.source}, Stand {planned.as_of:%d.%m.%Y}",
    }
