"""Pages of the assessment: the fourteen life areas, their needs, and the facts offers are compared with."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fahrwasser.accounts.doors import StaffRequest, may
from fahrwasser.accounts.queries import may as is_allowed
from fahrwasser.accounts.rules import Permission
from fahrwasser.assessment import actions, fact_words, forms, queries, rules
from fahrwasser.assessment.fact_forms import fact_form
from fahrwasser.assessment.models import Need
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
        "may_write": is_allowed(request.user, Permission.ASSESSMENT_WRITE) and case.is_open,
        "need_form": forms.NeedForm(),
    }
    return page(request, "assessment/assessment.html", context)


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
    draft = kept(request.user, request.path)
    form = forms.AreaForm(
        request.POST or None, area=row.area, rating=row.rating, open_codes=codes, unsent=draft.initial(forms.AreaForm)
    )
    if request.method == "POST" and form.carries_out(
        lambda: actions.record_area(
            case=case, area=area, by=request.user, now=clock.now(), draft=draft.address, **form.arguments()
        )
    ):
        messages.success(request, _("Gespeichert: %(area)s.") % {"area": row.area.label})
        return redirect("assessment:assessment", case_id=case.id)
    context = {"case": case, "current": current, "row": row, "form": form, "kept": draft}
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
    form = forms.NeedStateForm(request.POST or None, initial={"state": found.state})
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
