"""The coordinator's first page: who has room, what wants a lead, and what the system says."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fahrwasser.accounts.models import User
from fahrwasser.accounts.queries import colleagues, standing
from fahrwasser.cases.models import Case
from fahrwasser.desk import rules
from fahrwasser.desk.queries.household import spoken
from fahrwasser.desk.queries.notices import told
from fahrwasser.desk.queries.outside import complaints, sent_enquiries
from fahrwasser.desk.queries.quiet import of_team
from fahrwasser.desk.queries.rows import Row, overdue, relative, short_day
from fahrwasser.network.models import Finding
from fahrwasser.network.queries import findings_for
from fahrwasser.work.models import Task
from fahrwasser.work.queries import open_tasks

ENQUIRIES_SHOWN = 25
QUIET_SHOWN = 8
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
    """Enquiries, room, notices, files gone quiet and findings to review."""
    enquiries = [*sent_enquiries(user, today), *(_enquiry(case, today) for case in _open_enquiries(user))]
    findings = findings_for(user).filter(state=Finding.State.NEW).count()
    notices, quiet = [*complaints(user, today), *told(user, today)], of_team(user, today)
    return {
        "today": today,
        "enquiries": enquiries,
        "rooms": rooms(user, today),
        "tasks": [_task(task, today) for task in open_tasks(user).filter(kind=Task.Kind.COORDINATION)],
        "notices": notices,
        "quiet": quiet[:QUIET_SHOWN],
        "quiet_more": quiet[QUIET_SHOWN:],
        "findings": findings,
        "figures": [
            {"count": len(enquiries), "label": _("Anfragen in Klärung"), "url": "#anfragen"},
            {"count": len(notices), "label": _("Nachrichten"), "url": "#nachrichten"},
            {"count": len(quiet), "label": _("still geworden"), "url": "#still"},
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


def _task(task: Task, today: date) -> Row:
    shape, strong = overdue(task.due_on, today)
    return Row(
        when=short_day(task.due_on), when_note=relative(task.due_on, today), who=task.case.number,
        who_url=reverse("desk:case", args=[task.case_id]), what=task.what, shape=shape, strong=strong,
        detail=task.why, because=_("Für Sie, weil die Fallführung die Koordination bittet."),
        next_label=_("Erledigt"), next_url=reverse("work:task_done", args=[task.pk]), next_method="post",
    )  # fmt: skip


def rooms(user: User, today: date) -> list[Room]:
    """Case managers of the controller by name: never ordered by their load, which is a word alone."""
    running = Case.objects.visible_to(user).filter(state=Case.State.OPEN)
    points: Counter[UUID] = Counter()
    for lead, kind, opened, accepted in running.values_list("lead", "kind", "opened_on", "accepted_on"):
        points[lead] += rules.weight(kind, (today - (accepted or opened)).days)  # type: ignore[assignment]
    return [_room(person, points[person.pk]) for person in colleagues(user)]


def _room(person: User, points: float) -> Room:
    word, shape = LOAD_WORDS[rules.load(points)]
    return Room(person, str(word), shape, spoken(person.languages))


def _open_enquiries(user: User) -> list[Case]:
    """Enquiries of the files one oversees, the oldest first: number, lead and day."""
    known = Case.objects.visible_to(user)
    waiting = known.filter(kind=Case.Kind.ENQUIRY, state=Case.State.OPEN, unit__in=standing(user).overseen)
    return list(waiting.select_related("lead").order_by("opened_on", "number")[:ENQUIRIES_SHOWN])
