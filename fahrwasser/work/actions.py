"""The worker's own things: drafts, tasks, follow-up dates, notices."""

from datetime import date, datetime
from urllib.parse import parse_qs
from uuid import UUID

from django.db import transaction

from fahrwasser.accounts.models import User
from fahrwasser.audit import actions as audit
from fahrwasser.cases.models import Case
from fahrwasser.core.errors import NotAllowed
from fahrwasser.work import rules
from fahrwasser.work.models import Draft, FollowUpDate, Notice, Task

LARGEST_DRAFT = 200_000  # bytes
LABEL_FIELD = "draft_label"


@transaction.atomic
def save_draft(*, user: User, form: str, content: str, now: datetime) -> None:
    """Keep what ``user`` has typed into the page at address ``form``: its fields, URL-encoded.

    The field ``draft_label`` among them names the draft on my day. The one before is replaced.
    """
    if len(content.encode()) > LARGEST_DRAFT:
        raise NotAllowed("Der Entwurf ist zu lang. Bitte speichern Sie und schreiben Sie in einem neuen Eintrag.")
    label = parse_qs(content).get(LABEL_FIELD, [""])[0][:200]
    Draft.objects.bulk_create(
        [Draft(user=user, form=form, label=label, content=content, saved_at=now)],
        update_conflicts=True,
        unique_fields=["user", "form"],
        update_fields=["label", "content", "saved_at"],
    )


def discard_draft(*, user: User, form: str) -> None:
    """The form was saved, or its draft is not wanted any more."""
    Draft.objects.visible_to(user).filter(form=form).delete()


@transaction.atomic
def add_task(
    *, case: Case, what: str, due_on: date, by: User, now: datetime, why: str = "", kind: str = Task.Kind.CASE_WORK
) -> Task:
    """Something to do on a case until ``due_on``; ``why`` is the reason that it exists, ``kind`` says whose it is."""
    rules.check_kind(kind, is_protected=case.is_protected)
    task = Task(case=case, kind=kind, what=what, why=why, due_on=due_on)
    task.save(force_insert=True)
    audit.record(case_id=case.id, verb="task.added", by=by, now=now)
    return task


@transaction.atomic
def finish_task(*, task: Task, by: User, now: datetime) -> Task:
    """The task is done; a second time changes nothing."""
    if Task.objects.filter(pk=task.pk, done_on=None).update(done_on=now.date()):
        task.done_on = now.date()
        audit.record(case_id=task.case_id, verb="task.done", by=by, now=now)
    return task


@transaction.atomic
def follow_up(*, case: Case, on: date, why: str, by: User, now: datetime) -> FollowUpDate:
    """The case is seen again on that day by those who work on it then."""
    rules.check_follow_up(on, now.date())
    again = FollowUpDate(case=case, on=on, why=why, by=by)
    again.save(force_insert=True)
    audit.record(case_id=case.id, verb="follow_up.set", by=by, now=now)
    return again


@transaction.atomic
def followed_up(*, again: FollowUpDate, by: User, now: datetime) -> None:
    """It was looked at; a second time changes nothing."""
    if again.done_on is None:
        again.done_on = now.date()
        again.save(update_fields=["done_on"])
        audit.record(case_id=again.case_id, verb="follow_up.done", by=by, now=now)


def notify(*, user: User, words: str, now: datetime, about_case: UUID | None = None) -> None:
    """Tell one person something; they may be somebody whom the writer cannot look over the shoulder."""
    Notice(user=user, at=now, words=words, about_case=about_case).save(force_insert=True)


def mark_read(*, notice: Notice, now: datetime) -> None:
    """The person has read the notice; the first time counts."""
    notice.read_at = notice.read_at or now
    notice.save(update_fields=["read_at"])
