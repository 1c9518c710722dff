"""Referrals that run on the demo's day, sent and answered by the house's own actions."""

from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from fahrwasser.accounts.models import User
from fahrwasser.assessment.models import Need
from fahrwasser.cases.models import Case
from fahrwasser.cases.rules import Level
from fahrwasser.clients.models import Consent
from fahrwasser.core.acting import acting_as
from fahrwasser.demo.data import read
from fahrwasser.demo.days import moment
from fahrwasser.demo.staff import DOMAIN
from fahrwasser.matching import queries as matching
from fahrwasser.offers.models import Offer
from fahrwasser.referrals import actions, disclosure
from fahrwasser.referrals.models import Referral
from fahrwasser.referrals.rules import Said

SENT_AT, TOLD_AT = 10, 14  # hours of the day
AGREED = actions.Override("agreed_with_provider", "Der Träger kennt die Bedingung und nimmt die Person trotzdem auf.")
TOLD_BY = "Ansprechperson des Trägers (Demo)"


def refer(*, key_date: date) -> None:
    """Send and answer what ``referrals.yaml`` names; an entry that nobody of the town needs is left out."""
    used: set[UUID] = set()
    for entry in read("referrals"):
        offer = Offer.objects.select_related("provider").get(code=entry["offer"])
        sent = (need.pk for need in _needs(entry, key_date, used) if _is_sent(need, offer, entry, key_date))
        used.update(islice(sent, 1))


def _is_sent(need: Need, offer: Offer, entry: dict[str, Any], key_date: date) -> bool:
    """Sends, unless the person herself rules the offer out."""
    with acting_as(need.case.lead_id):
        sent_on = key_date - timedelta(days=entry["sent_ago"])
        against = matching.against(need, offer, need.case.lead, sent_on)
        if not against.barred:
            _send(need, offer, entry, key_date, AGREED if against.failed else None)
        return not against.barred


def _needs(entry: dict[str, Any], key_date: date, used: set[UUID]) -> list[Need]:
    """Open needs of that code, known by then; those in files of the named case manager first."""
    found = Need.objects.filter(
        code=entry["need"], closed_on=None, recognised_on__lte=key_date - timedelta(days=entry["sent_ago"]),
        case__kind=Case.Kind.CASE_MANAGEMENT, case__state=Case.State.OPEN, case__level=Level.NORMAL,
    ).exclude(pk__in=used)  # fmt: skip
    found = found.select_related("case__lead").order_by("case__opened_on", "case__number")
    named = {"case__lead__email": f"{entry['lead']}@{DOMAIN}"}
    return [*found.filter(**named), *found.exclude(**named)]


def _send(need: Need, offer: Offer, entry: dict[str, Any], key_date: date, override: actions.Override | None) -> None:
    template = disclosure.template_for(offer.recipient_type, need.case.level)
    consent = actions.NewConsent(form=Consent.Form.PAPER)
    referral = actions.send(
        need=need, offer=offer, categories=template.default, ground=actions.Ground(new_consent=consent),
        by=need.case.lead, now=_at(key_date, entry["sent_ago"], SENT_AT), override=override,
    )  # fmt: skip
    for answer in entry["answers"]:
        (_answer if "by" in answer else _tell)(referral, answer, key_date)


def _tell(referral: Referral, answer: dict[str, Any], key_date: date) -> None:
    at = _at(key_date, answer["ago"], TOLD_AT)
    told = actions.Told(by=TOLD_BY, how="phone", at=at)
    actions.tell(referral=referral, said=_said(answer, key_date, at), told=told, by=referral.made_by, now=at)


def _answer(referral: Referral, answer: dict[str, Any], key_date: date) -> None:
    """The provider's own answer, from its own pages."""
    at = _at(key_date, answer["ago"], TOLD_AT)
    provider = User.objects.get(email=f"{answer['by']}@{DOMAIN}")
    with acting_as(provider.pk):
        said = _said(answer, key_date, at)
        actions.answer(packet=referral.packet, said=said, was=referral.state, by=provider, now=at)


def _said(answer: dict[str, Any], key_date: date, at: datetime) -> Said:
    return Said(
        answer["state"],
        starts_on=_in(key_date, answer.get("starts_in")),
        started_on=at.date() if answer["state"] == Referral.State.STARTED else None,
        expected_on=_in(key_date, answer.get("expected_in")),
        waiting_position=answer.get("position"),
        reason_code=answer.get("reason_code", ""),
        words=answer.get("words", ""),
    )


def _at(key_date: date, ago: int, hour: int) -> datetime:
    return moment(key_date - timedelta(days=ago), hour)


def _in(key_date: date, days: int | None) -> date | None:
    return None if days is None else key_date + timedelta(days=days)
