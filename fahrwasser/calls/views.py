"""The telephone: take a message, go on with one's own, and the list of what outsiders wanted to know."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fahrwasser.accounts.doors import StaffRequest, may
from fahrwasser.accounts.queries import same_house
from fahrwasser.accounts.rules import Permission
from fahrwasser.calls import actions, queries, rules
from fahrwasser.calls.forms import MessageForm, OutcomeForm, PassOnForm
from fahrwasser.calls.models import Message
from fahrwasser.core import clock
from fahrwasser.core.errors import NotAllowed
from fahrwasser.core.pages import page
from fahrwasser.work.forms import Kept
from fahrwasser.work.queries import draft


def _message(request: StaffRequest, message_id: UUID) -> Message:
    found = queries.message(request.user, message_id)
    if found is None:
        raise Http404
    return found


@may(Permission.MESSAGE_TAKE)
def new(request: StaffRequest) -> HttpResponse:
    """Take a message. The answer is the same for everybody."""
    kept = Kept(request.path, draft(request.user, request.path))
    people = same_house(request.user, Permission.MESSAGE_TAKE)
    form = MessageForm(request.POST or None, initial=kept.initial(MessageForm), people=people)
    if request.method == "POST" and form.carries_out(
        lambda: actions.take(by=request.user, now=clock.now(), draft=kept.address, **form.cleaned_data)
    ):
        messages.success(request, _(rules.ANSWER))
        return redirect("calls:new")
    return page(request, "calls/new.html", {"form": form, "kept": kept, "cards": rules.speaking_cards()})


@may(Permission.MESSAGE_TAKE)
def inbox(request: StaffRequest) -> HttpResponse:
    """What was delivered to me."""
    shown = {"open": queries.open_messages(request.user), "closed": queries.closed_messages(request.user)}
    return page(request, "calls/inbox.html", shown)


@may(Permission.MESSAGE_TAKE)
@require_POST
def handle(request: StaffRequest, message_id: UUID) -> HttpResponse:
    found = _message(request, message_id)
    try:
        actions.handle(message=found, by=request.user)
        messages.success(request, _("Die Nachricht liegt jetzt bei Ihnen."))
    except NotAllowed as refusal:
        messages.error(request, refusal.sentence)
    return redirect("calls:inbox")


@may(Permission.MESSAGE_TAKE)
def close(request: StaffRequest, message_id: UUID) -> HttpResponse:
    found = _message(request, message_id)
    form = OutcomeForm(request.POST or None)
    if request.method == "POST" and form.carries_out(
        lambda: actions.close(message=found, by=request.user, now=clock.now(), **form.cleaned_data)
    ):
        messages.success(request, _("Erledigt."))
        return redirect("calls:inbox")
    return page(request, "calls/close.html", {"form": form, "message": found})


@may(Permission.MESSAGE_TAKE)
def pass_on(request: StaffRequest, message_id: UUID) -> HttpResponse:
    found = _message(request, message_id)
    people = same_house(request.user, Permission.MESSAGE_TAKE).exclude(pk=request.user.pk)
    form = PassOnForm(request.POST or None, people=people)
    if request.method == "POST" and form.carries_out(
        lambda: actions.pass_on(message=found, by=request.user, now=clock.now(), **form.cleaned_data)
    ):
        messages.success(request, _("Weitergegeben."))
        return redirect("calls:inbox")
    return page(request, "calls/pass_on.html", {"form": form, "message": found})


@may(Permission.LOG_READ)
def outside(request: StaffRequest) -> HttpResponse:
    """Who outside asked about people, by kind and day; for the data protection officer."""
    return page(request, "calls/outside.html", {"rows": queries.outside_queries()})
