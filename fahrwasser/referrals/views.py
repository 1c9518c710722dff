"""Pages of referrals: the case manager's, and the two a provider sees."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fahrwasser.accounts.doors import StaffRequest, may
from fahrwasser.accounts.rules import Permission
from fahrwasser.assessment.models import Need
from fahrwasser.audit.actions import note_access
from fahrwasser.cases.models import Case
from fahrwasser.cases.views import readable_case
from fahrwasser.clients import queries as clients
from fahrwasser.clients.models import Consent
from fahrwasser.core import clock
from fahrwasser.core.pages import page
from fahrwasser.matching import queries as matching
from fahrwasser.offers.models import Offer
from fahrwasser.referrals import actions, disclosure, packets, queries, rules, showing
from fahrwasser.referrals.forms import AnswerForm, NewReferralForm, SiblingsForm, ToldForm, told_initial
from fahrwasser.referrals.models import Referral
from fahrwasser.referrals.packets import Entry
from fahrwasser.referrals.rules import State
from fahrwasser.referrals.steps import STEPS
from fahrwasser.work.actions import discard_draft
from fahrwasser.work.forms import kept


def _referral(request: StaffRequest, referral_id: UUID) -> Referral:
    """One's own referral, its file noted in the access log; otherwise the 404 of a page that never was."""
    found = queries.referrals_of(request.user).filter(pk=referral_id).first()
    if found is None:
        raise Http404
    readable_case(request, found.case_id)
    return found


@may(Permission.REFERRAL_SEND)
@require_safe
def referrals(request: StaffRequest) -> HttpResponse:
    found = queries.overview(request.user, clock.today())
    return page(request, "referrals/list.html", showing.overview(found, clock.today()))


@may(Permission.REFERRAL_SEND)
@require_http_methods(["GET", "POST"])
def new(request: StaffRequest, need_id: UUID, offer_id: UUID) -> HttpResponse:
    need = get_object_or_404(queries.needs_of(request.user).select_related("case"), pk=need_id)
    case = readable_case(request, need.case_id)
    offer = get_object_or_404(Offer.objects.select_related("provider"), pk=offer_id)
    entries = _offered(request, case, need, offer)
    begun = kept(request.user, request.path)
    form = _new_form(request, need, offer, entries, begun.initial(NewReferralForm))
    sent: list[Referral] = []
    if request.POST.get("act") == "send" and form.carries_out(
        lambda: sent.append(actions.send(need=need, offer=offer, by=request.user, now=clock.now(), **form.arguments()))
    ):
        discard_draft(user=request.user, form=begun.address)
        messages.success(request, _("Die Vermittlung ist gesendet."))
        return redirect("referrals:referral", sent[0].pk)
    context = showing.new(case, need, offer, entries, form)
    context["speaks_against"] = matching.against(need, offer, request.user, clock.today())
    name = clients.main_person(case, request.user)
    return page(request, "referrals/new.html", {**context, "name": name, "kept": begun})


def _offered(request: StaffRequest, case: Case, need: Need, offer: Offer) -> list[Entry]:
    return packets.offered(
        case=case, recipient_type=offer.recipient_type, user=request.user, day=clock.today(), need=need
    )


def _new_form(
    request: StaffRequest, need: Need, offer: Offer, entries: list[Entry], begun: dict[str, Any]
) -> NewReferralForm:
    """Bound only when it is to be sent; a preview keeps what was ticked and complains about nothing."""
    consents = queries.consents_for(need.case, offer.provider, request.user, clock.today())
    if request.POST.get("act") == "send":
        return NewReferralForm(request.POST, entries=entries, consents=consents, urgency=need.urgency)
    initial: dict[str, Any] = {**request.POST.dict(), "categories": request.POST.getlist("categories")}
    if request.method != "POST":
        template = disclosure.template_for(offer.recipient_type, need.case.level)
        initial = {
            "categories": [entry.code for entry in entries if entry.value and entry.code in template.default],
            "channel": "portal" if queries.has_accounts(offer.provider) else "phone",
            **begun,
            "abweichung": request.GET.get("abweichung", "")[:60] or begun.get("abweichung", ""),
        }
    return NewReferralForm(initial=initial, entries=entries, consents=consents, urgency=need.urgency)


@may(Permission.REFERRAL_SEND)
@require_safe
def referral(request: StaffRequest, referral_id: UUID) -> HttpResponse:
    found = _referral(request, referral_id)
    context = showing.referral(found, clock.today())
    context |= {
        "name": clients.main_person(found.case, request.user),
        "history": queries.history_of(found),
        "details": showing.details(queries.last_details(found, request.user)),
        "siblings": queries.siblings_of(found, request.user) if found.state == State.STARTED else [],
    }
    return page(request, "referrals/referral.html", context)


@may(Permission.REFERRAL_SEND)
@require_http_methods(["GET", "POST"])
def told(request: StaffRequest, referral_id: UUID) -> HttpResponse:
    """The provider's answer, as it was told to the case manager."""
    found = _referral(request, referral_id)
    if not rules.told_from(found.state):
        messages.warning(request, _("Zu dieser Vermittlung ist keine Antwort mehr offen."))
        return redirect("referrals:referral", found.pk)
    initial = told_initial(clock.now(), clock.today())
    form = ToldForm(request.POST or None, was=found.state, initial=initial)
    if request.method == "POST" and form.carries_out(
        lambda: actions.tell(referral=found, said=form.said(), told=form.told(), by=request.user, now=clock.now())
    ):
        messages.success(request, _("Die Antwort ist festgehalten."))
        return _after(request, found)
    return page(request, "referrals/told.html", {"referral": found, "form": form})


@may(Permission.REFERRAL_SEND)
@require_http_methods(["GET", "POST"])
def step(request: StaffRequest, referral_id: UUID, state: State) -> HttpResponse:
    """One of the case manager's own steps; what each asks and does stands in ``steps.STEPS``."""
    found = _referral(request, referral_id)
    wanted = STEPS[state]
    if not rules.may_move(found.state, state, rules.Mover.CASE_MANAGER):
        messages.warning(request, _("Das geht bei diesem Stand nicht mehr."))
        return redirect("referrals:referral", found.pk)
    form = wanted.form(request.POST or None, initial={"started_on": found.starts_on or clock.today()})
    if request.method == "POST" and form.carries_out(
        lambda: wanted.act(found, request.user, clock.now(), form.cleaned_data)
    ):
        messages.success(request, wanted.done)
        return _after(request, found)
    return page(request, "referrals/step.html", {"referral": found, "form": form, "step": wanted})


def _after(request: StaffRequest, found: Referral) -> HttpResponse:
    """When the help has begun, what still waits for the same need is offered for withdrawal."""
    found.refresh_from_db(fields=["state"])
    asks = found.state == State.STARTED and queries.siblings_of(found, request.user)
    return redirect("referrals:siblings" if asks else "referrals:referral", found.pk)


@may(Permission.REFERRAL_SEND)
@require_http_methods(["GET", "POST"])
def siblings(request: StaffRequest, referral_id: UUID) -> HttpResponse:
    found = _referral(request, referral_id)
    others = {str(row.pk): row for row in queries.siblings_of(found, request.user)}
    choices = [(key, f"{row.offer.name}, {rules.LABELS[State(row.state)]}") for key, row in others.items()]
    form = SiblingsForm(request.POST or None, choices=choices, initial={"chosen": list(others)})
    if not others or (request.method == "POST" and form.carries_out(lambda: _withdraw(request, found, others, form))):
        return redirect("referrals:referral", found.pk)
    return page(request, "referrals/siblings.html", {"referral": found, "form": form})


def _withdraw(request: StaffRequest, found: Referral, others: dict[str, Referral], form: SiblingsForm) -> None:
    chosen = [others[key] for key in form.cleaned_data["chosen"]]
    actions.withdraw_siblings(referral=found, chosen=chosen, by=request.user, now=clock.now())


@may(Permission.REFERRAL_SEND)
@require_http_methods(["GET", "POST"])
def withdraw_consent(request: StaffRequest, consent_id: UUID) -> HttpResponse:
    """Asks, takes the consent back with all that follows, and lists who has already learned something."""
    consent: Consent = get_object_or_404(Consent.objects.visible_to(request.user), pk=consent_id)
    case = readable_case(request, consent.case_id)
    transfers = queries.transfers_under(consent, request.user)
    pending = consent.revoked_on is None or any(packet.active for packet in transfers)
    if request.method == "POST" and pending:
        done = actions.withdraw_consent(consent=consent, by=request.user, now=clock.now())
        messages.success(request, showing.withdrawn(done))
        return redirect("referrals:withdraw_consent", consent.pk)
    context = {"consent": consent, "case": case, "transfers": transfers, "pending": pending}
    return page(request, "referrals/withdraw_consent.html", context)


# The provider


@may(Permission.REFERRAL_ANSWER)
@require_safe
def inbox(request: StaffRequest) -> HttpResponse:
    rows = queries.received(request.user)
    return page(request, "referrals/inbox.html", showing.inbox(rows, clock.today()))


@may(Permission.REFERRAL_ANSWER)
@require_http_methods(["GET", "POST"])
def packet(request: StaffRequest, packet_id: UUID) -> HttpResponse:
    """What was sent, and the form for the answer; gone when the referral has ended."""
    found = queries.received_packet(request.user, packet_id)
    if found is None:
        raise Http404
    note_access(request, found.packet.case_id)
    seen = request.POST.get("was", found.state)
    was = seen if seen in list(State) else found.state
    form = AnswerForm(request.POST or None, was=was)
    if request.method == "POST" and form.carries_out(
        lambda: actions.answer(packet=found.packet, said=form.said(), was=was, by=request.user, now=clock.now())
    ):
        messages.success(request, _("Vielen Dank. Ihre Antwort ist bei der Stadt angekommen."))
        still = form.cleaned_data["state"] not in rules.CLOSED
        return redirect("referrals:packet", found.packet.pk) if still else redirect("referrals:inbox")
    return page(request, "referrals/packet.html", showing.packet(found, form, clock.today()))
