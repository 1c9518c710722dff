"""Pages of the directory: list, one offer, editing, confirming, capacity, import."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fahrwasser.accounts.doors import StaffRequest, may
from fahrwasser.accounts.queries import standing
from fahrwasser.accounts.rules import Permission
from fahrwasser.core import clock
from fahrwasser.core.pages import page
from fahrwasser.offers import actions, queries
from fahrwasser.offers.codes import need_name
from fahrwasser.offers.criteria import KINDS, in_force
from fahrwasser.offers.details import GERMAN, in_language, languages_of
from fahrwasser.offers.facets import select
from fahrwasser.offers.forms import CapacityForm, OfferForm, SearchForm
from fahrwasser.offers.lines import Condition, Line, capacity_details
from fahrwasser.offers.models import Offer

PER_PAGE = 25


def _line(offer: Offer) -> Line:
    return Line(queries.described([offer], clock.today())[0])


def _own_offer(request: StaffRequest, offer_id: UUID) -> Offer:
    """The offer, for those who may change it; nobody else finds the page."""
    offer = get_object_or_404(Offer.objects.select_related("provider"), pk=offer_id)
    if not queries.may_edit(request.user, offer):
        raise Http404
    return offer


@require_GET
@may(Permission.OFFER_READ)
def offers(request: StaffRequest) -> HttpResponse:
    form = SearchForm(request.GET)
    words = form.cleaned_data["suche"] if form.is_valid() else ""
    selection = select(queries.search(words), request.GET, clock.today())
    pages = Paginator(selection.offers, PER_PAGE)
    pages.count = selection.remaining  # counted with the filters
    shown = pages.get_page(request.GET.get("seite"))
    query = request.GET.copy()
    query.pop("seite", None)
    context = {
        "form": form,
        "words": words,
        "selection": selection,
        "kept": [(name, value) for name in query if name != "suche" for value in query.getlist(name)],
        "shown": shown,
        "lines": [Line(known) for known in queries.described(list(shown), clock.today())],
        "query": query.urlencode(),
        "may_import": standing(request.user).may(Permission.OFFER_IMPORT),
    }
    return page(request, "offers/offers.html", context)


@require_GET
@may(Permission.OFFER_READ)
def offer(request: StaffRequest, offer_id: UUID) -> HttpResponse:
    found = get_object_or_404(Offer.objects.select_related("provider"), pk=offer_id)
    today, texts, language = clock.today(), queries.texts_of(found), request.GET.get("sprache", GERMAN)
    rows = queries.criteria_of([found.pk]).get(found.pk, [])
    context = {
        "offer": found,
        "line": _line(found),
        "needs": [(code, need_name(code)) for code in found.needs],
        "conditions": [
            Condition(row, KINDS[row.kind].label, KINDS[row.kind].sentence(row.values), in_force(row, today))
            for row in rows
        ],
        "capacities": [
            (row, ", ".join(capacity_details(row, row.confirmed_on))) for row in queries.capacity_history(found)
        ],
        "details": queries.details_of(found),
        "languages": languages_of(texts, language),
        "reading": in_language(found, texts, language),
        "sources": queries.sources_of(found),
        "may_edit": queries.may_edit(request.user, found),
    }
    return page(request, "offers/offer.html", context)


@require_http_methods(["GET", "POST"])
@may(Permission.OFFER_EDIT)
def edit(request: StaffRequest, offer_id: UUID) -> HttpResponse:
    found = _own_offer(request, offer_id)
    form = OfferForm(request.POST or None, offer=found)
    if request.method == "POST" and form.carries_out(
        lambda: actions.edit(offer=found, by=request.user, now=clock.now(), **form.cleaned_data)
    ):
        messages.success(request, _("Das Angebot ist gespeichert."))
        return redirect("offers:offer", offer_id)
    return page(request, "offers/edit.html", {"form": form, "offer": found})


@require_POST
@may(Permission.OFFER_EDIT)
def confirm(request: StaffRequest, offer_id: UUID) -> HttpResponse:
    found = _own_offer(request, offer_id)
    actions.confirm(offer=found, by=request.user, now=clock.now())
    messages.success(request, _("Danke. Die Angaben gelten heute als bestätigt."))
    return redirect("offers:offer", offer_id)


@require_http_methods(["GET", "POST"])
@may(Permission.OFFER_EDIT)
def capacity(request: StaffRequest, offer_id: UUID) -> HttpResponse:
    found = _own_offer(request, offer_id)
    form = CapacityForm(
        request.POST or None, initial={"confirmed_on": clock.today(), "confirmed_by": request.user.name}
    )
    if request.method == "POST" and form.carries_out(
        lambda: actions.set_capacity(offer=found, by=request.user, now=clock.now(), **form.cleaned_data)
    ):
        messages.success(request, _("Die Kapazität ist festgehalten."))
        return redirect("offers:offer", offer_id)
    return page(request, "offers/capacity.html", {"form": form, "offer": found})
