"""Loading a file for a page: the one way in, which also writes the access log."""

from uuid import UUID

from django.http import Http404

from fahrwasser.accounts.doors import StaffRequest
from fahrwasser.audit.actions import note_access
from fahrwasser.cases.models import Case


def readable_case(request: StaffRequest, case_id: UUID) -> Case:
    """The file whose content this person may read. A hidden one and a missing one are the same 404; both are logged."""
    note_access(request, case_id)
    case = Case.objects.readable_by(request.user).filter(pk=case_id).select_related("lead", "second", "unit").first()
    if case is None:
        raise Http404
    return case


def known_case(request: StaffRequest, case_id: UUID) -> Case:
    """The file this person may know of: number, kind, lead; nothing of its content."""
    note_access(request, case_id)
    case = Case.objects.visible_to(request.user).filter(pk=case_id).select_related("lead", "unit").first()
    if case is None:
        raise Http404
    return case
