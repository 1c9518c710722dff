"""Pages of language evidence: how well somebody knows which language, and how we know."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fahrwasser.accounts.doors import StaffRequest, may
from fahrwasser.accounts.queries import may as is_allowed
from fahrwasser.accounts.rules import Permission
from fahrwasser.assessment import actions, forms, queries
from fahrwasser.assessment import languages as rules
from fahrwasser.cases.views import readable_case
from fahrwasser.core import clock
from fahrwasser.core.pages import page


@may(Permission.ASSESSMENT_WRITE, Permission.BREAK_GLASS)
@require_safe
def languages(request: StaffRequest, case_id: UUID) -> HttpResponse:
    case = readable_case(request, case_id)
    rows = queries.language_evidence(case, request.user)
    context = {
        "case": case,
        "rows": rows,
        "german": rules.what_counts(rows, rules.GERMAN),
        "progress": rules.progress(rows, rules.GERMAN),
        "may_write": is_allowed(request.user, Permission.ASSESSMENT_WRITE) and case.is_open,
        "form": forms.language_form(None, clock.today()),
    }
    return page(request, "assessment/languages.html", context)


@may(Permission.ASSESSMENT_WRITE)
@require_http_methods(["GET", "POST"])
def language_new(request: StaffRequest, case_id: UUID) -> HttpResponse:
    case = readable_case(request, case_id)
    form = forms.language_form(request.POST or None, clock.today())
    if request.method == "POST" and form.carries_out(
        lambda: actions.note_language(case=case, by=request.user, now=clock.now(), **form.cleaned_data)
    ):
        messages.success(request, _("Der Sprachstand ist gespeichert."))
        return redirect("assessment:languages", case_id=case.id)
    return page(request, "assessment/language_new.html", {"case": case, "form": form})
