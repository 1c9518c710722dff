"""Reading what came by the public form, and which towns have one."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from fahrwasser.accounts.models import Organisation, Unit, User
from fahrwasser.accounts.queries import current_memberships
from fahrwasser.accounts.rules import FileReach, roles
from fahrwasser.intake import clocks
from fahrwasser.intake.models import PublicEnquiry
from fahrwasser.intake.queries import due_words

SHOWN_AT_MOST = 100
UNCHECKED = "öffentliches Formular, Absender nicht geprüft"


def towns() -> QuerySet[Organisation]:
    """The municipalities with a team that takes enquiries, by name."""
    teams = Unit.objects.filter(kind=Unit.Kind.CASE_MANAGEMENT)
    return Organisation.objects.filter(kind=Organisation.Kind.MUNICIPALITY, pk__in=teams.values("controller")).order_by(
        "name"
    )


def has_coordination(town: Organisation) -> bool:
    """Whether somebody oversees the files of this town, so that something may be kept for them."""
    overseeing = [role.name for role in roles().values() if role.file_reach == FileReach.ALL_BELOW_2]
    return current_memberships().filter(role__in=overseeing, unit__controller=town).exists()


@dataclass(frozen=True)
class Line:
    """A sent enquiry in a list; ``left``: working days until it must be decided."""

    sent: PublicEnquiry
    left: int

    @property
    def is_late(self) -> bool:
        return self.left < 0

    @property
    def due_words(self) -> str:
        return due_words(self.left)


def _open(user: User) -> QuerySet[PublicEnquiry]:
    found: QuerySet[PublicEnquiry] = PublicEnquiry.objects.visible_to(user)
    return found.filter(closed_at=None).order_by("received_at", "pk")


def arrived(user: User, today: date) -> list[Line]:
    """What waits to be taken or closed: where the sender fears danger first, then the oldest."""
    rows = _open(user).filter(suspicion="")[:SHOWN_AT_MOST]
    lines = [Line(row, clocks.days_left(row.received_at, today)) for row in rows]
    return sorted(lines, key=lambda line: line.sent.danger != PublicEnquiry.Danger.YES)


def suspected(user: User) -> list[PublicEnquiry]:
    """The pile of what may be spam, the oldest first."""
    return list(_open(user).exclude(suspicion="")[:SHOWN_AT_MOST])


def suspected_count(user: User) -> int:
    return _open(user).exclude(suspicion="").count()


def sent_enquiry(user: User, sent_id: UUID) -> PublicEnquiry | None:
    """One that is still open."""
    return _open(user).filter(pk=sent_id).first()


def as_typed(sent: PublicEnquiry) -> dict[str, Any]:
    """What the sender wrote, as the beginning of the form for a new file."""
    return {
        "received_at": sent.received_at,
        "channel": sent.channel,
        "referrer": f"{sent.sender} ({UNCHECKED}), {sent.call_back}"[:200],
        "referrer_agreed": "yes",
        "first_name": sent.first_name,
        "last_name": sent.last_name,
        "language": sent.language,
        "interpreter_needed": sent.interpreter_needed,
        "manager_wish": sent.manager_wish,
        "concern": sent.concern,
        "safe_way": sent.safe_way,
        "danger": "yes" if sent.danger == PublicEnquiry.Danger.YES else "",
    }
