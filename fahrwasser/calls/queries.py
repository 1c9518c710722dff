"""Reading one's messages, and what outsiders wanted to know."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from fahrwasser.accounts.models import User
from fahrwasser.calls.models import Delivery, Message, OutsideQuery
from fahrwasser.cases.models import Case

SHOWN_AT_MOST = 100


@dataclass(frozen=True)
class Line:
    """A message in one's list; ``case`` only where the match was one person whose file one reads."""

    message: Message
    case: Case | None


def open_messages(user: User) -> list[Line]:
    """What was delivered to this person and is not done, the oldest first."""
    return _lines(user, Message.objects.visible_to(user).filter(closed_at=None).order_by("taken_at", "pk"))


def closed_messages(user: User) -> list[Line]:
    """What is done, newest first."""
    return _lines(user, Message.objects.visible_to(user).exclude(closed_at=None).order_by("-closed_at", "pk"))


def _lines(user: User, messages: QuerySet[Message]) -> list[Line]:
    rows = list(messages.select_related("handled_by", "asked_for")[:SHOWN_AT_MOST])
    found = Delivery.objects.filter(user=user, message__in=rows).exclude(about_case=None)
    cases_by_message = dict(found.values_list("message_id", "about_case"))
    cases = Case.objects.readable_by(user).in_bulk(list(cases_by_message.values()))
    return [Line(row, cases.get(cases_by_message.get(row.pk))) for row in rows]


def message(user: User, message_id: UUID) -> Message | None:
    found: Message | None = Message.objects.visible_to(user).select_related("handled_by").filter(pk=message_id).first()
    return found


def outside_queries() -> list[OutsideQuery]:
    """For the data protection officer: the database gives these rows to nobody else. Newest first."""
    return list(OutsideQuery.objects.order_by("-at")[:SHOWN_AT_MOST])
