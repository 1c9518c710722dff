"""What surrounds every page: navigation, notice, who is here. Touches no protected table."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from fahrwasser.accounts.models import User
from fahrwasser.accounts.queries import Standing, standing
from fahrwasser.accounts.rules import Permission
from fahrwasser.core import clock


@dataclass(frozen=True)
class Entry:
    label: Any
    view: str
    key: str
    permission: Permission
    on_phone: bool = False
    alone: bool = False  # its pages, and not all of its app's, belong to the entry


ENTRIES = (
    Entry(_("Mein Tag"), "desk:my_day", "t", Permission.CASE_WORK, on_phone=True),
    Entry(_("Kalender"), "contacts:calendar", "k", Permission.APPOINTMENT_PLAN, alone=True),
    Entry(_("Fälle"), "desk:cases", "f", Permission.FILE_SEARCH, on_phone=True),
    Entry(_("Anfragen"), "intake:enquiries", "a", Permission.ENQUIRY_TAKE),
    Entry(_("Teamrunde"), "teamround:week", "u", Permission.CASE_WORK),
    Entry(_("Teamrunde"), "teamround:week", "u", Permission.CASE_ALLOCATE),
    Entry(_("Übernahme"), "imports:imports", "i", Permission.CASE_IMPORT),
    Entry(_("Schalter"), "counter:card", "s", Permission.COUNTER_SERVE),
    Entry(_("Telefon"), "calls:inbox", "m", Permission.MESSAGE_TAKE),
    Entry(_("Rückmeldungen"), "feedback:feedback", "u", Permission.FEEDBACK_TAKE),
    Entry(_("Vermittlungen"), "referrals:referrals", "v", Permission.REFERRAL_SEND),
    Entry(_("Angebote"), "offers:offers", "o", Permission.OFFER_READ),
    Entry(_("Anfragen der Stadt"), "referrals:inbox", "p", Permission.REFERRAL_ANSWER, on_phone=True),
    Entry(_("Meine Angebote"), "upkeep:mine", "d", Permission.REFERRAL_ANSWER, on_phone=True),
    Entry(_("Hinweise"), "network:themes", "h", Permission.THEME_READ),
    Entry(_("Textbausteine"), "blocks:languages", "x", Permission.BLOCK_EDIT),
    Entry(_("Berichte"), "reporting:reports", "b", Permission.REPORT_READ),
    Entry(_("Fristenregeln"), "deadlines:rules", "r", Permission.DEADLINE_RULE_APPROVE),
    Entry(_("Einrichtung"), "setup:overview", "e", Permission.USER_MANAGE),
    Entry(_("Konten"), "setup:accounts", "e", Permission.CASE_ALLOCATE),
    Entry(_("Konten"), "setup:accounts", "e", Permission.LOG_READ),
    Entry(_("Protokoll"), "privacy:accesses", "l", Permission.LOG_READ),
    Entry(_("Anfragen von außen"), "calls:outside", "m", Permission.LOG_READ),
)


def _url(view: str) -> str | None:
    try:
        return reverse(view)
    except NoReverseMatch:
        return None


def _entries(request: HttpRequest, reach: Standing) -> list[dict[str, Any]]:
    section = (request.resolver_match.view_name if request.resolver_match else "").split(":")[0]
    rows = []
    for entry in ENTRIES:
        url = _url(entry.view) if reach.may(entry.permission) else None
        if url:
            whole = section == entry.view.split(":")[0] and section != "desk" and not entry.alone
            current = request.path == url or whole
            rows.append({"label": entry.label, "url": url, "key": entry.key, "current": current, "count": None,
                         "on_phone": entry.on_phone})  # fmt: skip
    return rows


def _notice() -> str:
    if settings.FAHRWASSER_ENVIRONMENT_NOTICE:
        return str(settings.FAHRWASSER_ENVIRONMENT_NOTICE)
    if not settings.FAHRWASSER_DEMO:
        return ""
    notice = str(_("Demo – alles erfunden"))
    if clock.is_fixed():
        notice += f" · {clock.today():%d.%m.%Y}"
    if not settings.FAHRWASSER_MFA_REQUIRED:
        notice += " · " + str(_("ohne zweiten Faktor"))
    return notice


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of the page's frame: ``navigation``, ``environment_notice``, ``who``, ``today``."""
    user = getattr(request, "user", None)
    reach = standing(user) if isinstance(user, User) else Standing()
    entries = _entries(request, reach)
    who = None
    if isinstance(user, User):
        who = {"name": user.name, "role_label": reach.roles[0].label if reach.roles else ""}
    return {
        "navigation": {
            "entries": entries,
            "phone": [entry for entry in entries if entry["on_phone"]],
            "search_url": _url("desk:search") if reach.may(Permission.FILE_SEARCH) else None,
            "contact_url": _url("contacts:new") if reach.may(Permission.CONTACT_RECORD) else None,
            "works_on_cases": reach.may(Permission.CASE_WORK),
            "emergency_url": _url("intake:emergency") if reach.may(Permission.ENQUIRY_TAKE) else None,
        },
        "environment_notice": _notice(),
        "who": who,
        "today": clock.today(),
    }
