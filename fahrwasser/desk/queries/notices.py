"""What the system has told a person, what was taken at the telephone, and what happened while she was away."""

from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from fahrwasser.absence.queries import running
from fahrwasser.accounts.models import User
from fahrwasser.calls.queries import Line, open_messages
from fahrwasser.cases.models import Case
from fahrwasser.desk.queries.rows import Row, relative, short_day
from fahrwasser.work.models import Notice
from fahrwasser.work.queries import unread


def told(user: User, today: date) -> list[Row]:
    """Everything somebody wants this person to know: a long absence first, then calls, then notices."""
    return [*_away(user, today), *_calls(user, today), *notice_rows(user, today)]


def _away(user: User, today: date) -> list[Row]:
    absence = running(user)
    if absence is None or absence.since == today:
        return []
    return [
        Row(
            when=short_day(absence.since),
            when_note=relative(absence.since, today),
            what=_("Während Sie nicht da waren"),
            detail=_("Was andere in Ihren Fällen getan haben."),
            next_label=_("Ansehen"),
            next_url=reverse("absence:back"),
        )
    ]


def _calls(user: User, today: date) -> list[Row]:
    """Messages nobody else has taken on, the oldest first."""
    lines = [line for line in open_messages(user) if line.message.handled_by_id in (None, user.pk)]
    return [_call(line, today) for line in lines]


def _call(line: Line, today: date) -> Row:
    day = timezone.localtime(line.message.taken_at).date()
    return Row(
        when=short_day(day),
        when_note=relative(day, today),
        who=line.message.about,
        who_url=reverse("desk:case", args=[line.case.pk]) if line.case else "",
        what=line.message.concern,
        detail=line.message.call_back or line.message.caller,
        next_label=_("Nachricht öffnen"),
        next_url=reverse("calls:inbox"),
    )


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
