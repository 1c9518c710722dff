"""Pages of the first Monday: what is there, what is missing, units and people."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fahrwasser.accounts.doors import StaffRequest, may
from fahrwasser.accounts.models import Membership, ProposedMembership, User
from fahrwasser.accounts.queries import has_files
from fahrwasser.accounts.queries import may as person_may
from fahrwasser.accounts.rules import Permission, roles
from fahrwasser.catalogue.town import town
from fahrwasser.core import clock
from fahrwasser.core.errors import DomainError
from fahrwasser.core.pages import page
from fahrwasser.setup import actions, queries
from fahrwasser.setup.forms import PersonForm, RefuseForm, UnitForm

Held = Membership | ProposedMembership
ROWS = 50  # acts on a page


@may(Permission.USER_MANAGE)
@require_safe
def overview(request: StaffRequest) -> HttpResponse:
    """What the town has, and what is missing before the first case."""
    points = list(queries.points(request.user))
    context = {
        "points": points,
        "open_points": sum(not point.done for point in points),
        "units": queries.units(request.user),
        "waiting": _in_words(queries.waiting(request.user)),
        "left": queries.left(request.user),
        "role_labels": _labels(),
        "house": queries.house(request.user),
        "alone": not has_files(queries.house(request.user).pk),
        "town": town(),
        "holidays": queries.holidays_of(clock.today().year),
        "year": clock.today().year,
    }
    return page(request, "setup/overview.html", context)


def _labels() -> dict[str, str]:
    return {name: role.label for name, role in roles().items()}


def _in_words(rows: Iterable[Held]) -> list[tuple[Held, str]]:
    labels = _labels()
    return [(row, labels.get(row.role, row.role)) for row in rows]


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
        if queries.waiting(request.user).filter(user=added[0]).exists():
            messages.success(
                request,
                _("Das Konto ist angelegt. Jetzt bestätigt es die Koordination oder der Datenschutz."),
            )
        else:
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
    context = {
        "person": found,
        "held": _in_words(queries.held(found, request.user)),
        "proposed": _in_words(queries.proposed(found, request.user)),
        "way_in": way_in,
    }
    return page(request, "setup/person.html", context)


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


SECOND = (Permission.CASE_ALLOCATE, Permission.LOG_READ)


@may(*SECOND)
@require_safe
def accounts(request: StaffRequest) -> HttpResponse:
    """Roles that wait for a second person; and for data protection, what was done with accounts."""
    log = person_may(request.user, Permission.LOG_READ)
    acts = Paginator(queries.account_acts(), ROWS).get_page(request.GET.get("seite")) if log else None
    context = {"waiting": _in_words(queries.waiting(request.user)), "acts": acts}
    return page(request, "setup/accounts.html", context)


def _proposal(request: StaffRequest, proposal_id: UUID) -> ProposedMembership:
    found: ProposedMembership = get_object_or_404(queries.waiting(request.user), pk=proposal_id)
    return found


@may(*SECOND)
@require_POST
def confirm(request: StaffRequest, proposal_id: UUID) -> HttpResponse:
    found = _proposal(request, proposal_id)
    try:
        actions.confirm(proposal=found, by=request.user, now=clock.now())
        messages.success(request, _("Bestätigt. Die Rolle gilt ab sofort."))
    except DomainError as refusal:
        messages.warning(request, refusal.sentence)
    return redirect("setup:accounts")


@may(*SECOND)
@require_http_methods(["GET", "POST"])
def refuse(request: StaffRequest, proposal_id: UUID) -> HttpResponse:
    found = _proposal(request, proposal_id)
    form = RefuseForm(request.POST or None)
    if request.method == "POST" and form.carries_out(
        lambda: actions.refuse(proposal=found, by=request.user, now=clock.now(), **form.cleaned_data)
    ):
        messages.success(request, _("Abgelehnt. Wer das Konto angelegt hat, liest Ihren Grund."))
        return redirect("setup:accounts")
    return page(request, "setup/refuse.html", {"form": form, "proposal": found})
