"""Pages of the risk screen: the answers so far, and the questions."""

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
from fahrwasser.assessment.risks import OUTCOMES, RISKS
from fahrwasser.cases.views import readable_case
from fahrwasser.core import clock
from fahrwasser.core.pages import page
from fahrwasser.work.forms import kept


@may(Permission.SENSITIVE_READ)
@require_safe
def screens(request: StaffRequest, case_id: UUID) -> HttpResponse:
    case = readable_case(request, case_id)
    found = queries.risk_screens(case, request.user)
    context = {
        "case": case,
        "newest": found[0] if found else None,
        "outcome": OUTCOMES[found[0].outcome] if found else "",
        "answers": [(risk, found[0].answers[risk.name]) for risk in RISKS] if found else [],
        "answer_words": dict(found[0].Answer.choices) if found else {},
        "earlier": [(screen, OUTCOMES[screen.outcome]) for screen in found[1:]],
        "proposes_protection": queries.proposes_protection(case, request.user),
        "may_write": is_allowed(request.user, Permission.ASSESSMENT_WRITE) and case.is_open,
    }
    return page(request, "assessment/risks.html", context)


@may(Permission.SENSITIVE_READ)
@may(Permission.ASSESSMENT_WRITE)
@require_http_methods(["GET", "POST"])
def ask(request: StaffRequest, case_id: UUID) -> HttpResponse:
    case = readable_case(request, case_id)
    draft = kept(request.user, request.path)
    form = forms.RiskForm(request.POST or None, draft=draft)
    if request.method == "POST" and form.carries_out(
        lambda: actions.record_risks(
            case=case, by=request.user, now=clock.now(), draft=draft.address, **form.arguments()
        )
    ):
        messages.success(request, _("Die Antworten sind gespeichert. Was daraus folgt, steht unten."))
        return redirect("assessment:risks", case_id=case.id)
    return page(request, "assessment/risks_ask.html", {"case": case, "form": form, "kept": draft})
