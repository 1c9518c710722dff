"""Reading receipts."""

from django.db.models import QuerySet

from fahrwasser.accounts.models import User
from fahrwasser.cases.models import Case
from fahrwasser.letters.models import ApplicationReceipt


def receipts_of(case: Case, user: User) -> QuerySet[ApplicationReceipt]:
    """The receipts of one file, the newest first."""
    rows: QuerySet[ApplicationReceipt] = ApplicationReceipt.objects.visible_to(user)
    return rows.filter(case=case).select_related("received_by").order_by("-received_at", "-pk")
