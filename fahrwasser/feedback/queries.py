"""Reading slips and remarks: a slip by its token through one function, remarks only for the lead."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from fahrwasser.accounts.models import Organisation, User
from fahrwasser.core.encryption import decrypt
from fahrwasser.feedback.models import Remark
from fahrwasser.feedback.rules import cleaned, digest_of

SHOWN_AT_MOST = 100


@dataclass(frozen=True)
class Opened:
    """What the owner of a slip may see. ``state`` is open, used, or the state of the remark; ``reply`` in clear."""

    digest: str
    controller: Organisation
    state: str
    reply: str

    @property
    def is_open(self) -> bool:
        return self.state == "open"


def opened(token: str, today: date) -> Opened | None:
    """The slip behind a token; None for one that never was, or was not used in its time."""
    bare = cleaned(token)
    if not bare:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT controller_id, state, reply FROM fw.slip(%s, %s)", [digest_of(bare), today])
        row = cursor.fetchone()
    if row is None:
        return None
    return Opened(digest_of(bare), Organisation.objects.get(pk=row[0]), row[1], decrypt(row[2]))


@dataclass(frozen=True)
class Line:
    """A remark in clear, for a list or its page."""

    remark: Remark
    words: str
    reply: str


def _line(remark: Remark) -> Line:
    return Line(remark, decrypt(remark.sealed_words), decrypt(remark.sealed_reply))


def _remarks(user: User) -> QuerySet[Remark]:
    found: QuerySet[Remark] = Remark.objects.visible_to(user)
    return found


def open_remarks(user: User) -> list[Line]:
    """What is not done: complaints first, then the oldest."""
    rows = _remarks(user).exclude(state=Remark.State.DONE).order_by("-is_complaint", "received_on", "pk")
    return [_line(row) for row in rows[:SHOWN_AT_MOST]]


def done_remarks(user: User) -> list[Line]:
    """What is done, the newest first."""
    rows = _remarks(user).filter(state=Remark.State.DONE).order_by("-done_on", "pk")
    return [_line(row) for row in rows[:SHOWN_AT_MOST]]


def remark(user: User, remark_id: UUID) -> Line | None:
    found = _remarks(user).filter(pk=remark_id).first()
    return _line(found) if found else None
