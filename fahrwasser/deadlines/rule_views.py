"""The rules themselves: read by everybody who works with them, changed by two people."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fahrwasser.accounts.doors import StaffRequest, may
from fahrwasser.accounts.queries import may as _may
from fahrwasser.accounts.rules import Permission
from fahrwasser.core import clock
from fahrwasser.core.errors import DomainError
from fahrwasser.core.pages import page
from fahrwasser.deadlines import queries, revising, showing
from fahrwasser.deadlines.forms import RuleForm
from fahrwasser.deadlines.models import DeadlineRule

READERS = (Permission.CASE_WORK, Permission.DEADLINE_RULE_EDIT, Permission.DEADLINE_RULE_APPROVE)


@may(*READERS)
def all_rules(request: StaffRequest) -> HttpResponse:
    context = {
        "rows": queries.current_rules(request.user, clock.today()),
        "proposed": queries.proposed_rules(request.user),
    }
    return page(request, "deadlines/rules.html", context)


def _visible(request: StaffRequest, rule_id: UUID) -> DeadlineRule:
    found = queries.rule(request.user, rule_id)
    if found is None:
        raise Http404
    return found


@may(*READERS)
def rule(request: StaffRequest, rule_id: UUID) -> HttpResponse:
    found = _visible(request, rule_id)
    waits = found.state == DeadlineRule.State.PROPOSED
    context = {
        "rule": found,
        "steps": showing.steps(found, clock.today()),
        "versions": queries.versions_of(found, request.user),
        "may_edit": not waits and _may(request.user, Permission.DEADLINE_RULE_EDIT),
        "may_decide": waits and _may(request.user, Permission.DEADLINE_RULE_APPROVE),
        "is_own": found.proposed_by_id == request.user.pk,
    }
    return page(request, "deadlines/rule.html", context)


@may(Permission.DEADLINE_RULE_EDIT)
def change(request: StaffRequest, rule_id: UUID) -> HttpResponse:
    base = _visible(request, rule_id)
    form = RuleForm(request.POST or None, base=base, initial={"valid_from": clock.today()})
    if request.method == "POST" and form.carries_out(
        lambda: revising.propose(base=base, by=request.user, now=clock.now(), **form.cleaned_data)
    ):
        messages.success(request, _("Die neue Fassung ist vorgeschlagen. Jetzt muss sie jemand anderes freigeben."))
        return redirect("deadlines:rules")
    return page(request, "deadlines/rule_change.html", {"form": form, "rule": base})


def _decide(request: StaffRequest, rule_id: UUID, act: Callable[..., DeadlineRule], sentence: str) -> HttpResponse:
    found = _visible(request, rule_id)
    try:
        act(rule=found, by=request.user, now=clock.now())
        messages.success(request, sentence)
    except DomainError as refusal:
        messages.error(request, refusal.sentence)
    return redirect("deadlines:rules")


@require_POST
@may(Permission.DEADLINE_RULE_APPROVE)
def approve(request: StaffRequest, rule_id: UUID) -> HttpResponse:
    return _decide(request, rule_id, revising.approve, _("Die Fassung ist freigegeben."))


@require_POST
@may(Permission.DEADLINE_RULE_APPROVE)
def refuse(request: StaffRequest, rule_id: UUID) -> HttpResponse:
    return _decide(request, rule_id, revising.refuse, _("Die Fassung ist abgelehnt."))
