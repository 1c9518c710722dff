"""Pages of the network map: picture and table, and plain forms to write it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fahrwasser.accounts.doors import StaffRequest, may
from fahrwasser.accounts.queries import may as is_allowed
from fahrwasser.accounts.rules import Permission
from fahrwasser.assessment import actions, map_forms, network_map
from fahrwasser.assessment.models import MapTie
from fahrwasser.cases.models import Case
from fahrwasser.cases.views import readable_case
from fahrwasser.core import clock
from fahrwasser.core.pages import page


@may(Permission.ASSESSMENT_WRITE, Permission.BREAK_GLASS)
@require_safe
def network(request: StaffRequest, case_id: UUID) -> HttpResponse:
    case = readable_case(request, case_id)
    today = clock.today()
    earlier = [day for day in network_map.days_of_change(case, request.user) if day < today]
    form = map_forms.day_form(request.GET or None, earlier)
    wanted = form.cleaned_data["stand"] if form.is_bound and form.is_valid() else ""
    day = next((day for day in earlier if day.isoformat() == wanted), today)
    context = {
        "case": case,
        "map": network_map.map_on(case, request.user, day),
        "day": day,
        "is_today": day == today,
        "earlier": earlier,
        "form": form,
        "kinds": MapTie.Quality.choices,
        "may_write": is_allowed(request.user, Permission.ASSESSMENT_WRITE) and case.is_open and day == today,
    }
    return page(request, "assessment/network.html", context)


@may(Permission.ASSESSMENT_WRITE)
@require_http_methods(["GET", "POST"])
def node_new(request: StaffRequest, case_id: UUID) -> HttpResponse:
    case = readable_case(request, case_id)
    form = map_forms.NodeForm(request.POST or None)
    if request.method == "POST" and form.carries_out(
        lambda: actions.add_to_map(case=case, by=request.user, now=clock.now(), **form.cleaned_data)
    ):
        messages.success(request, _("Steht auf der Netzwerkkarte."))
        return redirect("assessment:network", case_id=case.id)
    return page(request, "assessment/map_form.html", {"case": case, "form": form, "tie": None})


@may(Permission.ASSESSMENT_WRITE)
@require_http_methods(["GET", "POST"])
def node(request: StaffRequest, case_id: UUID, tie_id: UUID) -> HttpResponse:
    case = readable_case(request, case_id)
    tie = _standing(request, case, tie_id)
    if tie.other_id:
        raise Http404
    form = map_forms.NodeForm(request.POST or None, tie=tie)
    if request.method == "POST" and form.carries_out(
        lambda: actions.change_on_map(tie=tie, by=request.user, now=clock.now(), **form.cleaned_data)
    ):
        messages.success(request, _("Die Netzwerkkarte ist geändert. Der frühere Stand bleibt erhalten."))
        return redirect("assessment:network", case_id=case.id)
    return page(request, "assessment/map_form.html", {"case": case, "form": form, "tie": tie})


@may(Permission.ASSESSMENT_WRITE)
@require_http_methods(["GET", "POST"])
def connect(request: StaffRequest, case_id: UUID) -> HttpResponse:
    case = readable_case(request, case_id)
    nodes = [tie.node for tie in network_map.standing_ties(case, request.user, clock.today())]
    form = map_forms.ConnectionForm(request.POST or None, nodes=nodes)
    if request.method == "POST" and form.carries_out(
        lambda: actions.connect_on_map(case=case, by=request.user, now=clock.now(), **form.arguments())
    ):
        messages.success(request, _("Die Verbindung steht auf der Netzwerkkarte."))
        return redirect("assessment:network", case_id=case.id)
    return page(request, "assessment/map_form.html", {"case": case, "form": form, "tie": None, "between": True})


@may(Permission.ASSESSMENT_WRITE)
@require_POST
def tie_end(request: StaffRequest, case_id: UUID, tie_id: UUID) -> HttpResponse:
    case = readable_case(request, case_id)
    actions.take_from_map(tie=_standing(request, case, tie_id), by=request.user, now=clock.now())
    messages.success(request, _("Von der Karte genommen. Der frühere Stand bleibt erhalten."))
    return redirect("assessment:network", case_id=case.id)


def _standing(request: StaffRequest, case: Case, tie_id: UUID) -> MapTie:
    """A line that stands today and that this person may see. Raises ``Http404``."""
    ties = network_map.ties_on(case, request.user, clock.today())
    found = next((tie for tie in ties if tie.pk == tie_id and tie.until is None), None)
    if found is None:
        raise Http404
    found.case = case
    return found
