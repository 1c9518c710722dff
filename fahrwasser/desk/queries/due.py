"""What is due on my day: tasks, follow-up dates, consents that end, plans to be looked at, answers to be asked for."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from fahrwasser.accounts.models import User
from fahrwasser.clients.models import Consent
from fahrwasser.desk.queries.placed import Files
from fahrwasser.desk.queries.referrals import COMING, stand_of_referral
from fahrwasser.desk.queries.rows import Row, overdue, relative, short_day
from fahrwasser.plan.models import PlanVersion
from fahrwasser.referrals.models import Referral
from fahrwasser.referrals.queries import referrals_of
from fahrwasser.work.models import FollowUpDate, Task
from fahrwasser.work.queries import follow_ups, open_tasks

DUE_DAYS = 30  # how far ahead my day looks
Due = tuple[date, Row]


def due(user: User, files: Files, today: date) -> list[Due]:
    """Everything with a day, the nearest first."""
    return sorted(_due(user, files, today), key=lambda pair: pair[0])


def _due(user: User, files: Files, today: date) -> Iterable[Due]:
    until = today + timedelta(days=DUE_DAYS)
    tasks = open_tasks(user).filter(due_on__lte=until, case__in=files.by_id)
    yield from (_task(task, files, today) for task in tasks if files.is_mine(task.kind, task.case_id))
    yield from (_again(one, files, today) for one in follow_ups(user, until=today).filter(case__in=files.by_id))
    mine = files.mine
    consents = Consent.objects.visible_to(user).filter(revoked_on=None, case__in=mine)
    yield from (_consent(one, files, today) for one in consents.filter(expires_on__range=(today, until)))
    versions = PlanVersion.objects.visible_to(user).filter(review_on__lte=until, case__in=mine)
    newest = {one.case_id: one for one in versions.exclude(accepted_on=None).order_by("number")}
    yield from (_review(one, files, today) for one in newest.values())
    referrals = referrals_of(user).filter(review_on__lte=until, case__in=mine, state__in=COMING)
    yield from (_ask_again(one, files, today) for one in referrals)


def _due_row(day: date, today: date, detail: str = "", **values: Any) -> Due:
    shape, strong = overdue(day, today)
    return day, Row(
        when=short_day(day), when_note=relative(day, today), shape=shape, strong=strong, detail=detail, **values
    )


def _task(task: Task, files: Files, today: date) -> Due:
    return _due_row(
        task.due_on, today, task.why, **files.about(task.case_id), what=task.what, next_label=_("Erledigt"),
        next_url=reverse("work:task_done", args=[task.pk]), next_method="post",
    )  # fmt: skip


def _again(again: FollowUpDate, files: Files, today: date) -> Due:
    return _due_row(
        again.on, today, _("Wiedervorlage von %(name)s") % {"name": again.by.name}, **files.about(again.case_id),
        what=again.why, next_label=_("Erledigt"), next_url=reverse("work:followed_up", args=[again.pk]),
        next_method="post",
    )  # fmt: skip


def _consent(consent: Consent, files: Files, today: date) -> Due:
    return _due_row(
        consent.expires_on, today, _("Danach darf nichts mehr weitergegeben werden."), **files.about(consent.case_id),
        what=_("Einwilligung läuft aus: %(purpose)s") % {"purpose": consent.purpose}, next_label=_("Verlängern"),
        next_url=reverse("clients:consent_new", args=[consent.case_id]),
    )  # fmt: skip


def _review(version: PlanVersion, files: Files, today: date) -> Due:
    return _due_row(
        version.review_on or today, today, **files.about(version.case_id), what=_("Hilfeplan überprüfen"),
        next_label=_("Plan öffnen"), next_url=reverse("plan:plan", args=[version.case_id]),
    )  # fmt: skip


def _ask_again(referral: Referral, files: Files, today: date) -> Due:
    return _due_row(
        referral.review_on or today, today, stand_of_referral(referral).words, **files.about(referral.case_id),
        what=_("Nachfragen: %(offer)s") % {"offer": referral.offer.name}, next_label=_("Vermittlung öffnen"),
        next_url=reverse("referrals:referral", args=[referral.pk]),
    )  # fmt: skip
