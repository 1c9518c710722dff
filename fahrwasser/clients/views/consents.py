"""Pages about how people are reached safely and what they agreed to."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fahrwasser.accounts.doors import StaffRequest, may
from fahrwasser.accounts.rules import Permission
from fahrwasser.cases.views import readable_case
from fahrwasser.clients import actions, queries, rules
from fahrwasser.clients.forms import ChannelForm, ConsentForm, category_choices
from fahrwasser.clients.models import Consent
from fahrwasser.core import clock
from fahrwasser.core.errors import NotAllowed
from fahrwasser.core.pages import page


@may(Permission.CASE_WORK)
def channel(request: StaffRequest, case_id: UUID) -> HttpResponse:
    case = readable_case(request, case_id)
    known = queries.channel_of(case, request.user)
    form = ChannelForm(
        request.POST or None, recorded={name: getattr(known, name, None) for name in ChannelForm.base_fields}
    )
    if request.method == "POST" and form.carries_out(
        lambda: actions.set_channel(case=case, by=request.user, now=clock.now(), **form.cleaned_data)
    ):
        messages.success(request, _("Der sichere Weg ist gespeichert und gilt als heute bestätigt."))
        return redirect("desk:case", case.pk)
    return page(request, "clients/channel.html", {"form": form, "case": case, "known": known})


@may(Permission.CASE_WORK)
def consents(request: StaffRequest, case_id: UUID) -> HttpResponse:
    case = readable_case(request, case_id)
    rows = [_consent_row(consent) for consent in queries.consents_of(case, request.user)]
    return page(request, "clients/consents.html", {"case": case, "rows": rows})


def _consent_row(consent: Consent) -> dict[str, Any]:
    labels = dict(category_choices())
    return {
        "consent": consent,
        "counts": queries.counts(consent, clock.today()),
        "categories": [labels.get(code, code) for code in consent.categories],
        "unsigned": consent.form == Consent.Form.ORAL and not consent.confirmed_on and not consent.revoked_on,
        "sign_by": consent.given_on + rules.CONFIRM_WITHIN,
    }


@may(Permission.CASE_WORK)
def consent_new(request: StaffRequest, case_id: UUID) -> HttpResponse:
    case = readable_case(request, case_id)
    form = ConsentForm(request.POST or None, initial={"given_on": clock.today(), "kind": Consent.Kind.DISCLOSURE})
    if request.method == "POST" and form.carries_out(
        lambda: actions.give_consent(case=case, by=request.user, now=clock.now(), **form.cleaned_data)
    ):
        messages.success(request, _("Die Einwilligung ist festgehalten."))
        return redirect("clients:consents", case.pk)
    return page(request, "clients/consent_new.html", {"form": form, "case": case})


@may(Permission.CASE_WORK)
@require_POST
def consent_confirm(request: StaffRequest, consent_id: UUID) -> HttpResponse:
    consent = _consent(request, consent_id)
    case = readable_case(request, consent.case_id)
    try:
        actions.confirm_consent(consent=consent, by=request.user, now=clock.now())
        messages.success(request, _("Die Unterschrift ist vermerkt."))
    except NotAllowed as refusal:
        messages.warning(request, refusal.sentence)
    return redirect("clients:consents", case.pk)


def _consent(request: StaffRequest, consent_id: UUID) -> Consent:
    found: Consent | None = Consent.objects.visible_to(request.user).filter(pk=consent_id).first()
    if found is None:
        raise Http404
    return found
