"""Writing contacts down, in under half a minute, and finding them again."""

from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fahrwasser.accounts.doors import StaffRequest, may
from fahrwasser.accounts.rules import Permission
from fahrwasser.cases.models import Case
from fahrwasser.cases.views import readable_case
from fahrwasser.clients import queries as clients
from fahrwasser.contacts import actions, queries
from fahrwasser.contacts.forms import ContactForm, CorrectionForm, ManyForm
from fahrwasser.contacts.models import Appointment, Contact
from fahrwasser.core import clock
from fahrwasser.core.pages import page
from fahrwasser.work.forms import kept

PER_PAGE = 25


@may(Permission.CONTACT_RECORD)
def new(request: StaffRequest) -> HttpResponse:
    """A new contact: of the appointment in ``?termin=``, of the case in ``?fall=``, of one chosen here, or of none."""
    ahead = _appointment(request)
    given = ahead.case if ahead else _case(request, request.GET["fall"]) if request.GET.get("fall") else None
    address = _address(ahead, given)
    draft = kept(request.user, address)
    initial = {"at": clock.now(), "minutes": 15, **_begun(request, ahead), **draft.initial(ContactForm)}
    form = ContactForm(request.POST or None, initial=initial, cases=() if given or ahead else choices(request))
    if request.method == "POST" and form.carries_out(lambda: _record(request, form, given, ahead, address)):
        messages.success(request, _("Der Kontakt ist gespeichert."))
        return redirect(_after(request, form, given, address))
    context = {"form": form, "case": given, "name": name_of(request, given), "kept": draft, "appointment": ahead}
    return page(request, "contacts/new.html", context)


def _appointment(request: StaffRequest) -> Appointment | None:
    """The appointment that has become a contact; somebody else's, and one written down already, is not there."""
    if not request.GET.get("termin"):
        return None
    try:
        found = queries.appointment(request.user, UUID(request.GET["termin"]))
    except ValueError as error:
        raise Http404 from error
    if found is None:
        raise Http404
    if found.case_id:
        readable_case(request, found.case_id)
    return found


def _address(ahead: Appointment | None, given: Case | None) -> str:
    which = f"?termin={ahead.pk}" if ahead else f"?fall={given.pk}" if given else ""
    return reverse("contacts:new") + which


def _begun(request: StaffRequest, ahead: Appointment | None) -> dict[str, Any]:
    """What is known already: from the appointment, or from the contact before (``art``, ``tag``)."""
    if ahead:
        booked = queries.booking_of(ahead, request.user)
        interpreting = Contact.Interpreting.PROFESSIONAL if booked else Contact.Interpreting.NONE
        known = {"at": ahead.at, "minutes": ahead.minutes, "counterpart": ahead.with_whom, "interpreting": interpreting}
        return {**ContactForm.typed(ahead.type), **known}
    before = request.GET.get("art", "")
    kind = ContactForm.typed(before) if before in Contact.Type.values else {}
    try:
        return {**kind, "at": datetime.combine(date.fromisoformat(request.GET["tag"]), clock.now().time())}
    except (KeyError, ValueError):
        return kind


def _record(
    request: StaffRequest, form: ContactForm, given: Case | None, ahead: Appointment | None, address: str
) -> Contact:
    chosen = given or (_case(request, form.cleaned_data["case"]) if form.cleaned_data.get("case") else None)
    values = {**form.contact(), "appointment": ahead, "draft": address}
    return actions.record(by=request.user, now=clock.now(), case=chosen, **values)


def _after(request: StaffRequest, form: ContactForm, given: Case | None, address: str) -> str:
    """On to the next contact, which begins with the same kind and day, or back to where one came from."""
    if "again" in request.POST:
        values = form.cleaned_data
        same = urlencode({"art": values["type"], "tag": f"{localtime(values['at']):%Y-%m-%d}"})
        base = _address(None, given)
        return f"{base}{'&' if '?' in base else '?'}{same}"
    return reverse("desk:case", args=[given.pk]) if given else reverse("desk:my_day")


def _case(request: StaffRequest, key: str) -> Case:
    try:
        return readable_case(request, UUID(key))
    except ValueError as error:
        raise Http404 from error


def choices(request: StaffRequest) -> list[tuple[str, Any]]:
    """The running cases the person works on, by name, and none."""
    cases = Case.objects.readable_by(request.user).filter(state=Case.State.OPEN).order_by("number")
    names = clients.names_of(cases, request.user)
    rows = sorted((names.get(case.pk, ""), case.number, str(case.pk)) for case in cases)
    return [("", _("ohne Fall (Kurzauskunft)")), *((key, f"{name} · {number}") for name, number, key in rows)]


def name_of(request: StaffRequest, case: Case | None) -> str:
    """What the person of a case is called, for whoever may know."""
    return clients.names_of([case], request.user).get(case.pk, "") if case else ""


@may(Permission.CONTACT_RECORD)
def many(request: StaffRequest) -> HttpResponse:
    """Several contacts after a day of visits."""
    form = ManyForm(request.POST or None, initial={"day": clock.today()}, cases=choices(request)[1:])
    if request.method == "POST" and form.carries_out(lambda: _record_many(request, form)):
        count = len(form.filled())
        messages.success(
            request,
            ngettext("%(n)s Kontakt ist gespeichert.", "%(n)s Kontakte sind gespeichert.", count) % {"n": count},
        )
        return redirect("desk:my_day")
    return page(request, "contacts/many.html", {"form": form})


def _record_many(request: StaffRequest, form: ManyForm) -> list[Contact]:
    rows = [(_case(request, key) if key else None, fields) for key, fields in form.contacts()]
    return actions.record_many(by=request.user, now=clock.now(), rows=rows)


@may(Permission.CONTACT_RECORD)
def contact(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Correct a contact."""
    known = queries.contact(request.user, contact_id)
    if known is None:
        raise Http404
    case = readable_case(request, known.case_id) if known.case_id else None
    draft = kept(request.user, request.path)
    form = CorrectionForm(
        request.POST or None, recorded=CorrectionForm.of(known), initial=draft.initial(CorrectionForm)
    )
    if request.method == "POST" and form.carries_out(lambda: _correct(request, form, known)):
        messages.success(request, _("Die Korrektur ist gespeichert. Die frühere Fassung bleibt in der Historie."))
        return redirect("contacts:contacts", case.pk) if case else redirect("desk:my_day")
    context = {"form": form, "case": case, "contact": known, "kept": draft}
    return page(request, "contacts/correct.html", context)


def _correct(request: StaffRequest, form: CorrectionForm, known: Contact) -> Contact:
    return actions.correct(contact=known, by=request.user, now=clock.now(), draft=request.path, **form.contact())


@may(Permission.CASE_WORK)
def contacts(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """All contacts of a case; the word to look for comes by POST, so that it stands in no address."""
    case = readable_case(request, case_id)
    words = request.POST.get("words", "")[:100]
    found = Paginator(queries.contacts_of(case, request.user, words), PER_PAGE).get_page(
        request.POST.get("page") or request.GET.get("page")
    )
    context = {"case": case, "found": found, "words": words, "name": name_of(request, case)}
    return page(request, "contacts/contacts.html", {**context, "counts": queries.counts(case, request.user)})
