"""What comes by the public form: taken in without looking anybody up, later taken into a file, closed, or spam."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from fahrwasser.accounts.models import Organisation, User
from fahrwasser.cases.models import Case
from fahrwasser.core.errors import NotAllowed
from fahrwasser.intake import actions, public_queries, public_rules
from fahrwasser.intake.models import PublicEnquiry

GONE = "Das ist schon erledigt. Laden Sie die Liste neu."
BY_HAND = "von Hand hierher gelegt"


@dataclass(frozen=True)
class Sent:
    """What a sender wrote; the values of ``PublicEnquiry`` by their names."""

    channel: str
    sender: str
    call_back: str
    first_name: str
    concern: str
    danger: str
    last_name: str = ""
    language: str = ""
    interpreter_needed: bool = False
    manager_wish: str = ""
    safe_way: str = ""

    @property
    def words(self) -> str:
        return " ".join((self.sender, self.concern, self.safe_way))

    def key(self, entry: UUID) -> UUID:
        """The key of what stands in the form ``entry``: the same words sent twice are one enquiry, others are not."""
        return uuid5(entry, repr(asdict(self)))


@transaction.atomic
def send(*, town: Organisation, sent: Sent, marks: public_rules.Marks, key: UUID, now: datetime) -> None:
    """Write down what was sent. The same statements for every person it may be about; a known ``key`` adds nothing."""
    afraid = sent.danger == PublicEnquiry.Danger.YES
    row = PublicEnquiry(
        pk=key, controller=town, number=public_rules.number_of(key), received_at=now, **asdict(sent),
        suspicion="; ".join(public_rules.suspicions(marks, sent.words)),
        kept_close=public_queries.has_coordination(town) and afraid,
    )  # fmt: skip
    PublicEnquiry.objects.bulk_create([row], ignore_conflicts=True)


def _lock(sent: PublicEnquiry, by: User) -> PublicEnquiry:
    found = PublicEnquiry.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=sent.pk).first()
    if found is None or found.closed_at:
        raise NotAllowed(GONE)
    return found


@transaction.atomic
def take_up(*, sent: PublicEnquiry, by: User, now: datetime, **taking: Any) -> Case:
    """It becomes a file, and nothing of it stays behind. ``taking``: as for ``intake.actions.take``."""
    _lock(sent, by).delete()
    return actions.take(by=by, now=now, **taking)


@transaction.atomic
def close(*, sent: PublicEnquiry, words: str, by: User, now: datetime) -> None:
    """Nothing for a file, and what became of it."""
    public_rules.check_outcome(words)
    found = _lock(sent, by)
    found.closed_at, found.closed_by, found.outcome = now, by, words.strip()
    found.save(update_fields=["closed_at", "closed_by", "outcome"])


@transaction.atomic
def suspect(*, sent: PublicEnquiry, by: User) -> None:
    """Somebody has read it, and it is spam: away from the list, on the pile."""
    found = _lock(sent, by)
    found.suspicion = found.suspicion or BY_HAND
    found.save(update_fields=["suspicion"])


@transaction.atomic
def rescue(*, sent: PublicEnquiry, by: User) -> None:
    """No spam after all: back to the list, with the day on which it came."""
    found = _lock(sent, by)
    found.suspicion = ""
    found.save(update_fields=["suspicion"])


@transaction.atomic
def throw_away(*, sent: PublicEnquiry, by: User) -> None:
    """Spam goes for good; an enquiry only after somebody has put it on the pile."""
    found = _lock(sent, by)
    if not found.suspicion:
        raise NotAllowed("Nur was unter Spamverdacht liegt, kann gelöscht werden.")
    found.delete()
