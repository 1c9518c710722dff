"""Receiving an application, and noting that it went on."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from fahrwasser.accounts.doors import StaffRequest, may
from fahrwasser.accounts.rules import Permission
from fahrwasser.cases.views import readable_case
from fahrwasser.core import clock
from fahrwasser.core.pages import page
from fahrwasser.letters import actions, queries
from fahrwasser.letters.forms import ForwardedForm, ReceiptForm


@may(Permission.CASE_WORK)
def receipt_new(request: StaffRequest, case_id: UUID) -> HttpResponse:
    case = readable_case(request, case_id)
    form = ReceiptForm(request.POST or None, initial={"received_at": clock.now()})
    if request.method == "POST" and form.carries_out(
        lambda: actions.receive(case=case, by=request.user, now=clock.now(), **form.cleaned_data)
    ):
        messages.success(request, _("Der Antrag ist eingetragen. Die Aufgabe, ihn weiterzuleiten, steht in Ihrem Tag."))
        return redirect("desk:case", case.pk)
    return page(request, "letters/receipt_new.html", {"form": form, "case": case})


@may(Permission.CASE_WORK)
def forwarded(request: StaffRequest, receipt_id: UUID) -> HttpResponse:
    receipt = queries.receipt(request.user, receipt_id)
    if receipt is None:
        raise Http404
    case = readable_case(request, receipt.case_id)
    form = ForwardedForm(request.POST or None, initial={"on": clock.today()})
    if request.method == "POST" and form.carries_out(
        lambda: actions.forward(receipt=receipt, by=request.user, now=clock.now(), **form.cleaned_data)
    ):
        messages.success(request, _("Die Weiterleitung ist vermerkt."))
        return redirect("desk:case", case.pk)
    return page(request, "letters/forwarded.html", {"form": form, "case": case, "receipt": receipt})
