"""The public form without a log-in, and what the house does with what came by it."""

import re
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fahrwasser import policy
from fahrwasser.accounts import visitors
from fahrwasser.accounts.doors import StaffRequest, may, open_to_anyone
from fahrwasser.accounts.models import Organisation
from fahrwasser.accounts.rules import Permission
from fahrwasser.clients.forms import language_choices
from fahrwasser.core import clock
from fahrwasser.core.errors import NotAllowed
from fahrwasser.core.ids import new_id
from fahrwasser.core.pages import page
from fahrwasser.intake import clocks, public_actions, public_queries, public_rules, queries
from fahrwasser.intake.forms import CHANNELS, EnquiryForm
from fahrwasser.intake.models import PublicEnquiry
from fahrwasser.intake.public_forms import OutcomeForm, PublicForm
from fahrwasser.intake.views import lead_of, to_the_file
from fahrwasser.work.forms import kept

NUMBER = re.compile(r"[A-Z2-7]{4}-[A-Z2-7]{4}")


def _public(request: HttpRequest, template: str, **context: object) -> HttpResponse:
    """A page for everybody: emergency numbers, the town's telephone and its imprint are on each."""
    frame = {"urgent": policy.read("public_form")["urgent"], "phone": settings.FAHRWASSER_PUBLIC_PHONE,
             "imprint_url": settings.FAHRWASSER_IMPRINT_URL}  # fmt: skip
    return page(request, template, {**frame, **context})


@open_to_anyone("shows which towns take enquiries")
def towns(request: HttpRequest) -> HttpResponse:
    """Straight to the form where there is one town."""
    found = list(public_queries.towns())
    if len(found) == 1:
        return redirect("intake:public", found[0].pk)
    return _public(request, "intake/public_towns.html", towns=found)


@open_to_anyone("takes an enquiry in; nobody is looked up and nothing is read")
def public(request: HttpRequest, town_id: UUID) -> HttpResponse:
    """An enquiry from outside."""
    town = get_object_or_404(public_queries.towns(), pk=town_id)
    # Random keys: what stands in the page must not tell when it was opened.
    form = PublicForm(request.POST or None, initial=PublicForm.start(uuid4()))
    if request.method == "POST" and form.carries_out(lambda: _send(request, town, form)):
        return redirect("intake:public_sent", public_rules.number_of(form.key()))
    return _public(request, "intake/public.html", form=form, town=town)


def _send(request: HttpRequest, town: Organisation, form: PublicForm) -> None:
    if not visitors.has_place("per_connection", visitors.mark(request)):
        raise NotAllowed(public_rules.TOO_OFTEN)
    marks = form.marks(crowd=not visitors.has_place("per_town", str(town.pk)))
    public_actions.send(town=town, sent=form.sent(), marks=marks, key=form.key(), now=clock.now())


@open_to_anyone("says that something was taken in, whatever it was")
def public_sent(request: HttpRequest, number: str) -> HttpResponse:
    """The one answer to everything that is sent."""
    if not NUMBER.fullmatch(number):
        raise Http404
    return _public(request, "intake/public_sent.html", number=number)


def _sent(request: StaffRequest, sent_id: UUID) -> PublicEnquiry:
    found = public_queries.sent_enquiry(request.user, sent_id)
    if found is None:
        raise Http404
    return found


@may(Permission.ENQUIRY_TAKE)
def sent_enquiry(request: StaffRequest, sent_id: UUID) -> HttpResponse:
    """What was sent, and the ways on; closing it here wants a sentence."""
    sent = _sent(request, sent_id)
    form = OutcomeForm(request.POST or None)
    if request.method == "POST" and form.carries_out(
        lambda: public_actions.close(sent=sent, by=request.user, now=clock.now(), **form.cleaned_data)
    ):
        messages.success(request, _("Erledigt, ohne Akte."))
        return redirect("intake:enquiries")
    context = {
        "sent": sent, "form": form, "came_by": CHANNELS.get(sent.channel, sent.channel),
        "language": dict(language_choices()).get(sent.language, sent.language),
        "left": queries.due_words(clocks.days_left(sent.received_at, clock.today())),
    }  # fmt: skip
    return page(request, "intake/sent_enquiry.html", context)


@may(Permission.ENQUIRY_TAKE)
def take_up(request: StaffRequest, sent_id: UUID) -> HttpResponse:
    """The form for a new file, begun with what was sent."""
    sent = _sent(request, sent_id)
    draft = kept(request.user, request.path)
    start = {**public_queries.as_typed(sent), "entry": new_id(), "lead": lead_of(request.user)}
    form = EnquiryForm(request.POST or None, by=request.user, initial={**start, **draft.initial(EnquiryForm)})
    if request.method == "POST" and form.carries_out(
        lambda: public_actions.take_up(sent=sent, by=request.user, now=clock.now(), draft=request.path, **form.taking())
    ):
        messages.success(request, _("Die Anfrage ist aufgenommen."))
        return to_the_file(request, form, "intake:enquiry")
    questions = queries.safety_questions(sent.controller, form["language"].value() or "")
    return page(request, "intake/new.html", {"form": form, "kept": draft, "questions": questions, "sent": sent})


@may(Permission.ENQUIRY_TAKE)
def suspected(request: StaffRequest) -> HttpResponse:
    """The pile of what may be spam."""
    return page(request, "intake/suspected.html", {"rows": public_queries.suspected(request.user)})


@may(Permission.ENQUIRY_TAKE)
@require_POST
def suspect(request: StaffRequest, sent_id: UUID) -> HttpResponse:
    sent = _sent(request, sent_id)
    public_actions.suspect(sent=sent, by=request.user)
    messages.success(request, _("Liegt jetzt unter Spamverdacht."))
    return redirect("intake:enquiries")


@may(Permission.ENQUIRY_TAKE)
@require_POST
def rescue(request: StaffRequest, sent_id: UUID) -> HttpResponse:
    sent = _sent(request, sent_id)
    public_actions.rescue(sent=sent, by=request.user)
    messages.success(request, _("Die Anfrage steht wieder in der Liste."))
    return redirect("intake:sent_enquiry", sent.pk)


@may(Permission.ENQUIRY_TAKE)
@require_POST
def throw_away(request: StaffRequest, sent_id: UUID) -> HttpResponse:
    try:
        public_actions.throw_away(sent=_sent(request, sent_id), by=request.user)
        messages.success(request, _("Gelöscht."))
    except NotAllowed as refusal:
        messages.error(request, refusal.sentence)
    return redirect("intake:suspected")
