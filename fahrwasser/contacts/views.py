"""Writing contacts down, in under half a minute, and finding them again."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from fahrwasser.accounts.doors import StaffRequest, may
from fahrwasser.accounts.rules import Permission
from fahrwasser.cases.models import Case
from fahrwasser.cases.views import readable_case
from fahrwasser.clients import queries as clients
from fahrwasser.contacts import actions, queries
from fahrwasser.contacts.forms import ContactForm, CorrectionForm
from fahrwasser.contacts.models import Contact
from fahrwasser.core import clock
from fahrwasser.core.ids import new_id
from fahrwasser.core.pages import page
from fahrwasser.work.forms import kept

PER_PAGE = 25


@may(Permission.CONTACT_RECORD)
def new(request: StaffRequest) -> HttpResponse:
    """A new contact: of the case in ``?fall=``, or of one chosen on the page, or without one."""
    given = _case(request, request.GET["fall"]) if request.GET.get("fall") else None
    address = reverse("contacts:new") + (f"?fall={given.pk}" if given else "")
    draft = kept(request.user, address)
    initial = {"entry": new_id(), "at": clock.now(), "minutes": 15, **draft.initial(ContactForm)}
    form = ContactForm(request.POST or None, initial=initial, cases=() if given else _choices(request))
    if request.method == "POST" and form.carries_out(lambda: _record(request, form, given, address)):
        messages.success(request, _("Der Kontakt ist gespeichert."))
        return redirect(_after(request, given, address))
    return page(
        request, "contacts/new.html", {"form": form, "case": given, "name": _name(request, given), "kept": draft}
    )


def _record(request: StaffRequest, form: ContactForm, given: Case | None, address: str) -> Contact:
    chosen = given or (_case(request, form.cleaned_data["case"]) if form.cleaned_data.get("case") else None)
    values = {**form.contact(), "entry": form.cleaned_data["entry"], "draft": address}
    return actions.record(by=request.user, now=clock.now(), case=chosen, **values)


def _after(request: StaffRequest, given: Case | None, address: str) -> str:
    if "again" in request.POST:
        return address
    return reverse("desk:case", args=[given.pk]) if given else reverse("desk:my_day")


def _case(request: StaffRequest, key: str) -> Case:
    try:
        return readable_case(request, UUID(key))
    except ValueError as error:
        raise Http404 from error


def _choices(request: StaffRequest) -> list[tuple[str, Any]]:
    cases = Case.objects.readable_by(request.user).filter(state=Case.State.OPEN).order_by("number")
    names = clients.names_of(cases, request.user)
    rows = sorted((names.get(case.pk, ""), case.number, str(case.pk)) for case in cases)
    return [("", _("ohne Fall (Kurzauskunft)")), *((key, f"{name} · {number}") for name, number, key in rows)]


def _name(request: StaffRequest, case: Case | None) -> str:
    return clients.names_of([case], request.user).get(case.pk, "") if case else ""


@may(Permission.CONTACT_RECORD)
def contact(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Correct a contact. When somebody else has saved meanwhile, both texts are shown."""
    known = queries.contact(request.user, contact_id)
    if known is None:
        raise Http404
    case = readable_case(request, known.case_id) if known.case_id else None
    draft = kept(request.user, request.path)
    initial = {**CorrectionForm.of(known), "stamp": queries.stamp(known), **draft.initial(CorrectionForm)}
    form = CorrectionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.carries_out(lambda: _correct(request, form, known)):
        messages.success(request, _("Die Korrektur ist gespeichert. Die frühere Fassung bleibt in der Historie."))
        return redirect("contacts:contacts", case.pk) if case else redirect("desk:my_day")
    context = {"form": form, "case": case, "contact": known, "kept": draft, "others": _take_over(request, form, known)}
    return page(request, "contacts/correct.html", context)


def _correct(request: StaffRequest, form: CorrectionForm, known: Contact) -> Contact:
    values = {**form.contact(), "stamp": form.cleaned_data["stamp"], "draft": request.path}
    return actions.correct(contact=known, by=request.user, now=clock.now(), **values)


def _take_over(request: StaffRequest, form: CorrectionForm, known: Contact) -> list[tuple[Any, str]]:
    """After a conflict: the texts somebody else saved; the form goes on from them. Else nothing."""
    started_from = form["stamp"].value()
    if started_from == queries.stamp(known):
        return []
    if form.is_bound:
        form.data = {**request.POST.dict(), "stamp": queries.stamp(known)}
    return [(form[name].label, getattr(known, name)) for name in queries.TEXTS]


@may(Permission.CASE_WORK)
def contacts(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """All contacts of a case; the word to look for comes by POST, so that it stands in no address."""
    case = readable_case(request, case_id)
    words = request.POST.get("words", "")[:100]
    found = Paginator(queries.contacts_of(case, request.user, words), PER_PAGE).get_page(
        request.POST.get("page") or request.GET.get("page")
    )
    context = {"case": case, "found": found, "words": words, "name": _name(request, case)}
    return page(request, "contacts/contacts.html", {**context, "counts": queries.counts(case, request.user)})
