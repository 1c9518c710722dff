"""What somebody has begun, has to do, and has been told."""

from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from fahrwasser.accounts.models import User
from fahrwasser.work.models import Draft, FollowUpDate, Notice, Task


def drafts_of(user: User) -> QuerySet[Draft]:
    """Unfinished forms, the newest first; ``form`` is the address of the page that goes on with it."""
    drafts: QuerySet[Draft] = Draft.objects.visible_to(user).order_by("-saved_at")  # type: ignore[assignment]
    return drafts


def draft(user: User, form: str) -> Draft | None:
    return drafts_of(user).filter(form=form).first()


def open_tasks(user: User, case_id: UUID | None = None) -> QuerySet[Task]:
    """Tasks on the files the person reads, the most urgent first; of one case when it is named."""
    tasks: QuerySet[Task] = Task.objects.visible_to(user).filter(done_on=None)
    if case_id:
        tasks = tasks.filter(case=case_id)
    return tasks.select_related("case").order_by("due_on", "pk")


def follow_ups(user: User, case_id: UUID | None = None, until: date | None = None) -> QuerySet[FollowUpDate]:
    """What is to be seen again on the files the person reads, the next first; of one case, or up to a day."""
    again: QuerySet[FollowUpDate] = FollowUpDate.objects.visible_to(user).filter(done_on=None)
    if case_id:
        again = again.filter(case=case_id)
    if until:
        again = again.filter(on__lte=until)
    return again.select_related("by").order_by("on", "pk")


def unread(user: User) -> QuerySet[Notice]:
    """Notices not yet read, the newest first."""
    notices: QuerySet[Notice] = Notice.objects.visible_to(user).filter(read_at=None)  # type: ignore[assignment]
    return notices.order_by("-at")
