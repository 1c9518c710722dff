"""Pages of keeping the directory: the coordination's work list, a provider's own offers."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fahrwasser.accounts.doors import StaffRequest, may
from fahrwasser.accounts.rules import Permission
from fahrwasser.core import clock
from fahrwasser.core.pages import page
from fahrwasser.offers import actions as offers
from fahrwasser.offers.models import Offer
from fahrwasser.offers.views import own_offer
from fahrwasser.upkeep import queries
from fahrwasser.upkeep.forms import FilterForm, SaidForm, TelephoneForm


@require_GET
@may(Permission.OFFER_IMPORT)
def worklist(request: StaffRequest) -> HttpResponse:
    """What waits in the directory: every list with its number, and one of them page by page."""
    today = clock.today()
    counts, entries = queries.counts(today), queries.lists(today)
    form = FilterForm(request.GET)
    provider = form.cleaned_data["traeger"] if form.is_valid() else ""
    asked = request.GET.get("liste", "")
    chosen = next((one for one in entries if one.name == asked), None) or next(
        (one for one in entries if counts[one.name]), entries[0]
    )
    found = queries.on_list(chosen, provider, today)
    pages = Paginator(found, queries.PER_PAGE)
    if not provider:
        pages.count = counts[chosen.name]  # counted with the lists
    shown = pages.get_page(request.GET.get("seite"))
    context = {
        "form": form,
        "entries": [(one.name, one.label, counts[one.name], one is chosen) for one in entries],
        "chosen": chosen,
        "shown": shown,
        "lines": queries.lines(list(shown), today),
        "query": _query(chosen.name, provider),
        "twins": queries.open_twins(),
    }
    return page(request, "upkeep/worklist.html", context)


def _query(name: str, provider: str) -> str:
    """The part of the address that stays when one turns the page."""
    return urlencode({"liste": name, "traeger": provider})


@require_GET
@may(Permission.REFERRAL_ANSWER)
def mine(request: StaffRequest) -> HttpResponse:
    """A provider's own offers, what is due first."""
    found = queries.mine(request.user, clock.today())
    context: dict[str, Any] = {
        "due": [one for one in found if one.is_due],
        "settled": [one for one in found if not one.is_due],
    }
    return page(request, "upkeep/mine.html", context)


@require_POST
@may(Permission.REFERRAL_ANSWER)
def confirm(request: StaffRequest, offer_id: UUID) -> HttpResponse:
    found = own_offer(request, offer_id)
    offers.confirm(offer=found, by=request.user, now=clock.now())
    messages.success(request, _("Danke. „%(name)s“ gilt heute als bestätigt.") % {"name": found.name})
    return redirect("upkeep:mine")


@require_POST
@may(Permission.REFERRAL_ANSWER)
def say_capacity(request: StaffRequest, offer_id: UUID) -> HttpResponse:
    """Free, waiting list or full, as of today; numbers are said on the page of the capacity."""
    found = own_offer(request, offer_id)
    form = SaidForm(request.POST)
    if form.carries_out(
        lambda: offers.set_capacity(
            offer=found, by=request.user, now=clock.now(), confirmed_on=clock.today(), **form.cleaned_data
        )
    ):
        messages.success(request, _("Danke. Die Kapazität von „%(name)s“ ist festgehalten.") % {"name": found.name})
    else:
        messages.warning(request, _("Bitte wählen Sie: frei, Warteliste oder voll."))
    return redirect("upkeep:mine")


@require_http_methods(["GET", "POST"])
@may(Permission.OFFER_IMPORT)
def telephone(request: StaffRequest, offer_id: UUID) -> HttpResponse:
    """The coordination writes down who confirmed the offer on the telephone."""
    found: Offer = own_offer(request, offer_id)
    form = TelephoneForm(request.POST or None)
    if request.method == "POST" and form.carries_out(
        lambda: offers.confirm(offer=found, by=request.user, now=clock.now(), **form.cleaned_data)
    ):
        messages.success(request, _("Bestätigt: %(name)s") % {"name": found.name})
        return redirect("upkeep:worklist")
    return page(request, "upkeep/telephone.html", {"form": form, "offer": found})
