"""The pool of interpreters, conflicts in a file, and bookings."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fahrwasser.accounts.doors import StaffRequest, may
from fahrwasser.accounts.rules import Permission
from fahrwasser.cases.views import readable_case
from fahrwasser.clients import queries as clients
from fahrwasser.contacts import actions, queries
from fahrwasser.contacts.forms import BookingForm, ConflictForm, InterpreterForm, language_words
from fahrwasser.contacts.models import Booking, Interpreter
from fahrwasser.contacts.views.appointments import found_appointment
from fahrwasser.core import clock
from fahrwasser.core.pages import page


@may(Permission.CASE_WORK)
def interpreters(request: StaffRequest) -> HttpResponse:
    """The pool, and somebody new in it."""
    form = InterpreterForm(request.POST or None, initial={"on_site": True, "active": True})
    if request.method == "POST" and form.carries_out(
        lambda: actions.add_interpreter(by=request.user, **form.interpreter())
    ):
        messages.success(request, _("Die Sprachmittlung ist eingetragen."))
        return redirect("contacts:interpreters")
    today = clock.today()
    rows = [(one, language_words(one.languages), one.is_bound(today)) for one in queries.pool(request.user)]
    return page(request, "contacts/interpreters.html", {"form": form, "rows": rows})


@may(Permission.CASE_WORK)
def interpreter(request: StaffRequest, interpreter_id: UUID) -> HttpResponse:
    """Correct what is known of an interpreter."""
    known: Interpreter = get_object_or_404(Interpreter.objects.visible_to(request.user), pk=interpreter_id)
    form = InterpreterForm(request.POST or None, recorded=InterpreterForm.of(known))
    if request.method == "POST" and form.carries_out(
        lambda: actions.change_interpreter(interpreter=known, **form.interpreter())
    ):
        messages.success(request, _("Die Angaben sind gespeichert."))
        return redirect("contacts:interpreters")
    return page(request, "contacts/interpreter.html", {"form": form, "interpreter": known})


@may(Permission.CASE_WORK)
def conflicts(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Who must not interpret in a case, and one more."""
    case = readable_case(request, case_id)
    form = ConflictForm(request.POST or None, pool=queries.pool(request.user))
    if request.method == "POST" and form.carries_out(
        lambda: actions.name_conflict(case=case, by=request.user, now=clock.now(), **form.conflict())
    ):
        messages.success(request, _("Das ist eingetragen. Außerhalb dieser Akte steht nur „nicht verfügbar“."))
        return redirect("contacts:conflicts", case.pk)
    context = {"form": form, "case": case, "rows": queries.conflicts_of(case, request.user)}
    return page(request, "contacts/conflicts.html", context)


@may(Permission.CASE_WORK)
def booking_new(request: StaffRequest, appointment_id: UUID) -> HttpResponse:
    """Book an interpreter for an appointment; with ``?nur=f`` or ``m`` only women or only men are offered."""
    found = found_appointment(request, appointment_id)
    if found.case is None:
        raise Http404
    case = readable_case(request, found.case.pk)
    person = clients.main_person(case, request.user)
    wish = request.GET.get("nur", "") if request.GET.get("nur") in ("f", "m") else ""
    initial = {"language": person.languages.split(",")[0] if person else ""}
    offered = queries.bookable(request.user, found, wish)
    form = BookingForm(request.POST or None, initial=initial, offered=offered)
    if request.method == "POST" and form.carries_out(
        lambda: actions.book(appointment=found, by=request.user, now=clock.now(), **form.booking())
    ):
        messages.success(request, _("Die Sprachmittlung ist gebucht."))
        return redirect("contacts:appointment", found.pk)
    return page(request, "contacts/booking_new.html", {"form": form, "appointment": found, "case": case, "wish": wish})


def _booking(request: StaffRequest, booking_id: UUID) -> Booking:
    found = queries.booking(request.user, booking_id)
    if found is None:
        raise Http404
    readable_case(request, found.case_id)
    return found


@may(Permission.CASE_WORK)
@require_GET
def slip(request: StaffRequest, booking_id: UUID) -> HttpResponse:
    """What the interpreter gets: time, place, language."""
    found = _booking(request, booking_id)
    return page(request, "contacts/slip.html", {"booking": found, "language": language_words(found.language)})


@may(Permission.CASE_WORK)
@require_POST
def booking_cancel(request: StaffRequest, booking_id: UUID) -> HttpResponse:
    found = _booking(request, booking_id)
    actions.cancel_booking(booking=found, by=request.user, now=clock.now())
    messages.success(request, _("Die Sprachmittlung ist abgesagt."))
    return redirect("contacts:appointment", found.appointment_id)
