"""Reading receipts."""

from uuid import UUID

from django.db.models import QuerySet

from fahrwasser.accounts.models import User
from fahrwasser.cases.models import Case
from fahrwasser.letters.models import ApplicationReceipt


def receipts_of(case: Case, user: User) -> QuerySet[ApplicationReceipt]:
    """The receipts of one file, the newest first."""
    rows: QuerySet[ApplicationReceipt] = ApplicationReceipt.objects.visible_to(user)
    return rows.filter(case=case).select_related("received_by").order_by("-received_at", "-pk")


def receipt(user: User, receipt_id: UUID) -> ApplicationReceipt | None:
    """One receipt, or None when it is not there for this person."""
    found: ApplicationReceipt | None = ApplicationReceipt.objects.visible_to(user).filter(pk=receipt_id).first()
    return found
