"""The deadlines of a file, and the facts they are counted from."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from fahrwasser.accounts.doors import StaffRequest, may
from fahrwasser.accounts.rules import Permission
from fahrwasser.cases.models import Case
from fahrwasser.cases.views import readable_case
from fahrwasser.clients.queries import people_of
from fahrwasser.core import clock
from fahrwasser.core.errors import DomainError
from fahrwasser.core.forms import Form
from fahrwasser.core.pages import page
from fahrwasser.deadlines import actions, forms, queries, showing
from fahrwasser.deadlines.models import Deadline, TriggerDay


@may(Permission.CASE_WORK)
def deadlines(request: StaffRequest, case_id: UUID) -> HttpResponse:
    case = readable_case(request, case_id)
    rows = [showing.Line(row, clock.today()) for row in queries.of_case(case, request.user)]
    context = {
        "case": case,
        "running": [line for line in rows if line.row.is_open],
        "ended": [line for line in rows if not line.row.is_open],
        "waiting": sum(line.row.state == "proposed" for line in rows),
        "facts": queries.triggers_of(case, request.user),
        "known": queries.known_days(case, request.user),
    }
    return page(request, "deadlines/deadlines.html", context)


def _trigger_form(request: StaffRequest, case: Case) -> forms.TriggerForm:
    return forms.TriggerForm(request.POST or None, people=people_of(case, request.user), initial={"source": "paper"})


@may(Permission.CASE_WORK)
def trigger_new(request: StaffRequest, case_id: UUID) -> HttpResponse:
    case = readable_case(request, case_id)
    form = _trigger_form(request, case)
    looks_first = "look" in request.POST
    if (
        request.method == "POST"
        and not looks_first
        and form.carries_out(
            lambda: actions.record_trigger(case=case, by=request.user, now=clock.now(), **form.cleaned_data)
        )
    ):
        messages.success(request, _("Die Tatsache ist eingetragen. Bitte bestätigen Sie die Fristen daraus."))
        return redirect("deadlines:case", case.pk)
    found = _preview(case, form) if looks_first else None
    return page(request, "deadlines/trigger_new.html", {"form": form, "case": case, "found": found})


def _preview(case: Case, form: Form) -> list[Any] | None:
    if not form.is_valid():
        return None
    anchor, day = form.cleaned_data["anchor"], form.cleaned_data["day"]
    return [showing.Preview(*pair, clock.today()) for pair in queries.follows(case, anchor, day, clock.today())]


@may(Permission.CASE_WORK)
def typed_new(request: StaffRequest, case_id: UUID) -> HttpResponse:
    case = readable_case(request, case_id)
    form = forms.TypedForm(request.POST or None, choices=queries.typed_rules(case, clock.today()))
    if request.method == "POST" and form.carries_out(
        lambda: actions.type_in(case=case, by=request.user, now=clock.now(), **form.cleaned_data)
    ):
        messages.success(request, _("Die Frist ist eingetragen."))
        return redirect("deadlines:case", case.pk)
    return page(request, "deadlines/typed_new.html", {"form": form, "case": case})


@require_POST
@may(Permission.CASE_WORK)
def confirm_all(request: StaffRequest, case_id: UUID) -> HttpResponse:
    case = readable_case(request, case_id)
    rows = queries.of_case(case, request.user)

    def act() -> None:
        count = actions.confirm_all(deadlines=rows, by=request.user, now=clock.now())
        text = ngettext("Eine Frist ist bestätigt.", "%(count)s Fristen sind bestätigt.", count)
        messages.success(request, text % {"count": count})

    return _done(request, case.pk, act)


@require_POST
@may(Permission.CASE_WORK)
def adopt(request: StaffRequest, case_id: UUID) -> HttpResponse:
    case = readable_case(request, case_id)
    wanted = request.POST.get("known", "")
    known = next((one for one in queries.known_days(case, request.user) if one.key == wanted), None)
    if known is None:
        return redirect("deadlines:case", case.pk)
    act = partial(actions.adopt, case=case, known=known, by=request.user, now=clock.now())
    return _done(request, case.pk, act, _("Der Tag ist übernommen. Bitte bestätigen Sie die Fristen daraus."))


def _done(request: StaffRequest, case_id: UUID, act: Callable[[], object], sentence: str = "") -> HttpResponse:
    """Carry out an act without a form; a refusal is told on the page of the file."""
    try:
        act()
        if sentence:
            messages.success(request, sentence)
    except DomainError as refusal:
        messages.error(request, refusal.sentence)
    return redirect("deadlines:case", case_id)


def _readable_trigger(request: StaffRequest, trigger_id: UUID) -> TriggerDay:
    found = queries.trigger(request.user, trigger_id)
    if found is None:
        raise Http404
    readable_case(request, found.case_id)
    return found


@may(Permission.CASE_WORK)
def trigger(request: StaffRequest, trigger_id: UUID) -> HttpResponse:
    found = _readable_trigger(request, trigger_id)
    form = forms.CorrectionForm(request.POST or None, recorded={"day": found.day, "source": found.source})
    if request.method == "POST" and form.carries_out(
        lambda: actions.correct_trigger(trigger=found, by=request.user, now=clock.now(), **form.cleaned_data)
    ):
        messages.success(request, _("Der Tag ist berichtigt, die offenen Fristen sind neu berechnet."))
        return redirect("deadlines:case", found.case_id)
    return _trigger_page(request, trigger_id, form=form)


def _trigger_page(request: StaffRequest, trigger_id: UUID, **bound: Form) -> HttpResponse:
    found = _readable_trigger(request, trigger_id)
    context = {
        "trigger": found,
        "case": found.case,
        "lines": [showing.Line(row, clock.today()) for row in queries.counted_from(found, request.user)],
        "form": forms.CorrectionForm(recorded={"day": found.day, "source": found.source}),
        "withdraw_form": forms.ReasonForm(prefix="withdraw"),
        **bound,
    }
    return page(request, "deadlines/trigger.html", context)


@require_POST
@may(Permission.CASE_WORK)
def withdrawn(request: StaffRequest, trigger_id: UUID) -> HttpResponse:
    found = _readable_trigger(request, trigger_id)
    form = forms.ReasonForm(request.POST, prefix="withdraw")
    if form.carries_out(
        lambda: actions.withdraw_trigger(trigger=found, by=request.user, now=clock.now(), **form.cleaned_data)
    ):
        messages.success(request, _("Die Tatsache ist zurückgezogen, und mit ihr die Fristen daraus."))
        return redirect("deadlines:case", found.case_id)
    return _trigger_page(request, trigger_id, withdraw_form=form)


def _readable(request: StaffRequest, deadline_id: UUID) -> Deadline:
    found = queries.deadline(request.user, deadline_id)
    if found is None:
        raise Http404
    readable_case(request, found.case_id)
    return found


@may(Permission.CASE_WORK)
def deadline(request: StaffRequest, deadline_id: UUID) -> HttpResponse:
    return _deadline_page(request, _readable(request, deadline_id))


def _deadline_page(request: StaffRequest, found: Deadline, **bound: Form) -> HttpResponse:
    context = {
        "line": showing.Line(found, clock.today()),
        "case": found.case,
        "earlier": queries.earlier_ends(found),
        "met_form": forms.MetForm(initial={"on": clock.today()}, prefix="met"),
        "missed_form": forms.ReasonForm(prefix="missed"),
        "dropped_form": forms.ReasonForm(prefix="dropped"),
        **bound,
    }
    return page(request, "deadlines/deadline.html", context)


@require_POST
@may(Permission.CASE_WORK)
def confirm(request: StaffRequest, deadline_id: UUID) -> HttpResponse:
    found = _readable(request, deadline_id)
    act = partial(actions.confirm, deadline=found, by=request.user, now=clock.now())
    return _done(request, found.case_id, act, _("Die Frist ist bestätigt."))


def _ended(
    request: StaffRequest, deadline_id: UUID, name: str, form: Form, act: Callable[..., Deadline]
) -> HttpResponse:
    found = _readable(request, deadline_id)
    if form.carries_out(lambda: act(deadline=found, by=request.user, now=clock.now(), **form.cleaned_data)):
        messages.success(request, _("Das ist eingetragen."))
        return redirect("deadlines:case", found.case_id)
    return _deadline_page(request, _readable(request, deadline_id), **{f"{name}_form": form})


@require_POST
@may(Permission.CASE_WORK)
def met(request: StaffRequest, deadline_id: UUID) -> HttpResponse:
    return _ended(request, deadline_id, "met", forms.MetForm(request.POST, prefix="met"), actions.meet)


@require_POST
@may(Permission.CASE_WORK)
def missed(request: StaffRequest, deadline_id: UUID) -> HttpResponse:
    return _ended(request, deadline_id, "missed", forms.ReasonForm(request.POST, prefix="missed"), actions.miss)


@require_POST
@may(Permission.CASE_WORK)
def dropped(request: StaffRequest, deadline_id: UUID) -> HttpResponse:
    return _ended(request, deadline_id, "dropped", forms.ReasonForm(request.POST, prefix="dropped"), actions.drop)


@require_POST
@may(Permission.CASE_WORK)
def reopened(request: StaffRequest, deadline_id: UUID) -> HttpResponse:
    found = _readable(request, deadline_id)
    act = partial(actions.reopen, deadline=found, by=request.user, now=clock.now())
    return _done(request, found.case_id, act, _("Die Frist ist wieder offen."))
