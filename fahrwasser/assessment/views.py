"""Pages of the assessment: the fourteen life areas, their needs, what changed, and the facts offers compare with."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fahrwasser.accounts.doors import StaffRequest, may
from fahrwasser.accounts.models import User
from fahrwasser.accounts.queries import may as is_allowed
from fahrwasser.accounts.rules import Permission
from fahrwasser.assessment import actions, comparison, fact_words, forms, queries, rules
from fahrwasser.assessment.fact_forms import fact_form
from fahrwasser.assessment.models import Need, RiskScreen
from fahrwasser.assessment.risks import OUTCOMES
from fahrwasser.cases.models import Case
from fahrwasser.cases.views import readable_case
from fahrwasser.core import clock
from fahrwasser.core.errors import DomainError
from fahrwasser.core.pages import page
from fahrwasser.work.forms import kept

READ = (Permission.ASSESSMENT_WRITE, Permission.BREAK_GLASS)


@may(*READ)
@require_safe
def assessment(request: StaffRequest, case_id: UUID) -> HttpResponse:
    case = readable_case(request, case_id)
    current = queries.latest_assessment(case, request.user)
    rows = queries.overview(case, request.user, current)
    context = {
        "case": case,
        "current": current,
        "rows": rows,
        "rated": sum(row.rating is not None for row in rows),
        "open_needs": sum(len(row.needs) for row in rows),
        "facts": queries.fact_rows(case, request.user),
        "languages": queries.language_evidence(case, request.user)[:4],
        "may_compare": current is not None and current.number > 1,
        "sees_risks": is_allowed(request.user, Permission.SENSITIVE_READ),
        "risks": _newest_risks(case, request.user),
        "may_write": is_allowed(request.user, Permission.ASSESSMENT_WRITE) and case.is_open,
        "need_form": forms.NeedForm(),
    }
    return page(request, "assessment/assessment.html", context)


def _newest_risks(case: Case, user: User) -> tuple[RiskScreen, str] | None:
    """The newest answers to the risk questions, with what they ask for."""
    screens = queries.risk_screens(case, user)
    return (screens[0], OUTCOMES[screens[0].outcome]) if screens else None


@may(*READ)
@require_safe
def compare(request: StaffRequest, case_id: UUID) -> HttpResponse:
    case = readable_case(request, case_id)
    every = {one.number: one for one in comparison.assessments_of(case, request.user)}
    newest = list(every)[-2:]
    form = forms.ComparisonForm(
        request.GET or None, assessments=list(every.values()),
        initial={"frueher": newest[0], "spaeter": newest[-1]} if newest else {},
    )  # fmt: skip
    if form.is_bound and form.is_valid():
        newest = [int(form.cleaned_data["frueher"]), int(form.cleaned_data["spaeter"])]
    found = None
    if len(newest) > 1:
        found = comparison.compare(case, request.user, every[newest[0]], every[newest[1]], clock.today())
    context = {"case": case, "compared": found, "form": form, "may_choose": len(every) > 2}
    return page(request, "assessment/compare.html", context)


@may(Permission.ASSESSMENT_WRITE)
@require_POST
def start(request: StaffRequest, case_id: UUID) -> HttpResponse:
    case = readable_case(request, case_id)
    try:
        actions.start_assessment(case=case, by=request.user, now=clock.now())
        messages.success(request, _("Neue Falleinschätzung begonnen. Was früher gesagt wurde, steht daneben."))
    except DomainError as refusal:
        messages.warning(request, refusal.sentence)
    return redirect("assessment:assessment", case_id=case.id)


@may(Permission.ASSESSMENT_WRITE)
@require_http_methods(["GET", "POST"])
def complete(request: StaffRequest, case_id: UUID) -> HttpResponse:
    case = readable_case(request, case_id)
    current = queries.latest_assessment(case, request.user)
    if current is None:
        raise Http404
    form = forms.complete_form(request.POST or None, clock.today())
    if request.method == "POST" and form.carries_out(
        lambda: actions.complete(assessment=current, by=request.user, now=clock.now(), **form.cleaned_data)
    ):
        messages.success(request, _("Die Falleinschätzung ist abgeschlossen."))
        return redirect("assessment:assessment", case_id=case.id)
    return page(request, "assessment/complete.html", {"case": case, "current": current, "form": form})


@may(Permission.ASSESSMENT_WRITE)
@require_http_methods(["GET", "POST"])
def area(request: StaffRequest, case_id: UUID, area: str) -> HttpResponse:
    case = readable_case(request, case_id)
    if area not in rules.areas():
        raise Http404
    current = queries.latest_assessment(case, request.user)
    row = queries.area_row(case, request.user, current, area)
    codes = {need.code for need in row.needs}
    before, after = rules.neighbours(area)
    draft = kept(request.user, request.path)
    form = forms.AreaForm(request.POST or None, area=row.area, rating=row.rating, open_codes=codes, draft=draft)
    if request.method == "POST" and form.carries_out(
        lambda: actions.record_area(
            case=case, area=area, by=request.user, now=clock.now(), draft=draft.address, **form.arguments()
        )
    ):
        messages.success(request, _("Gespeichert: %(area)s.") % {"area": row.area.label})
        if after and "weiter" in request.POST:
            return redirect("assessment:area", case_id=case.id, area=after.code)
        return redirect("assessment:assessment", case_id=case.id)
    around = {"previous_area": before, "next_area": after}
    context = {"case": case, "current": current, "row": row, "form": form, "kept": draft, **around}
    return page(request, "assessment/area.html", context)


@may(Permission.ASSESSMENT_WRITE)
@require_http_methods(["GET", "POST"])
def need_new(request: StaffRequest, case_id: UUID) -> HttpResponse:
    case = readable_case(request, case_id)
    form = forms.NeedForm(request.POST or None)
    if request.method == "POST" and form.carries_out(
        lambda: actions.add_need(case=case, by=request.user, now=clock.now(), **form.cleaned_data)
    ):
        messages.success(request, _("Der Bedarf steht in der Akte."))
        return redirect("assessment:assessment", case_id=case.id)
    return page(request, "assessment/need_new.html", {"case": case, "form": form})


@may(Permission.ASSESSMENT_WRITE)
@require_http_methods(["GET", "POST"])
def need(request: StaffRequest, case_id: UUID, need_id: UUID) -> HttpResponse:
    case = readable_case(request, case_id)
    found = Need.objects.visible_to(request.user).filter(case=case, pk=need_id).first()
    if found is None:
        raise Http404
    found.case = case
    form = forms.NeedStateForm(request.POST or None, recorded={"state": found.state})
    if request.method == "POST" and form.carries_out(
        lambda: actions.set_need_state(need=found, by=request.user, now=clock.now(), **form.cleaned_data)
    ):
        messages.success(request, _("Der Stand des Bedarfs ist gespeichert."))
        return redirect("assessment:assessment", case_id=case.id)
    return page(request, "assessment/need.html", {"case": case, "need": found, "form": form})


@may(*READ)
@require_safe
def facts(request: StaffRequest, case_id: UUID) -> HttpResponse:
    case = readable_case(request, case_id)
    context = {
        "case": case,
        "groups": queries.fact_groups(case, request.user),
        "may_write": is_allowed(request.user, Permission.ASSESSMENT_WRITE) and case.is_open,
    }
    return page(request, "assessment/facts.html", context)


@may(Permission.ASSESSMENT_WRITE)
@require_http_methods(["GET", "POST"])
def fact(request: StaffRequest, case_id: UUID, name: str) -> HttpResponse:
    case = readable_case(request, case_id)
    if name not in fact_words.asked() or name in queries.closed_facts(request.user):
        raise Http404
    known = queries.newest_facts(case, request.user).get(name)
    form = fact_form(name, request.POST or None, known, clock.today())
    if request.method == "POST" and form.carries_out(
        lambda: actions.set_fact(case=case, by=request.user, now=clock.now(), **form.noted())
    ):
        messages.success(request, _("Die Angabe ist gespeichert."))
        return redirect("assessment:facts", case_id=case.id)
    row = queries.FactRow(name, known)
    return page(request, "assessment/fact.html", {"case": case, "row": row, "form": form})
