"""The team calendar, appointments, and the calendar that other programmes fetch."""

from datetime import date, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fahrwasser.accounts.doors import StaffRequest, may, token_door
from fahrwasser.accounts.models import User
from fahrwasser.accounts.queries import may as person_may
from fahrwasser.accounts.queries import standing
from fahrwasser.accounts.rules import Permission
from fahrwasser.cases.models import Case
from fahrwasser.cases.rules import Level
from fahrwasser.cases.views import known_case
from fahrwasser.clients import queries as clients
from fahrwasser.contacts import actions, ics, queries
from fahrwasser.contacts.forms import AppointmentForm, SlotForm
from fahrwasser.contacts.models import Appointment
from fahrwasser.contacts.views.contacts import choices, name_of
from fahrwasser.core import clock
from fahrwasser.core.acting import acting_as
from fahrwasser.core.pages import page

AFTER_MOVE = {
    "moved": gettext_lazy("Die Sprachmittlung ist auf die neue Zeit gebucht. Bitte sagen Sie dort Bescheid."),
    "cancelled": gettext_lazy(
        "Die Sprachmittlung ist zur neuen Zeit nicht verfügbar und deshalb abgesagt. Bitte sagen Sie dort Bescheid, und"
        " buchen Sie neu."
    ),
}
MOST_FETCHES = 60  # an hour and person; programmes ask a few times


@may(Permission.APPOINTMENT_PLAN)
def calendar(request: StaffRequest) -> HttpResponse:
    """A week of the team: one's own appointments, of everybody else that they are busy."""
    monday = _monday(request.GET.get("woche", ""))
    office = [] if person_may(request.user, Permission.CASE_WORK) else _office(request, clock.today())
    week = queries.week(request.user, monday)
    own = [entry.own.case for day in week for entry in day.entries if entry.own and entry.own.case]
    context = {"week": week, "monday": monday, "office": office, "names": clients.names_of(own, request.user)}
    days = {"before": monday - timedelta(days=7), "after": monday + timedelta(days=7)}
    return page(request, "contacts/calendar.html", {**context, **days})


def _monday(day: str) -> date:
    """The Monday of the week of ``day``; of this week for no day, a wrong one, and one ten years away."""
    today = clock.today()
    try:
        chosen = date.fromisoformat(day)
    except ValueError:
        chosen = today
    near = chosen if abs(chosen - today) < timedelta(days=3650) else today
    return near - timedelta(days=near.weekday())


def _office(request: StaffRequest, day: date) -> list[tuple[str, Appointment]]:
    """Who comes today, for the person at the counter."""
    rows = list(queries.for_the_office(request.user, day))
    names = clients.names_of([row.case for row in rows if row.case], request.user)
    return [(names.get(row.case_id, "") if row.case_id else "", row) for row in rows]


@may(Permission.APPOINTMENT_PLAN)
def appointment_new(request: StaffRequest) -> HttpResponse:
    """An appointment: of the case in ``?fall=``, of one chosen here, or without a case."""
    given = _case(request, request.GET["fall"]) if request.GET.get("fall") else None
    initial = {"at": clock.now().replace(minute=0) + timedelta(days=1), "type": "BUERO"}
    works = person_may(request.user, Permission.CASE_WORK)
    form = AppointmentForm(request.POST or None, initial=initial, cases=choices(request) if works and not given else ())
    if not works and given is None:
        raise Http404
    if request.method == "POST" and form.carries_out(lambda: _plan(request, form, given)):
        messages.success(request, _("Der Termin steht im Kalender."))
        return redirect(f"{reverse('contacts:calendar')}?woche={form.cleaned_data['at']:%Y-%m-%d}")
    context = {"form": form, "case": given, "name": name_of(request, given)}
    return page(request, "contacts/appointment_new.html", context)


def _plan(request: StaffRequest, form: AppointmentForm, given: Case | None) -> Appointment:
    key = form.cleaned_data.get("case")
    case = given or (_case(request, key) if key else None)
    user = case.lead if case and not _named(case, request.user) else request.user
    return actions.plan(by=request.user, now=clock.now(), case=case, user=user, **form.planned())


def _named(case: Case, user: User) -> bool:
    return user.pk in (case.lead_id, case.second_id)


def _case(request: StaffRequest, key: str) -> Case:
    """A case whose appointments the person may write: its own people, and the office of the unit at level 0."""
    try:
        case = known_case(request, UUID(key))
    except ValueError as error:
        raise Http404 from error
    office = case.level == Level.NORMAL and case.unit_id in standing(request.user).for_contact_data
    if not office and not Case.objects.readable_by(request.user).filter(pk=case.pk).exists():
        raise Http404
    return case


def found_appointment(request: StaffRequest, appointment_id: UUID) -> Appointment:
    found = queries.appointment(request.user, appointment_id)
    if found is None:
        raise Http404
    if found.case_id:
        _case(request, str(found.case_id))
    return found


@may(Permission.APPOINTMENT_PLAN)
@require_GET
def appointment(request: StaffRequest, appointment_id: UUID) -> HttpResponse:
    """One appointment, with its interpreter and what can be done."""
    found = found_appointment(request, appointment_id)
    works = person_may(request.user, Permission.CASE_WORK)
    context: dict[str, Any] = {
        "appointment": found, "name": name_of(request, found.case), "works": works,
        "booking": queries.booking_of(found, request.user), "is_over": found.until <= clock.now(),
        "before": queries.earlier_times(found),
    }  # fmt: skip
    return page(request, "contacts/appointment.html", context)


@may(Permission.APPOINTMENT_PLAN)
def appointment_move(request: StaffRequest, appointment_id: UUID) -> HttpResponse:
    """Another time for an appointment; its interpreter comes along, or is called off."""
    found = found_appointment(request, appointment_id)
    form = SlotForm(request.POST or None, recorded={"at": found.at, "minutes": found.minutes, "reason": found.reason})
    done: list[str] = []
    if request.method == "POST" and form.carries_out(
        lambda: done.append(actions.move(appointment=found, by=request.user, now=clock.now(), **form.planned()))
    ):
        messages.success(request, _("Der Termin ist verschoben."))
        if done[0] in AFTER_MOVE:
            messages.warning(request, str(AFTER_MOVE[done[0]]))
        return redirect("contacts:appointment", found.pk)
    context = {"form": form, "appointment": found, "name": name_of(request, found.case)}
    return page(request, "contacts/appointment_move.html", context)


@may(Permission.APPOINTMENT_PLAN)
@require_POST
def appointment_cancel(request: StaffRequest, appointment_id: UUID) -> HttpResponse:
    found = found_appointment(request, appointment_id)
    interpreter_too = actions.cancel(appointment=found, by=request.user, now=clock.now())
    messages.success(request, _("Der Termin ist abgesagt."))
    if interpreter_too:
        messages.warning(request, _("Auch die Sprachmittlung ist abgesagt. Bitte sagen Sie dort Bescheid."))
    return redirect("contacts:calendar")


@may(Permission.APPOINTMENT_PLAN)
@require_http_methods(["GET", "POST"])
def calendar_key(request: StaffRequest) -> HttpResponse:
    """Give out the secret address of one's own calendar, or take it back. It is shown once."""
    address = ""
    if request.POST.get("act") == "close":
        actions.close_calendar(by=request.user, now=clock.now())
        messages.success(request, _("Die Adresse gilt nicht mehr."))
        return redirect("contacts:calendar_key")
    if request.method == "POST":
        secret = actions.open_calendar(by=request.user, now=clock.now())
        address = request.build_absolute_uri(reverse("contacts:calendar_feed", args=[secret]))
    return page(request, "contacts/calendar_key.html", {"address": address, "key": queries.calendar_key(request.user)})


@token_door("the secret in the address opens one person's busy times for their own calendar programme")
@require_GET
def calendar_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar behind a secret address; unknown and revoked ones are not there."""
    user = queries.calendar_user(actions.hashed(secret))
    if user is None:
        raise Http404
    if _too_often(user):
        return HttpResponse(status=429, headers={"Retry-After": "3600"})
    with acting_as(user.pk):
        body = ics.calendar(queries.for_calendar(user, clock.today()))
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8", headers={"Cache-Control": "private"})
    answer.headers["ETag"] = f'"{sha256(body).hexdigest()}"'
    return get_conditional_response(request, etag=answer.headers["ETag"], response=answer) or answer


def _too_often(user: User) -> bool:
    key = f"calendar-{user.pk}"
    cache.add(key, 0, timeout=3600)
    return cache.incr(key) > MOST_FETCHES
