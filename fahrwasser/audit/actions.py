"""Writing down what was done and what was opened."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest

from fahrwasser.accounts.models import User
from fahrwasser.audit.models import Event


def record(*, case_id: UUID, verb: str, by: User, now: datetime, words: str = "") -> None:
    """Write one act on a case, in the transaction of the act itself."""
    Event.objects.bulk_create([Event(case_id=case_id, at=now, by=by, verb=verb, words=words)])


def note_access(request: HttpRequest, case_id: UUID, reason: str = "") -> None:
    """Remember that this request touches a record; written after the response, whatever becomes of it."""
    request.access.append({"case_id": case_id, "reason": reason})  # type: ignore[attr-defined]
