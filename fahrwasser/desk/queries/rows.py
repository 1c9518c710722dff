"""Rows with one next step, and how days are said."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


@dataclass(frozen=True)
class Row:
    """The values of the tag ``row``: when or how long, who and what, a sentence with a shape, and one next step.

    ``more`` are other steps, each a label and an address.
    """

    what: str
    when: str = ""
    when_note: str = ""
    days: int | None = None
    limit: int = 0
    who: str = ""
    who_url: str = ""
    shape: str = ""
    strong: str = ""
    detail: str = ""
    next_label: str = ""
    next_url: str = ""
    next_method: str = "get"
    again_url: str = ""
    because: str = ""
    more: tuple[tuple[str, str], ...] = ()


def short_day(day: date) -> str:
    """Weekday and day, as in "Mo 08.06."."""
    return date_format(day, "D d.m.")


def relative(day: date, today: date) -> str:
    """How far a day is from today, in words."""
    days = (day - today).days
    near = {-1: _("gestern"), 0: _("heute"), 1: _("morgen")}
    if days in near:
        return near[days]
    if days < 0:
        return ngettext("vor %(days)s Tag", "vor %(days)s Tagen", -days) % {"days": -days}
    return ngettext("in %(days)s Tag", "in %(days)s Tagen", days) % {"days": days}


def overdue(day: date, today: date) -> tuple[str, str]:
    """Shape and bold words for something due on ``day``; both empty while there is time."""
    days = (today - day).days
    if days > 0:
        return "danger", ngettext("Seit %(days)s Tag überfällig.", "Seit %(days)s Tagen überfällig.", days) % {
            "days": days
        }
    if days == 0:
        return "warning", _("Heute fällig.")
    return ("warning", _("Morgen fällig.")) if days == -1 else ("", "")
