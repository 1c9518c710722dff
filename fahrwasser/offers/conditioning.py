"""Pages of the conditions of an offer: which kind, its values, and when it ends."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fahrwasser.accounts.doors import StaffRequest, may
from fahrwasser.accounts.rules import Permission
from fahrwasser.core import clock
from fahrwasser.core.pages import page
from fahrwasser.offers import actions, queries
from fahrwasser.offers.conditions import ConditionForm
from fahrwasser.offers.criteria import KINDS
from fahrwasser.offers.criteria import kind as kind_of
from fahrwasser.offers.forms import EndForm
from fahrwasser.offers.models import Criterion
from fahrwasser.offers.views import own_offer

PREVIEW = "vorschau"


def _condition(request: StaffRequest, condition_id: UUID) -> Criterion:
    """The condition, for those who may change its offer; nobody else finds the page."""
    found = get_object_or_404(Criterion.objects.select_related("offer"), pk=condition_id)
    if not queries.may_edit(request.user, found.offer):
        raise Http404
    return found


def _is_carried_out(request: StaffRequest, form: ConditionForm) -> bool:
    return request.method == "POST" and PREVIEW not in request.POST


def _sentence(request: StaffRequest, form: ConditionForm) -> str:
    """What the directory would say, for whoever wants to read it first."""
    return form.sentence if request.method == "POST" and form.is_valid() else ""


@require_GET
@may(Permission.OFFER_EDIT)
def kinds(request: StaffRequest, offer_id: UUID) -> HttpResponse:
    found = own_offer(request, offer_id)
    held = {row.kind for row in queries.criteria_of([found.pk]).get(found.pk, [])}
    rows = [(name, kind.label, kind.title, name in held) for name, kind in KINDS.items() if not kind.from_the_offer]
    return page(request, "offers/condition_kinds.html", {"offer": found, "kinds": rows})


@require_http_methods(["GET", "POST"])
@may(Permission.OFFER_EDIT)
def new(request: StaffRequest, offer_id: UUID, kind: str) -> HttpResponse:
    found = own_offer(request, offer_id)
    if kind not in KINDS:
        raise Http404
    form = ConditionForm(request.POST or None, kind=KINDS[kind])
    if _is_carried_out(request, form) and form.carries_out(
        lambda: actions.add_condition(offer=found, kind=kind, by=request.user, now=clock.now(), **form.cleaned_data)
    ):
        messages.success(request, _("Die Bedingung ist festgehalten."))
        return redirect("offers:offer", offer_id)
    context = {"form": form, "offer": found, "kind": KINDS[kind], "sentence": _sentence(request, form)}
    return page(request, "offers/condition.html", context)


@require_http_methods(["GET", "POST"])
@may(Permission.OFFER_EDIT)
def change(request: StaffRequest, condition_id: UUID) -> HttpResponse:
    found = _condition(request, condition_id)
    kind = kind_of(found.kind)
    form = ConditionForm(request.POST or None, kind=kind, row=found)
    if _is_carried_out(request, form) and form.carries_out(
        lambda: actions.change_condition(condition=found, by=request.user, now=clock.now(), **form.cleaned_data)
    ):
        messages.success(request, _("Die Bedingung ist geändert."))
        return redirect("offers:offer", found.offer_id)
    context = {"form": form, "offer": found.offer, "kind": kind, "row": found, "sentence": _sentence(request, form)}
    return page(request, "offers/condition.html", context)


@require_http_methods(["GET", "POST"])
@may(Permission.OFFER_EDIT)
def end(request: StaffRequest, condition_id: UUID) -> HttpResponse:
    """Say when a condition holds for the last time."""
    found = _condition(request, condition_id)
    form = EndForm(request.POST or None, recorded={"valid_to": found.valid_to or clock.today()})
    if request.method == "POST" and form.carries_out(
        lambda: actions.end_condition(condition=found, by=request.user, now=clock.now(), **form.cleaned_data)
    ):
        messages.success(request, _("Festgehalten: Die Bedingung endet."))
        return redirect("offers:offer", found.offer_id)
    sentence = kind_of(found.kind).sentence(found.values)
    return page(request, "offers/condition_end.html", {"form": form, "offer": found.offer, "sentence": sentence})
