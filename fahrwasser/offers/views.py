"""Pages of the directory: list, one offer, adding, editing, texts, confirming, capacity."""

from typing import Any
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
from fahrwasser.offers.codes import need_name, right_to_left
from fahrwasser.offers.criteria import in_force, kind
from fahrwasser.offers.criteria.vocabulary import LANGUAGES
from fahrwasser.offers.details import GERMAN, READ, as_shown, in_language, languages_of
from fahrwasser.offers.facets import select
from fahrwasser.offers.forms import (
    FIELDS,
    CapacityForm,
    LanguageForm,
    NewOfferForm,
    OfferForm,
    SearchForm,
    StandingForm,
)
from fahrwasser.offers.lines import Condition, Line, capacity_details
from fahrwasser.offers.models import Offer

PER_PAGE = 25


def _line(offer: Offer) -> Line:
    return Line(queries.described([offer], clock.today())[0])


def own_offer(request: StaffRequest, offer_id: UUID) -> Offer:
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
        "may_add": standing(request.user).may(Permission.OFFER_EDIT),
    }
    return page(request, "offers/offers.html", context)


@require_GET
@may(Permission.OFFER_READ)
def offer(request: StaffRequest, offer_id: UUID) -> HttpResponse:
    known = get_object_or_404(Offer.objects.select_related("provider"), pk=offer_id)
    found = as_shown(known, known)
    today, texts, language = clock.today(), queries.texts_of(found), request.GET.get("sprache", GERMAN)
    rows = queries.criteria_of([found.pk]).get(found.pk, [])
    context = {
        "offer": found,
        "line": _line(found),
        "needs": [(code, need_name(code)) for code in found.needs],
        "conditions": [
            Condition(row, kind(row.kind).label, kind(row.kind).sentence(row.values), in_force(row, today))
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
def new(request: StaffRequest) -> HttpResponse:
    """A new offer: of any provider for the coordination, of its own for a provider."""
    names = list(queries.providers_open_to(request.user).order_by("name").values_list("name", flat=True))
    form = NewOfferForm(request.POST or None, providers=names, may_add=queries.may_edit_all(request.user))
    added: list[Offer] = []
    if request.method == "POST" and form.carries_out(lambda: added.append(_add(request, form.cleaned_data))):
        messages.success(request, _("Das Angebot steht im Verzeichnis. Halten Sie jetzt fest, wer kommen kann."))
        return redirect("offers:condition_kinds", added[0].pk)
    return page(request, "offers/new.html", {"form": form})


def _add(request: StaffRequest, cleaned: dict[str, Any]) -> Offer:
    fields = {name: cleaned[name] for name in FIELDS}
    is_new = cleaned.get("is_new_provider", False)
    provider = actions.provider_named(name=cleaned["provider"], is_new=is_new, by=request.user)
    return actions.add(provider=provider, by=request.user, now=clock.now(), **fields)


@require_http_methods(["GET", "POST"])
@may(Permission.OFFER_EDIT)
def standing_of(request: StaffRequest, offer_id: UUID) -> HttpResponse:
    """End an offer, let it rest, take it up again."""
    found = own_offer(request, offer_id)
    form = StandingForm(request.POST or None, recorded={"status": found.status, "alert": found.alert})
    if request.method == "POST" and form.carries_out(
        lambda: actions.set_standing(offer=found, by=request.user, now=clock.now(), **form.cleaned_data)
    ):
        messages.success(request, _("Der Stand ist festgehalten."))
        return redirect("offers:offer", offer_id)
    return page(request, "offers/standing.html", {"form": form, "offer": found})


@require_GET
@may(Permission.OFFER_EDIT)
def texts(request: StaffRequest, offer_id: UUID) -> HttpResponse:
    """The languages an offer speaks, and those it could."""
    found = own_offer(request, offer_id)
    written = {text.language for text in queries.texts_of(found)}
    languages = [(code, name, code in written) for code, name in LANGUAGES.items() if code != "de"]
    context = {"offer": found, "languages": sorted(languages, key=lambda entry: not entry[2])}
    return page(request, "offers/texts.html", context)


@require_http_methods(["GET", "POST"])
@may(Permission.OFFER_EDIT)
def text(request: StaffRequest, offer_id: UUID, language: str) -> HttpResponse:
    """One language beside the German one."""
    found = own_offer(request, offer_id)
    if language not in LANGUAGES or language == "de":
        raise Http404
    is_rtl = language in right_to_left()
    recorded = queries.texts_in(found, language)
    form = LanguageForm(request.POST or None, language=language, recorded=recorded, is_rtl=is_rtl)
    if request.method == "POST" and form.carries_out(
        lambda: actions.write_texts(
            offer=found, language=language, by=request.user, now=clock.now(), **form.cleaned_data
        )
    ):
        messages.success(request, _("Die Texte sind gespeichert."))
        return redirect("offers:texts", offer_id)
    pairs = [(form[name], getattr(found, name)) for name in READ]
    context = {"form": form, "offer": found, "pairs": pairs, "language": LANGUAGES[language]}
    return page(request, "offers/text.html", context)


@require_http_methods(["GET", "POST"])
@may(Permission.OFFER_EDIT)
def edit(request: StaffRequest, offer_id: UUID) -> HttpResponse:
    found = own_offer(request, offer_id)
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
    found = own_offer(request, offer_id)
    actions.confirm(offer=found, by=request.user, now=clock.now())
    messages.success(request, _("Danke. Die Angaben gelten heute als bestätigt."))
    return redirect("offers:offer", offer_id)


@require_http_methods(["GET", "POST"])
@may(Permission.OFFER_EDIT)
def capacity(request: StaffRequest, offer_id: UUID) -> HttpResponse:
    found = own_offer(request, offer_id)
    form = CapacityForm(
        request.POST or None, initial={"confirmed_on": clock.today(), "confirmed_by": request.user.name}
    )
    if request.method == "POST" and form.carries_out(
        lambda: actions.set_capacity(offer=found, by=request.user, now=clock.now(), **form.cleaned_data)
    ):
        messages.success(request, _("Die Kapazität ist festgehalten."))
        return redirect("offers:offer", offer_id)
    return page(request, "offers/capacity.html", {"form": form, "offer": found})
