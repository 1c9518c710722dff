"""Pages of the first Monday: what is there, what is missing, units and people."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fahrwasser.accounts.doors import StaffRequest, may
from fahrwasser.accounts.models import User
from fahrwasser.accounts.rules import Permission, roles
from fahrwasser.catalogue.town import town
from fahrwasser.core import clock
from fahrwasser.core.errors import DomainError
from fahrwasser.core.pages import page
from fahrwasser.setup import actions, queries
from fahrwasser.setup.forms import PersonForm, UnitForm


@may(Permission.USER_MANAGE)
@require_safe
def overview(request: StaffRequest) -> HttpResponse:
    """What the town has, and what is missing before the first case."""
    points = list(queries.points(request.user))
    context = {
        "points": points,
        "open_points": sum(not point.done for point in points),
        "units": queries.units(request.user),
        "role_labels": {name: role.label for name, role in roles().items()},
        "house": queries.house(request.user),
        "town": town(),
        "holidays": queries.holidays_of(clock.today().year),
        "year": clock.today().year,
    }
    return page(request, "setup/overview.html", context)


@may(Permission.USER_MANAGE)
@require_http_methods(["GET", "POST"])
def unit_new(request: StaffRequest) -> HttpResponse:
    form = UnitForm(request.POST or None)
    if request.method == "POST" and form.carries_out(lambda: actions.add_unit(by=request.user, **form.cleaned_data)):
        messages.success(request, _("Die Einheit ist eingetragen."))
        return redirect("setup:overview")
    return page(request, "setup/unit_new.html", {"form": form})


@may(Permission.USER_MANAGE)
@require_http_methods(["GET", "POST"])
def person_new(request: StaffRequest) -> HttpResponse:
    form, added = PersonForm(request.POST or None, by=request.user), []
    if request.method == "POST" and form.carries_out(
        lambda: added.append(actions.add_person(by=request.user, now=clock.now(), **form.cleaned_data))
    ):
        messages.success(request, _("Das Konto ist angelegt. Geben Sie jetzt den Zugang weiter."))
        return redirect("setup:person", added[0].pk)
    return page(request, "setup/person_new.html", {"form": form})


def _person(request: StaffRequest, user_id: UUID) -> User:
    found = queries.people(request.user).filter(pk=user_id).first()
    if found is None:
        raise Http404
    return found


@may(Permission.USER_MANAGE)
@require_safe
def person(request: StaffRequest, user_id: UUID) -> HttpResponse:
    return _card(request, _person(request, user_id))


def _card(request: StaffRequest, found: User, way_in: str = "") -> HttpResponse:
    labels = {name: role.label for name, role in roles().items()}
    held = [(row, labels.get(row.role, row.role)) for row in queries.memberships(found)]
    return page(request, "setup/person.html", {"person": found, "held": held, "way_in": way_in})


@may(Permission.USER_MANAGE)
@require_POST
@never_cache
@sensitive_variables("address")
def invite(request: StaffRequest, user_id: UUID) -> HttpResponse:
    """Show the one-time address. It is shown here only, and opens no session by itself."""
    found = _person(request, user_id)
    try:
        address = request.build_absolute_uri(actions.invite(user=found, by=request.user, now=clock.now()))
    except DomainError as refusal:
        messages.warning(request, refusal.sentence)
        return redirect("setup:person", found.pk)
    return _card(request, found, address)


@may(Permission.USER_MANAGE)
@require_POST
def leave(request: StaffRequest, user_id: UUID) -> HttpResponse:
    found = _person(request, user_id)
    try:
        actions.end(user=found, by=request.user, now=timezone.now())
        messages.success(
            request, _("Das Konto ist beendet, auf allen Geräten. Was geschrieben wurde, behält den Namen.")
        )
    except DomainError as refusal:
        messages.warning(request, refusal.sentence)
    return redirect("setup:person", found.pk)
