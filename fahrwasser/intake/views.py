"""The pages of the front desk."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fahrwasser.accounts.doors import StaffRequest, may
from fahrwasser.accounts.models import User
from fahrwasser.accounts.queries import home_unit
from fahrwasser.accounts.queries import may as person_may
from fahrwasser.accounts.rules import Permission
from fahrwasser.cases.models import Case
from fahrwasser.cases.views import readable_case
from fahrwasser.clients import queries as clients
from fahrwasser.clients.forms import language_choices
from fahrwasser.contacts import actions as contacts
from fahrwasser.contacts.models import Contact
from fahrwasser.core import clock
from fahrwasser.core.errors import NotAllowed
from fahrwasser.core.ids import new_id
from fahrwasser.core.pages import page
from fahrwasser.intake import actions, clocks, public_queries, queries, rules
from fahrwasser.intake.forms import (
    CHANNELS,
    AdviceForm,
    BriefForm,
    DecisionForm,
    EmergencyForm,
    EnquiryForm,
    KnownForm,
    SafetyForm,
    WithLeads,
)
from fahrwasser.intake.models import Enquiry
from fahrwasser.work import queries as tasks
from fahrwasser.work.forms import kept


@may(Permission.ENQUIRY_TAKE)
def enquiries(request: StaffRequest) -> HttpResponse:
    """What waits for a decision, the waiting list, running short advice, and what was decided."""
    user, today = request.user, clock.today()
    context = {
        "arrived": public_queries.arrived(user, today),
        "suspected": public_queries.suspected_count(user),
        "undecided": queries.undecided(user, today),
        "waiting": queries.waiting(user, today),
        "advices": queries.running_advice(user, today),
        "decided": queries.decided(user, today),
        "elsewhere": queries.elsewhere(user),
        "today": today,
        "contacts_at_most": clocks.ADVICE_CONTACTS,
        "days_at_most": clocks.ADVICE_DAYS,
    }
    return page(request, "intake/enquiries.html", context)


def lead_of(user: User) -> User | None:
    """Whoever takes an enquiry leads it, unless they lead no cases."""
    return user if person_may(user, Permission.CASE_WORK) else None


@may(Permission.ENQUIRY_TAKE)
def new(request: StaffRequest) -> HttpResponse:
    """Take an enquiry."""
    draft = kept(request.user, request.path)
    start = {"entry": new_id(), "received_at": clock.now(), "lead": lead_of(request.user), "referrer_agreed": ""}
    start |= _from_the_counter(request.GET.get("sprache", ""))
    form = EnquiryForm(request.POST or None, by=request.user, initial={**start, **draft.initial(EnquiryForm)})
    if request.method == "POST" and form.carries_out(
        lambda: actions.take(by=request.user, now=clock.now(), draft=request.path, **form.taking())
    ):
        messages.success(request, _("Die Anfrage ist aufgenommen."))
        return to_the_file(request, form, "intake:enquiry")
    questions = queries.safety_questions(home_unit(request.user).controller, form["language"].value() or "")
    return page(request, "intake/new.html", {"form": form, "kept": draft, "questions": questions})


def _from_the_counter(language: str) -> dict[str, Any]:
    """What is known when somebody has pointed at a language: they are here, and an interpreter is needed."""
    known = language and language in dict(language_choices())
    return {"language": language, "interpreter_needed": True, "channel": "self"} if known else {}


@may(Permission.ENQUIRY_TAKE)
def emergency(request: StaffRequest) -> HttpResponse:
    """The emergency path: help first."""
    draft = kept(request.user, request.path)
    form = EmergencyForm(
        request.POST or None, by=request.user,
        initial={"entry": new_id(), **_names(request.user), **draft.initial(EmergencyForm)},
    )  # fmt: skip
    if request.method == "POST" and form.carries_out(
        lambda: actions.take_emergency(by=request.user, now=clock.now(), draft=request.path, **form.taking())
    ):
        messages.success(request, _("Die Akte ist offen. Helfen Sie jetzt; die Einwilligung folgt in 14 Tagen."))
        return to_the_file(request, form, "desk:case")
    return page(request, "intake/emergency.html", {"form": form, "kept": draft})


def _names(user: User) -> dict[str, User | None]:
    """Lead and second name, so that nobody has to look for one in an emergency."""
    lead = lead_of(user) or queries.usual_lead(user)
    return {"lead": lead, "second": queries.usual_second(lead) if lead else None}


def to_the_file(request: StaffRequest, form: WithLeads, view: str) -> HttpResponse:
    """To the new file, or back to the list for somebody who may not open it."""
    case = queries.taken(request.user, form.cleaned_data["entry"])
    return redirect(view, case.pk) if case else redirect("intake:enquiries")


@may(Permission.ENQUIRY_TAKE)
def brief(request: StaffRequest) -> HttpResponse:
    """A question answered at once: counted without a name."""
    form = BriefForm(request.POST or None, initial={"entry": new_id(), "language": request.GET.get("sprache", "")})
    if request.method == "POST" and form.carries_out(
        lambda: contacts.record(
            by=request.user, now=clock.now(), at=clock.now(), case=None, direction=Contact.Direction.IN,
            **form.cleaned_data,
        )
    ):  # fmt: skip
        messages.success(request, _("Die Kurzauskunft ist gezählt."))
        return redirect("intake:enquiries")
    return page(request, "intake/brief.html", {"form": form})


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
        "advice": queries.advice_of(case, request.user, clock.today()),
        "earlier": queries.earlier_advice(case, request.user),
        "maybe_known": queries.maybe_known(case, request.user) if case.is_open and not found.decision else [],
        "other_files": clients.other_files_of(person, request.user) if person else [],
        "left": clocks.days_left(found.received_at, clock.today()),
        "takes_applications": case.is_open and person_may(request.user, Permission.CASE_WORK),
        "undecided": case.is_open and case.kind != Case.Kind.CASE_MANAGEMENT,
    }
    return page(request, "intake/enquiry.html", context)


@may(Permission.ENQUIRY_TAKE)
def safety(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """The safety questions once more: nobody asked, or something has changed."""
    case = readable_case(request, case_id)
    form = SafetyForm(request.POST or None, by=request.user, **_safety_so_far(case, request.user))
    if request.method == "POST" and form.carries_out(lambda: _ask_safety(request, case, form)):
        messages.success(request, _("Die Antworten sind festgehalten."))
        return redirect("intake:enquiry", case.pk)
    person = clients.main_person(case, request.user)
    questions = queries.safety_questions(case.controller, person.languages if person else "")
    context = {"form": form, "case": case, "name": person.name if person else "", "questions": questions}
    return page(request, "intake/safety.html", context)


def _ask_safety(request: StaffRequest, case: Case, form: SafetyForm) -> None:
    second = form.cleaned_data["second"]
    actions.ask_safety(case=case, by=request.user, now=clock.now(), safety=form.safety(), second=second)


def _safety_so_far(case: Case, user: User) -> dict[str, Any]:
    """The safe way as it stands; the questions themselves are asked anew."""
    known = clients.channel_of(case, user)
    way = {"safe_way": known.how, "phone": known.phone, "never": known.never} if known else {}
    second = case.second or queries.usual_second(user)
    return {"recorded": {**way, "second": case.second}, "initial": {"second": second}}


@may(Permission.CASE_OPEN)
def decide(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Criteria, proposal, decision. ``preview`` shows the proposal for the answers and decides nothing."""
    case = readable_case(request, case_id)
    found = _enquiry(case, request.user)
    known = rules.prefilled(queries.known_facts(found, request.user, clock.today()))
    draft = kept(request.user, request.path)
    form = DecisionForm(request.POST or None, recorded=_answers(found, known), initial=draft.initial(DecisionForm))
    if (
        "preview" not in request.POST
        and request.method == "POST"
        and form.carries_out(lambda: actions.decide(enquiry=found, by=request.user, now=clock.now(), **form.deciding()))
    ):
        messages.success(request, _("Die Entscheidung ist festgehalten."))
        return redirect("desk:case", case.pk)
    criteria = _criteria(form)
    context = {"form": form, "case": case, "enquiry": found, "known": known, "explained": rules.explain(criteria)}
    return page(request, "intake/decide.html", {**context, "label": _label(rules.propose(criteria)), "kept": draft})


def _label(proposal: str) -> Any:
    return Enquiry.Decision(proposal).label if proposal else ""


def _answers(found: Enquiry, known: list[rules.Prefill]) -> dict[str, Any]:
    """The answers of last time, or what the file says; all else is unclear."""
    names = ("complexity", "actors", "regular_way_fails", "overload", "wish")
    prefilled = {one.field: one.answer for one in known}
    body = {"body": found.body, "body_name": found.body_name}
    return {**dict.fromkeys(names, rules.Answer.UNCLEAR), "elsewhere": "", **prefilled, **found.criteria, **body}


def _criteria(form: DecisionForm) -> rules.Criteria:
    """The answers as they stand on the page."""
    names = ("complexity", "actors", "regular_way_fails", "overload", "wish")
    answers = {name: _known(rules.Answer, form[name].value(), rules.Answer.UNCLEAR) for name in names}
    elsewhere = _known(rules.Elsewhere, form["elsewhere"].value(), rules.Elsewhere.NOBODY)
    return rules.Criteria(**answers, risk=bool(form["risk"].value()), elsewhere=elsewhere)


def _known(codes: Any, typed: Any, otherwise: Any) -> Any:
    return codes(typed) if typed in list(codes) else otherwise


@may(Permission.CASE_OPEN)
def advice(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Short advice: how far it has come, and how it ends."""
    case = readable_case(request, case_id)
    running = queries.advice_of(case, request.user, clock.today())
    if running is None:
        return redirect("intake:enquiry", case.pk)
    form = AdviceForm(request.POST or None, needs=queries.open_needs(case, request.user))
    if request.method == "POST" and form.carries_out(
        lambda: actions.end_advice(case=case, by=request.user, now=clock.now(), **form.ending())
    ):
        messages.success(request, _("Die Kurzberatung ist beendet."))
        return redirect("intake:enquiry", case.pk)
    limits = {"contacts_at_most": clocks.ADVICE_CONTACTS, "days_at_most": clocks.ADVICE_DAYS}
    return page(request, "intake/advice.html", {"form": form, "case": case, "running": running, **limits})


@may(Permission.CASE_OPEN)
@require_POST
def again(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Somebody comes back after short advice."""
    case = readable_case(request, case_id)
    try:
        actions.take_up_again(case=case, by=request.user, now=clock.now())
    except NotAllowed as refusal:
        messages.error(request, refusal.sentence)
        return redirect("intake:enquiry", case.pk)
    messages.success(request, _("Die Akte ist wieder offen. Entscheiden Sie, wie es weitergeht."))
    return redirect("intake:decide", case.pk)


@may(Permission.CASE_OPEN)
def known(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Perhaps the person has a file already: choose which, and say how one knows."""
    case = readable_case(request, case_id)
    found = _enquiry(case, request.user)
    form = KnownForm(request.POST or None, candidates=queries.maybe_known(case, request.user))
    if request.method == "POST" and form.carries_out(lambda: _belongs_to(request, found, form)):
        messages.success(request, _("Die Anfrage gehört jetzt zu der anderen Akte."))
        return redirect("intake:enquiry", case.pk)
    name = clients.names_of([case], request.user).get(case.pk, "")
    return page(request, "intake/known.html", {"form": form, "case": case, "name": name})


def _belongs_to(request: StaffRequest, found: Enquiry, form: KnownForm) -> None:
    person, reason = form.cleaned_data["person"], form.cleaned_data["reason"]
    actions.belongs_to(enquiry=found, other=person, reason=reason, by=request.user, now=clock.now())


@may(Permission.CASE_OPEN)
@require_POST
def separate(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """It was somebody else after all."""
    case = readable_case(request, case_id)
    try:
        actions.separate(enquiry=_enquiry(case, request.user), by=request.user, now=clock.now())
        messages.success(request, _("Die Anfrage ist wieder offen."))
    except NotAllowed as refusal:
        messages.error(request, refusal.sentence)
    return redirect("intake:enquiry", case.pk)
