"""Pages of the data protection officer: logs only, never the content of a file."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from fahrwasser.accounts.doors import StaffRequest, may
from fahrwasser.accounts.rules import Permission
from fahrwasser.audit.models import Access
from fahrwasser.core.pages import page
from fahrwasser.privacy import queries, rules
from fahrwasser.privacy.forms import PeriodForm
from fahrwasser.work.queries import unread

ROWS = 50  # accesses on a page


def _in_words(found: list[Access]) -> list[dict[str, Any]]:
    numbers = queries.numbers(access.case_id for access in found)
    return [
        {
            "access": access,
            "page": rules.page_in_words(access.page),
            "number": numbers.get(access.case_id, "") if access.case_id else "",
        }
        for access in found
    ]


@require_GET
@may(Permission.LOG_READ)
def accesses(request: StaffRequest) -> HttpResponse:
    form = PeriodForm(request.GET or None)
    period = form.cleaned_data if form.is_valid() else {}
    found = queries.accesses(request.user, period.get("von"), period.get("bis"))
    sheet = Paginator(found, ROWS).get_page(request.GET.get("seite"))
    context = {
        "form": form,
        "notices": unread(request.user),
        "sheet": sheet,
        "rows": _in_words(list(sheet)),
        "query": urlencode({name: f"{day:%d.%m.%Y}" for name, day in period.items() if day}),
    }
    return page(request, "privacy/accesses.html", context)


@require_GET
@may(Permission.LOG_READ)
def emergencies(request: StaffRequest) -> HttpResponse:
    sheet = Paginator(queries.emergencies(), ROWS).get_page(request.GET.get("seite"))
    return page(request, "privacy/emergencies.html", {"sheet": sheet})


@require_GET
@may(Permission.LOG_READ)
def retention(request: StaffRequest) -> HttpResponse:
    return page(request, "privacy/retention.html", {"groups": queries.retention()})
