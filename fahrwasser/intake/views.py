"""The pages of the front desk."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from fahrwasser.accounts.doors import StaffRequest, may
from fahrwasser.accounts.models import User
from fahrwasser.accounts.queries import may as person_may
from fahrwasser.accounts.rules import Permission
from fahrwasser.cases.models import Case
from fahrwasser.cases.views import readable_case
from fahrwasser.clients import queries as clients
from fahrwasser.clients.forms import language_choices
from fahrwasser.core import clock
from fahrwasser.core.ids import new_id
from fahrwasser.core.pages import page
from fahrwasser.intake import actions, queries, rules
from fahrwasser.intake.forms import CHANNELS, DecisionForm, EmergencyForm, EnquiryForm, WithLeads
from fahrwasser.intake.models import Enquiry
from fahrwasser.work import queries as tasks
from fahrwasser.work.forms import kept


@may(Permission.ENQUIRY_TAKE)
def enquiries(request: StaffRequest) -> HttpResponse:
    rows = queries.enquiries(request.user)
    context = {
        "undecided": [row for row in rows if not row.enquiry.decision],
        "decided": [row for row in rows if row.enquiry.decision],
        "elsewhere": queries.elsewhere(request.user),
    }
    return page(request, "intake/enquiries.html", context)


def _lead(user: User) -> User | None:
    """Whoever takes an enquiry leads it, unless they lead no cases."""
    return user if person_may(user, Permission.CASE_WORK) else None


@may(Permission.ENQUIRY_TAKE)
def new(request: StaffRequest) -> HttpResponse:
    """Take an enquiry."""
    draft = kept(request.user, request.path)
    start = {"entry": new_id(), "received_at": clock.now(), "lead": _lead(request.user), "referrer_agreed": ""}
    form = EnquiryForm(request.POST or None, by=request.user, initial={**start, **draft.initial(EnquiryForm)})
    if request.method == "POST" and form.carries_out(
        lambda: actions.take(by=request.user, now=clock.now(), draft=request.path, **form.taking())
    ):
        messages.success(request, _("Die Anfrage ist aufgenommen."))
        return _go_on(request, form, "intake:enquiry")
    return page(request, "intake/new.html", {"form": form, "kept": draft})


@may(Permission.ENQUIRY_TAKE)
def emergency(request: StaffRequest) -> HttpResponse:
    """The emergency path: help first."""
    draft = kept(request.user, request.path)
    start = {"entry": new_id(), "lead": _lead(request.user), "second": queries.usual_second(request.user)}
    form = EmergencyForm(request.POST or None, by=request.user, initial={**start, **draft.initial(EmergencyForm)})
    if request.method == "POST" and form.carries_out(
        lambda: actions.take_emergency(by=request.user, now=clock.now(), draft=request.path, **form.taking())
    ):
        messages.success(request, _("Die Akte ist offen. Helfen Sie jetzt; die Einwilligung folgt in 14 Tagen."))
        return _go_on(request, form, "desk:case")
    return page(request, "intake/emergency.html", {"form": form, "kept": draft})


def _go_on(request: StaffRequest, form: WithLeads, view: str) -> HttpResponse:
    """To the new file, or back to the list for somebody who may not open it."""
    case = queries.taken(request.user, form.cleaned_data["entry"])
    return redirect(view, case.pk) if case else redirect("intake:enquiries")


def _enquiry(case: Case, user: User) -> Enquiry:
    found = queries.enquiry_of(case, user)
    if found is None:
        raise Http404
    return found


@may(Permission.ENQUIRY_TAKE)
def enquiry(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """What is known, and the way to the decision."""
    case = readable_case(request, case_id)
    found = _enquiry(case, request.user)
    person = clients.main_person(case, request.user)
    context = {
        "case": case,
        "enquiry": found,
        "person": person,
        "channel": clients.channel_of(case, request.user),
        "safety": queries.safety_of(case, request.user),
        "tasks": tasks.open_tasks(request.user, case.pk),
        "language": dict(language_choices()).get(person.languages if person else "", person and person.languages),
        "came_by": CHANNELS.get(found.channel, _("Notfallweg")),
        "undecided": case.is_open and case.kind != Case.Kind.CASE_MANAGEMENT,
    }
    return page(request, "intake/enquiry.html", context)


@may(Permission.CASE_OPEN)
def decide(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Criteria, proposal, decision. ``preview`` shows the proposal for the answers and decides nothing."""
    case = readable_case(request, case_id)
    found = _enquiry(case, request.user)
    form = DecisionForm(request.POST or None, initial=_prefilled(found, request.user))
    if (
        "preview" not in request.POST
        and request.method == "POST"
        and form.carries_out(lambda: actions.decide(enquiry=found, by=request.user, now=clock.now(), **form.deciding()))
    ):
        messages.success(request, _("Die Entscheidung ist festgehalten."))
        return redirect("desk:case", case.pk)
    answered = form.is_valid() if request.POST else False
    proposal = rules.propose(form.criteria()) if answered else None
    context = {"form": form, "case": case, "enquiry": found, "asked": request.method == "POST"}
    return page(request, "intake/decide.html", {**context, "proposal": proposal, "label": _label(proposal)})


def _label(proposal: str | None) -> Any:
    return Enquiry.Decision(proposal).label if proposal else ""


def _prefilled(found: Enquiry, user: User) -> dict[str, Any]:
    """The answers of last time, or what the needs say; all else is unclear."""
    needs = queries.needs_of(found.case, user)
    unclear = dict.fromkeys(("actors", "regular_way_fails", "overload", "wish"), rules.Answer.UNCLEAR)
    known = {"complexity": rules.complexity(needs), "risk": rules.is_risk(needs), "elsewhere": ""}
    return {**unclear, **known, **found.criteria, "leading_body": found.leading_body}
