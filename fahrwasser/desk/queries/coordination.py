"""The coordinator's first page: who has room, what wants a lead, and what the system says."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fahrwasser.accounts.models import User
from fahrwasser.accounts.queries import colleagues, standing
from fahrwasser.cases.models import Case
from fahrwasser.desk import rules
from fahrwasser.desk.queries.household import spoken
from fahrwasser.desk.queries.notices import notice_rows
from fahrwasser.desk.queries.rows import Row, relative, short_day
from fahrwasser.network.models import Finding
from fahrwasser.network.queries import findings_for

ENQUIRIES_SHOWN = 25
LOAD_WORDS = {
    rules.Load.FREE: (gettext_lazy("frei"), "open"),
    rules.Load.TIGHT: (gettext_lazy("knapp"), "half"),
    rules.Load.FULL: (gettext_lazy("voll"), "warning"),
}


@dataclass(frozen=True)
class Room:
    """How much room one case manager has, in a word; counted are the files that the coordinator sees."""

    who: User
    word: str
    shape: str
    languages: str


def overview(user: User, today: date) -> dict[str, Any]:
    """Enquiries, room, notices and findings to review."""
    enquiries = _open_enquiries(user)
    findings = findings_for(user).filter(state=Finding.State.NEW).count()
    notices = notice_rows(user, today)
    return {
        "today": today,
        "enquiries": [_enquiry(case, today) for case in enquiries],
        "rooms": rooms(user),
        "notices": notices,
        "findings": findings,
        "figures": [
            {"count": len(enquiries), "label": _("Anfragen in Klärung"), "url": "#anfragen"},
            {"count": len(notices), "label": _("Nachrichten"), "url": "#nachrichten"},
            {"count": findings, "label": _("Hinweise zu prüfen"), "url": reverse("network:findings")},
        ],
    }


def _enquiry(case: Case, today: date) -> Row:
    return Row(
        when=short_day(case.opened_on),
        when_note=relative(case.opened_on, today),
        who=case.number,
        who_url=reverse("desk:case", args=[case.pk]),
        what=_("in Klärung bei %(name)s") % {"name": case.lead.name},
        next_label=_("Zuteilen"),
        next_url=f"{reverse('desk:allocate')}?akte={case.pk}",
    )


def rooms(user: User) -> list[Room]:
    """Case managers of the controller by name: never ordered by their figures."""
    running = Case.objects.visible_to(user).filter(state=Case.State.OPEN)
    counted = running.exclude(kind=Case.Kind.ENQUIRY).values_list("lead").annotate(Count("pk"))
    counts: dict[UUID, int] = dict(counted)
    return [_room(person, counts.get(person.pk, 0)) for person in colleagues(user)]


def _room(person: User, running: int) -> Room:
    word, shape = LOAD_WORDS[rules.load(running)]
    return Room(person, str(word), shape, spoken(person.languages))


def _open_enquiries(user: User) -> list[Case]:
    """Enquiries of the files one oversees, the oldest first: number, lead and day."""
    known = Case.objects.visible_to(user)
    waiting = known.filter(kind=Case.Kind.ENQUIRY, state=Case.State.OPEN, unit__in=standing(user).overseen)
    return list(waiting.select_related("lead").order_by("opened_on", "number")[:ENQUIRIES_SHOWN])
