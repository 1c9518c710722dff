"""Pages of reports: the one-page report, its frozen versions, what the programme says of itself."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fahrwasser.accounts.doors import StaffRequest, may
from fahrwasser.accounts.queries import may as _may
from fahrwasser.accounts.rules import Permission
from fahrwasser.core import clock
from fahrwasser.core.errors import DomainError
from fahrwasser.core.pages import page
from fahrwasser.network.queries import controllers_of
from fahrwasser.reporting import actions, charts, flow, forms, queries, rules
from fahrwasser.reporting.models import Programme


@require_GET
@may(Permission.REPORT_READ)
def reports(request: StaffRequest) -> HttpResponse:
    context = {
        "programme": queries.programme_for(request.user),
        "snapshots": queries.snapshots_for(request.user),
        "manages": _may(request.user, Permission.THEME_MANAGE),
    }
    return page(request, "reporting/reports.html", context)


def _sheet(request: HttpRequest, report: dict[str, Any], **context: Any) -> HttpResponse:
    drawn = {
        "report": report,
        "columns": charts.columns(report["growth"]),
        "topics": charts.bars(report["topics"]["rows"]),
        "types": charts.bars(report["types"]["rows"]),
        "indicators": queries.indicators(),
        "chart_bottom": charts.TOP + charts.HEIGHT,
    }
    return page(request, "reporting/one_pager.html", {**drawn, **context})


def _checked(form: forms.KeyDateForm, programme: Programme) -> date:
    """The key date that was asked for; today while it is missing or refused, with the reason at the field."""
    key_date: date = (form.is_valid() and form.cleaned_data["stichtag"]) or clock.today()
    try:
        rules.check_key_date(key_date, programme.starts_on, clock.today())
    except DomainError as refusal:
        form.add_error(refusal.field, refusal.sentence)
        return clock.today()
    return key_date


@require_GET
@may(Permission.REPORT_READ)
def one_pager(request: StaffRequest) -> HttpResponse:
    programme = queries.programme_for(request.user)
    if programme is None:
        return redirect("reporting:reports")
    form = forms.KeyDateForm({"stichtag": request.GET.get("stichtag") or f"{clock.today():%d.%m.%Y}"})
    key_date = _checked(form, programme)
    earlier = list(queries.snapshots_for(request.user))
    return _sheet(
        request,
        queries.one_pager(programme, key_date),
        form=form,
        key_date=key_date,
        snapshots=earlier,
        frozen=next((one for one in earlier if one.key_date == key_date), None),
        freezes=_may(request.user, Permission.THEME_MANAGE),
    )


@require_GET
@may(Permission.THEME_MANAGE)
def case_flow(request: StaffRequest) -> HttpResponse:
    programme = queries.programme_for(request.user)
    if programme is None:
        return redirect("reporting:reports")
    periods = flow.periods(programme.starts_on, clock.today())
    rows = [(one, queries.case_flow(programme.controller_id, one.since, one.until)) for one in periods]
    return page(request, "reporting/case_flow.html", {"rows": rows, "indicator": queries.indicator("IND-03")})


@require_GET
@may(Permission.REPORT_READ)
def satisfaction(request: StaffRequest) -> HttpResponse:
    """IND-27: what people said on their slips, in sums."""
    programme = queries.programme_for(request.user)
    if programme is None:
        return redirect("reporting:reports")
    rows = queries.satisfaction(programme, clock.today())
    return page(request, "reporting/satisfaction.html", {"rows": rows, "indicator": queries.indicator("IND-27")})


@require_GET
@may(Permission.REPORT_READ)
def language_and_school(request: StaffRequest) -> HttpResponse:
    """IND-16 and IND-19, by half-year."""
    programme = queries.programme_for(request.user)
    if programme is None:
        return redirect("reporting:reports")
    rows = queries.language_and_school(programme, clock.today())
    indicators = [queries.indicator(key) for key in ("IND-16", "IND-19")]
    return page(request, "reporting/language_and_school.html", {"rows": rows, "indicators": indicators})


@require_POST
@may(Permission.THEME_MANAGE)
def freeze(request: StaffRequest) -> HttpResponse:
    form = forms.KeyDateForm(request.POST)
    programme = queries.programme_for(request.user)
    if programme is None or not form.is_valid() or not form.cleaned_data["stichtag"]:
        raise Http404
    try:
        key_date = form.cleaned_data["stichtag"]
        snapshot = actions.freeze(programme=programme, key_date=key_date, by=request.user, now=clock.now())
    except DomainError as refusal:
        messages.error(request, refusal.sentence)
        return redirect("reporting:one_pager")
    messages.success(request, _("Die Fassung ist eingefroren und ändert sich nicht mehr."))
    return redirect("reporting:snapshot", snapshot.pk)


@require_GET
@may(Permission.REPORT_READ)
def snapshot(request: StaffRequest, snapshot_id: UUID) -> HttpResponse:
    one = get_object_or_404(queries.snapshots_for(request.user), pk=snapshot_id)
    earlier = [other for other in queries.snapshots_for(request.user) if other.pk != one.pk]
    return _sheet(request, one.figures, snapshot=one, key_date=one.key_date, snapshots=earlier)


@may(Permission.THEME_MANAGE)
def programme(request: StaffRequest) -> HttpResponse:
    current = queries.programme_for(request.user)
    start = {name: getattr(current, name) for name in forms.ProgrammeForm.base_fields} if current else {}
    form = forms.ProgrammeForm(request.POST or None, initial={**start, "as_of": clock.today()})
    controller = controllers_of(request.user).values_list("unit__controller", flat=True)[0]
    if request.method == "POST" and form.carries_out(
        lambda: actions.state_programme(controller_id=controller, by=request.user, now=clock.now(), **form.cleaned_data)
    ):
        messages.success(request, _("Die Angaben zum Programm sind gespeichert."))
        return redirect("reporting:reports")
    return page(request, "reporting/programme.html", {"form": form})
