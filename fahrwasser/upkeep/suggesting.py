"""Pages of suggestions from the texts of an offer: take over, change first, discard."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fahrwasser.accounts.doors import StaffRequest, may
from fahrwasser.accounts.rules import Permission
from fahrwasser.core import clock
from fahrwasser.core.errors import NotAllowed
from fahrwasser.core.forms import Form
from fahrwasser.core.pages import page
from fahrwasser.offers.conditioning import PREVIEW
from fahrwasser.offers.conditions import ConditionForm
from fahrwasser.offers.criteria import KINDS
from fahrwasser.offers.models import Offer
from fahrwasser.offers.views import own_offer
from fahrwasser.upkeep import passages
from fahrwasser.upkeep.forms import WordsForm
from fahrwasser.upkeep.reading import FIELDS, Suggestion


def _label(one: Suggestion) -> str:
    return FIELDS[one.kind] if one.is_field else KINDS[one.kind].label


def _sentence(one: Suggestion) -> str:
    """What the directory would say."""
    return one.values["text"] if one.is_field else KINDS[one.kind].sentence(one.values)


@require_GET
@may(Permission.OFFER_EDIT)
def suggestions(request: StaffRequest, offer_id: UUID) -> HttpResponse:
    found = own_offer(request, offer_id)
    rows = [(one, _label(one), _sentence(one), *_parts(one)) for one in passages.waiting(found)]
    context = {"offer": found, "suggestions": rows}
    return page(request, "upkeep/passages.html", context, fragments=("vorschlaege",))


def _parts(one: Suggestion) -> tuple[str, str]:
    """The sentence before and after the passage."""
    before, _quote, after = one.sentence.partition(one.quote)
    return (before, after) if one.quote in one.sentence else ("", "")


def _done(request: StaffRequest, offer: Offer, act: Callable[[], object], sentence: str) -> HttpResponse:
    form = Form(request.POST)
    if form.carries_out(act):
        messages.success(request, sentence)
    else:
        messages.warning(request, " ".join(map(str, form.non_field_errors())))
    return redirect("offers:offer", offer.pk)


@require_POST
@may(Permission.OFFER_EDIT)
def take(request: StaffRequest, offer_id: UUID, mark: str) -> HttpResponse:
    found = own_offer(request, offer_id)
    now = clock.now()
    return _done(
        request, found, lambda: passages.take(offer=found, mark=mark, by=request.user, now=now), _("Übernommen.")
    )


@require_POST
@may(Permission.OFFER_EDIT)
def discard(request: StaffRequest, offer_id: UUID, mark: str) -> HttpResponse:
    found = own_offer(request, offer_id)
    return _done(
        request, found, lambda: passages.discard(offer=found, mark=mark, by=request.user, now=clock.now()),
        _("Verworfen. Dieser Satz wird nicht wieder vorgeschlagen."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@may(Permission.OFFER_EDIT)
def change(request: StaffRequest, offer_id: UUID, mark: str) -> HttpResponse:
    """Change a suggestion first, then take it over."""
    found = own_offer(request, offer_id)
    try:
        one = passages.found(found, mark)
    except NotAllowed as refusal:
        messages.warning(request, refusal.sentence)
        return redirect("offers:offer", offer_id)
    form = _form(request, one)
    is_preview = PREVIEW in request.POST
    if request.method == "POST" and not is_preview and form.carries_out(
        lambda: passages.take(offer=found, mark=mark, by=request.user, now=clock.now(), fields=form.cleaned_data)
    ):  # fmt: skip
        messages.success(request, _("Übernommen."))
        return redirect("offers:offer", offer_id)
    context: dict[str, Any] = {"form": form, "offer": found, "quote": one.sentence, "label": _label(one)}
    if one.is_field:
        return page(request, "upkeep/words.html", context)
    sentence = form.sentence if is_preview and isinstance(form, ConditionForm) and form.is_valid() else ""
    return page(request, "offers/condition.html", {**context, "kind": KINDS[one.kind], "sentence": sentence})


def _form(request: StaffRequest, one: Suggestion) -> ConditionForm | WordsForm:
    if one.is_field:
        return WordsForm(request.POST or None, initial=dict(one.values))
    initial = {"source": passages.source_of(one)}
    return ConditionForm(request.POST or None, kind=KINDS[one.kind], suggested=one.values, initial=initial)
