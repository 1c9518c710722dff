"""What has been reached in a case."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fahrwasser.accounts.doors import StaffRequest, may
from fahrwasser.accounts.rules import Permission
from fahrwasser.cases.models import Case
from fahrwasser.cases.views import readable_case
from fahrwasser.clients.queries import people_of
from fahrwasser.core import clock
from fahrwasser.core.pages import page
from fahrwasser.outcomes import actions, queries
from fahrwasser.outcomes.forms import LastingForm, OutcomeForm
from fahrwasser.outcomes.models import OutcomeEvent


@may(Permission.CASE_WORK)
def outcomes(request: StaffRequest, case_id: UUID) -> HttpResponse:
    case = readable_case(request, case_id)
    form = OutcomeForm(
        request.POST or None, people=people_of(case, request.user), initial={"day": clock.today(), "evidence": "paper"}
    )
    if request.method == "POST" and form.carries_out(
        lambda: actions.record(case=case, by=request.user, now=clock.now(), **form.cleaned_data)
    ):
        messages.success(request, _("Das Ergebnis ist eingetragen."))
        return redirect("outcomes:outcomes", case.pk)
    rows = queries.of_case(case, request.user)
    supply = queries.school_supply(case, request.user, clock.today())
    return page(request, "outcomes/outcomes.html", {"form": form, "case": case, "rows": rows, "supply": supply})


def _readable(request: StaffRequest, outcome_id: UUID) -> tuple[OutcomeEvent, Case]:
    found = queries.outcome(request.user, outcome_id)
    if found is None:
        raise Http404
    return found, readable_case(request, found.case_id)


@may(Permission.CASE_WORK)
def outcome(request: StaffRequest, outcome_id: UUID) -> HttpResponse:
    found, case = _readable(request, outcome_id)
    form = LastingForm(request.POST or None, initial={"on": clock.today()})
    if request.method == "POST" and form.carries_out(
        lambda: actions.answer_lasting(outcome=found, by=request.user, now=clock.now(), **form.cleaned_data)
    ):
        messages.success(request, _("Die Antwort ist eingetragen."))
        return redirect("outcomes:outcomes", case.pk)
    return page(request, "outcomes/outcome.html", {"form": form, "case": case, "outcome": found})


@require_POST
@may(Permission.CASE_WORK)
def in_error(request: StaffRequest, outcome_id: UUID) -> HttpResponse:
    found, case = _readable(request, outcome_id)
    actions.mark_in_error(outcome=found, by=request.user, now=clock.now())
    messages.success(request, _("Das Ergebnis zählt nicht mehr. In der Geschichte der Akte bleibt es stehen."))
    return redirect("outcomes:outcomes", case.pk)
