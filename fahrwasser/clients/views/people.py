"""Pages about people: who they are, and everything around them."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fahrwasser.accounts.doors import StaffRequest, may
from fahrwasser.accounts.rules import Permission
from fahrwasser.cases.models import Case
from fahrwasser.cases.views import readable_case
from fahrwasser.clients import actions, queries
from fahrwasser.clients.forms import KnownForm, NewPersonForm, PersonForm
from fahrwasser.clients.models import Client
from fahrwasser.clients.views.cards import card
from fahrwasser.core import clock
from fahrwasser.core.pages import page

MAYBE_KNOWN = _("Vielleicht ist diese Person schon bekannt. Bitte prüfen Sie die möglichen Dubletten.")


@may(Permission.CASE_WORK)
def person_new(request: StaffRequest, case_id: UUID) -> HttpResponse:
    case = readable_case(request, case_id)
    form = NewPersonForm(request.POST or None, initial={"role": Client.Role.CHILD})
    added: list[Client] = []
    if request.method == "POST" and form.carries_out(
        lambda: added.append(actions.add_person(case=case, by=request.user, now=clock.now(), **form.person()))
    ):
        messages.success(request, _("Die Person ist eingetragen."))
        if queries.pairs_of(added[0], request.user).exists():
            messages.warning(request, MAYBE_KNOWN)
        return redirect("clients:person", added[0].pk)
    return page(request, "clients/person_form.html", {"form": form, "case": case})


@may(Permission.CASE_WORK)
def person(request: StaffRequest, person_id: UUID) -> HttpResponse:
    found, case = readable_person(request, person_id)
    return page(request, "clients/person.html", card(found, case, request.user, clock.today()))


@may(Permission.CASE_WORK)
def person_edit(request: StaffRequest, person_id: UUID) -> HttpResponse:
    known, case = readable_person(request, person_id)
    form = PersonForm(request.POST or None, recorded=PersonForm.of(known))
    if request.method == "POST" and form.carries_out(
        lambda: actions.change_person(person=known, by=request.user, now=clock.now(), **form.person())
    ):
        messages.success(request, _("Die Angaben sind gespeichert."))
        return redirect("clients:person", known.pk)
    return page(request, "clients/person_form.html", {"form": form, "case": case, "known": known})


@may(Permission.CASE_WORK, Permission.ENQUIRY_TAKE)
@require_POST
def known(request: StaffRequest) -> HttpResponse:
    """Whom the page may show as "vielleicht schon bekannt" while somebody types. Names never stand in an address."""
    found = queries.candidates(request.user, **KnownForm(request.POST).asked())
    return page(request, "clients/known.html", {"candidates": found})


@may(Permission.CASE_WORK)
def household(request: StaffRequest, case_id: UUID) -> HttpResponse:
    case = readable_case(request, case_id)
    today = clock.today()
    people = [person for person in queries.people_of(case, request.user) if not person.is_third_party]
    context = {
        "case": case,
        "today": today,
        "people": [{"person": one, "here": one.lives_here(today), "age": one.age_words(today)} for one in people],
        "stays": queries.stays_of(case, request.user),
    }
    return page(request, "clients/household.html", context)


def readable_person(request: StaffRequest, person_id: UUID) -> tuple[Client, Case]:
    """The person and their file, or the 404 of a page that never was."""
    found: Client | None = Client.objects.visible_to(request.user).filter(pk=person_id).first()
    if found is None:
        raise Http404
    return found, readable_case(request, found.case_id)
