"""The page on which a joint file is taken apart."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from fahrwasser.accounts.doors import StaffRequest, may
from fahrwasser.accounts.rules import Permission
from fahrwasser.cases.views import readable_case
from fahrwasser.core import clock
from fahrwasser.core.pages import page
from fahrwasser.separation import actions
from fahrwasser.separation.forms import SeparateForm


@may(Permission.CASE_WORK)
def separate(request: StaffRequest, case_id: UUID) -> HttpResponse:
    case = readable_case(request, case_id)
    form = SeparateForm(request.POST or None, case=case, user=request.user)
    if request.method == "POST" and form.carries_out(
        lambda: actions.separate(case=case, by=request.user, now=clock.now(), **form.arguments())
    ):
        messages.success(request, _("Die Fälle sind getrennt. Die zwei Benannten wissen Bescheid."))
        return redirect("desk:my_day")
    return page(request, "separation/separate.html", {"form": form, "case": case})
