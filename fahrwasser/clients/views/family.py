"""Pages about what is around a person: household, ties, right to stay, representatives. All are short forms."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from fahrwasser.accounts.doors import StaffRequest, may
from fahrwasser.accounts.rules import Permission
from fahrwasser.cases.views import readable_case
from fahrwasser.clients import actions, queries
from fahrwasser.clients.forms import EndForm, LeaveForm, RelationForm, RepresentativeForm, ResidenceForm, StayForm
from fahrwasser.clients.models import Client, Relation, Representative, Residence
from fahrwasser.clients.views.people import readable_person
from fahrwasser.core import clock
from fahrwasser.core.forms import Form
from fahrwasser.core.pages import page

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Words:
    """What a short form says: its title, why one is asked, and what is true afterwards."""

    title: Any
    done: Any
    why: Any = ""


def _answer(
    request: StaffRequest, person: Client, form: Form, act: Callable[..., object], values: Callable[[], dict[str, Any]],
    words: Words,
) -> HttpResponse:  # fmt: skip
    """Show the form, or carry it out and go back to the person."""
    if request.method == "POST" and form.carries_out(lambda: act(by=request.user, now=clock.now(), **values())):
        messages.success(request, words.done)
        return redirect("clients:person", person.pk)
    return page(request, "clients/form.html", {"form": form, "person": person, "case": person.case, "words": words})


@may(Permission.CASE_WORK)
def stay_new(request: StaffRequest, person_id: UUID) -> HttpResponse:
    person, _case = readable_person(request, person_id)
    form = StayForm(request.POST or None)
    words = Words(_("Zeit im Haushalt eintragen"), _("Die Zeit im Haushalt ist eingetragen."))
    return _answer(request, person, form, actions.note_stay, lambda: {"person": person, **form.cleaned_data}, words)


@may(Permission.CASE_WORK)
def leave(request: StaffRequest, person_id: UUID) -> HttpResponse:
    person, _case = readable_person(request, person_id)
    form = LeaveForm(request.POST or None, initial={"on": clock.today()})
    words = Words(
        _("Auszug eintragen"),
        _("Der Auszug ist eingetragen."),
        _("Die Person bleibt in der Akte; ab diesem Tag zählt sie nicht mehr zum Haushalt."),
    )
    values = lambda: {"person": person, **form.cleaned_data}  # noqa: E731
    return _answer(request, person, form, actions.leave_household, values, words)


@may(Permission.CASE_WORK)
def relation_new(request: StaffRequest, person_id: UUID) -> HttpResponse:
    person, case = readable_person(request, person_id)
    others = [one for one in queries.people_of(case, request.user) if one.pk != person.pk]
    form = RelationForm(request.POST or None, others=others)
    words = Words(
        _("Beziehung eintragen"),
        _("Die Beziehung ist eingetragen."),
        _("Von Menschen, die wir nicht beraten, speichern wir nur den Vornamen und die Beziehung."),
    )

    def relate(**values: Any) -> object:
        return (actions.relate_by_name if form.is_new_person else actions.relate)(**values)

    return _answer(request, person, form, relate, lambda: form.tie(person), words)


@may(Permission.CASE_WORK)
def relation_end(request: StaffRequest, relation_id: UUID) -> HttpResponse:
    row = _row(request, Relation, relation_id)
    words = Words(_("Beziehung beenden"), _("Das Ende ist eingetragen."), _("Die Beziehung bleibt als frühere stehen."))
    return _end(request, row, row.person, words)


@may(Permission.CASE_WORK)
def representative_new(request: StaffRequest, person_id: UUID) -> HttpResponse:
    person, _case = readable_person(request, person_id)
    form = RepresentativeForm(request.POST or None)
    words = Words(_("Vertretung der Person eintragen"), _("Die Vertretung ist eingetragen."))
    return _answer(request, person, form, actions.represent, lambda: {"person": person, **form.cleaned_data}, words)


@may(Permission.CASE_WORK)
def representative_end(request: StaffRequest, representative_id: UUID) -> HttpResponse:
    row = _row(request, Representative, representative_id)
    return _end(request, row, row.person, Words(_("Vertretung beenden"), _("Das Ende ist eingetragen.")))


@may(Permission.CASE_WORK)
def residence_new(request: StaffRequest, person_id: UUID) -> HttpResponse:
    person, _case = readable_person(request, person_id)
    form = ResidenceForm(request.POST or None)
    words = Words(_("Aufenthalt eintragen"), _("Der Aufenthalt ist eingetragen."))
    values = lambda: {"person": person, **form.cleaned_data}  # noqa: E731
    return _answer(request, person, form, actions.note_residence, values, words)


@may(Permission.CASE_WORK)
def residence_edit(request: StaffRequest, residence_id: UUID) -> HttpResponse:
    row = _row(request, Residence, residence_id)
    form = ResidenceForm(request.POST or None, recorded=ResidenceForm.of(row))
    words = Words(_("Aufenthalt berichtigen"), _("Der Aufenthalt ist berichtigt."))
    values = lambda: {"row": row, **form.cleaned_data}  # noqa: E731
    return _answer(request, row.person, form, actions.correct_residence, values, words)


def _end(request: StaffRequest, row: Any, person: Client, words: Words) -> HttpResponse:
    form = EndForm(request.POST or None, initial={"on": clock.today()})
    return _answer(request, person, form, actions.end, lambda: {"row": row, **form.cleaned_data}, words)


def _row(request: StaffRequest, model: type[M], key: UUID) -> M:
    """A row of a file the person works in, or the 404 of a page that never was."""
    found: Any = model._default_manager.visible_to(request.user).filter(pk=key).select_related("person__case").first()  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    readable_case(request, found.case_id)
    return found  # type: ignore[no-any-return]
