"""Pages of what may be there twice: the list, two entries side by side, and what was decided."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fahrwasser.accounts.doors import StaffRequest, may
from fahrwasser.accounts.models import Organisation
from fahrwasser.accounts.rules import Permission
from fahrwasser.core import clock
from fahrwasser.core.comparing import Compared
from fahrwasser.core.errors import NotAllowed
from fahrwasser.core.pages import page
from fahrwasser.offers.codes import kind_name, need_name
from fahrwasser.offers.criteria.vocabulary import language_name, place_name
from fahrwasser.offers.models import Offer
from fahrwasser.upkeep import merging
from fahrwasser.upkeep.merging import CHOOSABLE, MODELS
from fahrwasser.upkeep.models import Merge, Twin, What
from fahrwasser.upkeep.rules import stayed
from fahrwasser.upkeep.twins import reason_words

PER_PAGE = 25


WORDS: dict[str, Callable[[Any], str]] = {
    "kind": lambda row: kind_name(row.kind),
    "needs": lambda row: ", ".join(map(need_name, row.needs)),
    "languages": lambda row: ", ".join(map(language_name, row.languages)),
    "childcare": lambda row: "" if row.childcare is None else (_("ja") if row.childcare else _("nein")),
    "format": lambda row: str(row.get_format_display()),
    "district": lambda row: place_name(row.district),
    "provider_id": lambda row: row.provider.name,
    "starts_on": lambda row: f"{row.starts_on:%d.%m.%Y}" if row.starts_on else "",
    "ends_on": lambda row: f"{row.ends_on:%d.%m.%Y}" if row.ends_on else "",
}


def _shown(field: str, row: Any) -> str:
    return WORDS[field](row) if field in WORDS else str(getattr(row, field))


def _lines(what: str, first: Any, second: Any) -> list[Compared]:
    found = [
        Compared(field, merging.label(what, field), _shown(field, first), _shown(field, second))
        for field in CHOOSABLE[what]
    ]
    return [line for line in found if line.first or line.second]


@require_GET
@may(Permission.OFFER_IMPORT)
def twins(request: StaffRequest) -> HttpResponse:
    """Pairs to decide, and the last decisions."""
    rows = Twin.objects.filter(state=Twin.State.OPEN).order_by("what", "-found_on", "pk")
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("seite"))
    decided = Twin.objects.exclude(state=Twin.State.OPEN).select_related("decided_by").order_by("-decided_on", "-pk")
    lately = list(decided[:PER_PAGE])
    names = _names([*shown, *lately])
    context = {
        "shown": shown,
        "open": [(row, names.get(row.first), names.get(row.second), reason_words(row.reasons)) for row in shown],
        "decided": [(row, names.get(row.first), names.get(row.second)) for row in lately],
    }
    return page(request, "upkeep/twins.html", context)


def _names(rows: list[Twin]) -> dict[UUID, str]:
    """Names of the entries of these pairs, offers with their provider; two queries for any number of pairs."""
    keys: dict[str, set[UUID]] = {What.OFFER: set(), What.PROVIDER: set()}
    for row in rows:
        keys[row.what] |= {row.first, row.second}
    offers = Offer.objects.filter(pk__in=keys[What.OFFER]).values_list("pk", "name", "provider__name")
    providers = Organisation.objects.filter(pk__in=keys[What.PROVIDER]).values_list("pk", "name")
    return {**{key: f"{name} ({provider})" for key, name, provider in offers}, **dict(providers)}


@require_GET
@may(Permission.OFFER_IMPORT)
def twin(request: StaffRequest, twin_id: UUID) -> HttpResponse:
    found = get_object_or_404(Twin, pk=twin_id)
    rows = {row.pk: row for row in MODELS[found.what].objects.filter(pk__in=(found.first, found.second))}
    if len(rows) < len((found.first, found.second)):
        raise Http404
    first, second = rows[found.first], rows[found.second]
    merges = Merge.objects.visible_to(request.user).filter(twin=found).select_related("by", "undone_by")
    context = {
        "twin": found,
        "first": first,
        "second": second,
        "reasons": reason_words(found.reasons),
        "lines": _lines(found.what, first, second),
        "merge": merges.filter(undone_at=None).first(),
        "merges": list(merges.order_by("-at")),
    }
    return page(request, "upkeep/twin.html", context)


def _done(request: StaffRequest, twin_id: UUID, act: Callable[[], Any], sentence: str) -> HttpResponse:
    """Carry an act out; a refusal is told on the page of the pair."""
    try:
        result = act()
    except NotAllowed as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, f"{sentence} {stayed(result) if isinstance(result, list) else ''}".strip())
    return redirect("upkeep:twin", twin_id)


@require_POST
@may(Permission.OFFER_IMPORT)
def merge(request: StaffRequest, twin_id: UUID) -> HttpResponse:
    found = get_object_or_404(Twin, pk=twin_id)
    first_stays = request.POST.get("kept") != "second"
    kept, other = (found.first, "second") if first_stays else (found.second, "first")
    chosen = [field for field in CHOOSABLE[found.what] if request.POST.get(field) == other]
    return _done(
        request, twin_id,
        lambda: merging.merge(twin=found, kept=kept, from_absorbed=chosen, by=request.user, now=clock.now()),
        _("Zusammengeführt. Sie können das jederzeit rückgängig machen."),
    )  # fmt: skip


@require_POST
@may(Permission.OFFER_IMPORT)
def different(request: StaffRequest, twin_id: UUID) -> HttpResponse:
    found = get_object_or_404(Twin, pk=twin_id)
    sentence = _("Vermerkt: nicht dasselbe. Dieses Paar wird nicht mehr vorgeschlagen.")
    act = lambda: merging.decide_different(twin=found, by=request.user, now=clock.now())  # noqa: E731
    return _done(request, twin_id, act, sentence)


@require_POST
@may(Permission.OFFER_IMPORT)
def reconsider(request: StaffRequest, twin_id: UUID) -> HttpResponse:
    found = get_object_or_404(Twin, pk=twin_id)
    act = lambda: merging.reconsider(twin=found, by=request.user)  # noqa: E731
    return _done(request, twin_id, act, _("Zurückgenommen. Das Paar ist wieder offen."))


@require_POST
@may(Permission.OFFER_IMPORT)
def undo(request: StaffRequest, twin_id: UUID) -> HttpResponse:
    """Undo the merge of a pair that counts."""
    found = Merge.objects.visible_to(request.user).filter(twin=twin_id, undone_at=None).order_by("-at").first()
    if found is None:
        raise Http404
    sentence = _("Rückgängig gemacht. Beide Einträge stehen wieder da.")
    return _done(request, twin_id, lambda: merging.undo(merge=found, by=request.user, now=clock.now()), sentence)
