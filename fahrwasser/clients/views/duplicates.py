"""Pages about rows that may be one person: the work list, two rows side by side, and what was decided."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fahrwasser.accounts.doors import StaffRequest, may
from fahrwasser.accounts.rules import Permission
from fahrwasser.audit.actions import note_access
from fahrwasser.clients import actions, queries
from fahrwasser.clients.models import Client, DuplicatePair, Merge
from fahrwasser.clients.views.comparing import compared
from fahrwasser.clients.views.people import readable_person
from fahrwasser.core import clock
from fahrwasser.core.errors import NotAllowed
from fahrwasser.core.pages import page

SHOWN = 50


@may(Permission.CASE_WORK, Permission.CASE_ALLOCATE)
def duplicates(request: StaffRequest) -> HttpResponse:
    context = {
        "open": queries.open_pairs(request.user),
        "decided": queries.decided_pairs(request.user),
        "merges": queries.merges_of(request.user)[:SHOWN],
    }
    return page(request, "clients/duplicates.html", context)


@may(Permission.CASE_WORK, Permission.CASE_ALLOCATE)
def pair(request: StaffRequest, pair_id: UUID) -> HttpResponse:
    found = _pair(request, pair_id)
    return page(request, "clients/pair.html", compared(found, request.user, clock.today()))


@may(Permission.CASE_WORK)
@require_POST
def compare(request: StaffRequest, person_id: UUID) -> HttpResponse:
    """Put two people of one's files side by side by hand."""
    person, _case = readable_person(request, person_id)
    other = _other(request, request.POST.get("other", ""))
    if other is None:
        messages.warning(request, _("Bitte wählen Sie eine Person aus."))
        return redirect("clients:person", person.pk)
    return _done(
        request,
        lambda **who: actions.propose(person=person, other=other, **who),
        "",
        lambda found: redirect("clients:pair", found.pk),
    )


@may(Permission.CASE_WORK, Permission.CASE_ALLOCATE)
@require_POST
def merge(request: StaffRequest, pair_id: UUID) -> HttpResponse:
    found = _pair(request, pair_id)
    first_stays = request.POST.get("kept") != "second"
    kept, absorbed = (found.first, found.second) if first_stays else (found.second, found.first)
    other = "second" if first_stays else "first"
    chosen = [field for field in actions.CHOOSABLE if request.POST.get(field) == other]
    sentence = _("Die beiden Einträge sind zusammengeführt. Sie können das jederzeit rückgängig machen.")
    return _done(
        request,
        lambda **who: actions.merge(pair=found, kept=kept, absorbed=absorbed, from_absorbed=chosen, **who),
        sentence,
        lambda _merge: redirect("clients:pair", found.pk),
    )


@may(Permission.CASE_WORK, Permission.CASE_ALLOCATE)
@require_POST
def link(request: StaffRequest, pair_id: UUID) -> HttpResponse:
    sentence = _("Vermerkt: dieselbe Person. Sie zählt einmal; beide Akten bleiben bestehen.")
    return _decision(request, pair_id, actions.link, sentence)


@may(Permission.CASE_WORK, Permission.CASE_ALLOCATE)
@require_POST
def different(request: StaffRequest, pair_id: UUID) -> HttpResponse:
    sentence = _("Vermerkt: nicht dieselbe Person. Dieses Paar wird nicht mehr vorgeschlagen.")
    return _decision(request, pair_id, actions.decide_different, sentence)


@may(Permission.CASE_WORK, Permission.CASE_ALLOCATE)
@require_POST
def reconsider(request: StaffRequest, pair_id: UUID) -> HttpResponse:
    return _decision(request, pair_id, actions.reconsider, _("Zurückgenommen. Das Paar ist wieder offen."))


@may(Permission.CASE_WORK, Permission.CASE_ALLOCATE)
@require_POST
def undo(request: StaffRequest, merge_id: UUID) -> HttpResponse:
    found: Merge | None = Merge.objects.visible_to(request.user).filter(pk=merge_id).first()
    if found is None:
        raise Http404
    note_access(request, found.case_id)
    sentence = _("Rückgängig gemacht. Beide Einträge stehen wieder wie vorher.")
    back = lambda _nothing: redirect("clients:pair", found.pair_id)  # noqa: E731
    return _done(request, lambda **who: actions.undo(merge=found, **who), sentence, back)


def _decision(request: StaffRequest, pair_id: UUID, act: Callable[..., Any], sentence: str) -> HttpResponse:
    found = _pair(request, pair_id)
    return _done(
        request, lambda **who: act(pair=found, **who), sentence, lambda _pair: redirect("clients:pair", found.pk)
    )


def _done(
    request: StaffRequest, act: Callable[..., Any], sentence: str, onwards: Callable[[Any], HttpResponse]
) -> HttpResponse:
    """Carry an act out and go on; a refusal is told on the work list."""
    try:
        result = act(by=request.user, now=clock.now())
    except NotAllowed as refusal:
        messages.warning(request, refusal.sentence)
        return redirect("clients:duplicates")
    if sentence:
        messages.success(request, sentence)
    return onwards(result)


def _pair(request: StaffRequest, pair_id: UUID) -> DuplicatePair:
    """A pair whose two files the person reads, or the 404 of a page that never was."""
    pairs = DuplicatePair.objects.decidable_by(request.user).select_related("first", "second")
    found: DuplicatePair | None = pairs.select_related("first_case", "second_case").filter(pk=pair_id).first()
    if found is None:
        raise Http404
    for case_id in {found.first_case_id, found.second_case_id}:
        note_access(request, case_id)
    return found


def _other(request: StaffRequest, key: str) -> Client | None:
    try:
        found: Client | None = Client.objects.visible_to(request.user).filter(pk=UUID(key)).first()
    except ValueError:
        return None
    return found
