"""What is due on my day: tasks, follow-up dates, consents that end, plans to be looked at, answers to be asked for."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from fahrwasser.accounts.models import User
from fahrwasser.clients.models import Consent
from fahrwasser.clients.rules import CONFIRM_WITHIN
from fahrwasser.deadlines.queries import Reminder, due_for
from fahrwasser.deadlines.showing import Line
from fahrwasser.desk.queries.placed import Files
from fahrwasser.desk.queries.referrals import COMING, stand_of_referral
from fahrwasser.desk.queries.rows import Row, overdue, relative, short_day
from fahrwasser.plan.queries import DueReview, reviews_due
from fahrwasser.referrals.models import Referral
from fahrwasser.referrals.queries import referrals_of
from fahrwasser.teamround.models import AgreedStep
from fahrwasser.teamround.queries import steps_due
from fahrwasser.work.models import FollowUpDate, Task
from fahrwasser.work.queries import follow_ups, open_tasks

A_DAY = timedelta(days=1)
DUE_DAYS = 30  # how far ahead my day looks
Due = tuple[date, Row]


def due(user: User, files: Files, today: date) -> list[Due]:
    """Everything with a day, the nearest first."""
    return sorted(_due(user, files, today), key=lambda pair: pair[0])


def _due(user: User, files: Files, today: date) -> Iterable[Due]:
    until = today + timedelta(days=DUE_DAYS)
    unsigned = list(_waiting_for_signature(user, files))
    tasks = open_tasks(user).filter(due_on__lte=until, case__in=files.by_id)
    tasks = tasks.exclude(pk__in=[one.signature_task for one in unsigned if one.signature_task])
    yield from (_task(task, files, today) for task in tasks if files.is_mine(task.kind, task.case_id))
    yield from (_again(one, files, today) for one in follow_ups(user, until=today).filter(case__in=files.by_id))
    mine = files.mine
    reminders = due_for(user, today)
    yield from (_deadline(one, files, today) for one in reminders if one.deadline.case_id in mine)
    yield from (_unsigned(one, files, today) for one in unsigned)
    consents = Consent.objects.visible_to(user).filter(revoked_on=None, case__in=mine)
    yield from (_consent(one, files, today) for one in consents.filter(expires_on__range=(today, until)))
    reviews = reviews_due(user, until)
    yield from (_review(one, files, today) for one in reviews if one.version.case_id in mine)
    referrals = referrals_of(user).filter(review_on__lte=until, case__in=mine, state__in=COMING)
    yield from (_ask_again(one, files, today) for one in referrals)
    yield from (_agreed(step, today) for step in steps_due(user, until))


def _due_row(day: date, today: date, detail: str = "", **values: Any) -> Due:
    shape, strong = overdue(day, today)
    return day, Row(
        when=short_day(day), when_note=relative(day, today), shape=shape, strong=strong, detail=detail, **values
    )


def _task(task: Task, files: Files, today: date) -> Due:
    return _due_row(
        task.due_on, today, task.why or _("Eine Aufgabe aus dieser Akte."), **files.about(task.case_id),
        what=task.what, next_label=_("Erledigt"), next_url=reverse("work:task_done", args=[task.pk]),
        next_method="post",
    )  # fmt: skip


def _again(again: FollowUpDate, files: Files, today: date) -> Due:
    return _due_row(
        again.on, today, _("Wiedervorlage von %(name)s") % {"name": again.by.name}, **files.about(again.case_id),
        what=again.why, next_label=_("Erledigt"), next_url=reverse("work:followed_up", args=[again.pk]),
        next_method="post",
    )  # fmt: skip


def _deadline(reminder: Reminder, files: Files, today: date) -> Due:
    row = reminder.deadline
    return row.working_day, Row(
        when=short_day(row.working_day), when_note=relative(row.working_day, today), **files.about(row.case_id),
        what=row.label, shape=Line(row, today).shape, detail=reminder.why, next_label=reminder.next_step,
        next_url=reverse("deadlines:deadline", args=[row.pk]),
    )  # fmt: skip


def _waiting_for_signature(user: User, files: Files) -> QuerySet[Consent]:
    given = Consent.objects.visible_to(user).filter(case__in=files.mine, revoked_on=None)
    unsigned: QuerySet[Consent] = given.filter(form=Consent.Form.ORAL, confirmed_on=None)
    return unsigned.select_related("recipient")


def _unsigned(consent: Consent, files: Files, today: date) -> Due:
    """An oral consent: after its last day nothing goes out under it any more."""
    last = consent.given_on + CONFIRM_WITHIN
    subject = consent.recipient.name if consent.recipient else consent.recipient_name or consent.get_kind_display()
    over = _("Seit dem %(day)s geht nichts mehr hinaus.") % {"day": date_format(last + A_DAY, "d.m.")}
    stops = _("Ab dem %(day)s geht ohne Unterschrift nichts mehr hinaus.") % {"day": date_format(last + A_DAY, "d.m.")}
    return last, Row(
        when=short_day(last), when_note=relative(last, today), **files.about(consent.case_id), shape="warning",
        what=_("Mündliche Einwilligung: %(subject)s") % {"subject": subject}, detail=over if last < today else stops,
        next_label=_("Unterschrieben"), next_url=reverse("clients:consent_confirm", args=[consent.pk]),
        next_method="post",
    )  # fmt: skip


def _consent(consent: Consent, files: Files, today: date) -> Due:
    return _due_row(
        consent.expires_on, today, _("Danach darf nichts mehr weitergegeben werden."), **files.about(consent.case_id),
        what=_("Einwilligung läuft aus: %(purpose)s") % {"purpose": consent.purpose}, next_label=_("Verlängern"),
        next_url=reverse("clients:consent_new", args=[consent.case_id]),
    )  # fmt: skip


def _review(review: DueReview, files: Files, today: date) -> Due:
    version = review.version
    return _due_row(
        review.due_on, today, _("Der vereinbarte Tag für die Überprüfung."), **files.about(version.case_id),
        what=_("Hilfeplan überprüfen"), next_label=_("Überprüfen"), next_url=reverse("plan:review", args=[version.pk]),
    )  # fmt: skip


def _ask_again(referral: Referral, files: Files, today: date) -> Due:
    return _due_row(
        referral.review_on or today, today, stand_of_referral(referral).words, **files.about(referral.case_id),
        what=_("Nachfragen: %(offer)s") % {"offer": referral.offer.name}, next_label=_("Vermittlung öffnen"),
        next_url=reverse("referrals:referral", args=[referral.pk]),
    )  # fmt: skip


def _agreed(step: AgreedStep, today: date) -> Due:
    """Taken on in the round of the team; in a case of one's own it is a task there instead."""
    return _due_row(
        step.until, today, _("In der Teamrunde verabredet."), who=_("Teamrunde"),
        who_url=reverse("teamround:item", args=[step.item_id]), what=step.what, next_label=_("Erledigt"),
        next_url=reverse("teamround:step_done", args=[step.pk]), next_method="post",
    )  # fmt: skip
