"""What the system has told a person and she has not yet read."""

from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from fahrwasser.accounts.models import User
from fahrwasser.cases.models import Case
from fahrwasser.desk.queries.rows import Row, relative, short_day
from fahrwasser.work.models import Notice
from fahrwasser.work.queries import unread


def notice_rows(user: User, today: date) -> list[Row]:
    """Unread notices, the newest first; the file is linked only where it may be known."""
    notices = list(unread(user))
    about = {notice.about_case for notice in notices if notice.about_case}
    known = Case.objects.visible_to(user).filter(pk__in=about)
    numbers: dict[UUID | None, str] = dict(known.values_list("pk", "number"))
    return [_row(notice, numbers.get(notice.about_case, ""), today) for notice in notices]


def _row(notice: Notice, number: str, today: date) -> Row:
    day = timezone.localtime(notice.at).date()
    return Row(
        when=short_day(day),
        when_note=relative(day, today),
        who=number,
        who_url=reverse("desk:case", args=[notice.about_case]) if number else "",
        what=notice.words,
        next_label=_("Gelesen"),
        next_url=reverse("work:notice_read", args=[notice.pk]),
        next_method="post",
    )
