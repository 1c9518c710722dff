"""The only writers of referrals: sending, what the provider says, and how it ends."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from psycopg.errors import InsufficientPrivilege, ObjectNotInPrerequisiteState

from fahrwasser.accounts.models import User
from fahrwasser.assessment import actions as assessment
from fahrwasser.assessment.models import Need
from fahrwasser.audit import actions as audit
from fahrwasser.catalogue.calendar import add_working_days
from fahrwasser.clients import actions as clients
from fahrwasser.clients.models import Consent
from fahrwasser.core.errors import Conflict, NotAllowed
from fahrwasser.core.ids import new_id
from fahrwasser.matching import queries as matching
from fahrwasser.offers.models import Offer
from fahrwasser.referrals import disclosure, packets, queries, rules
from fahrwasser.referrals.models import Answer, Packet, Referral
from fahrwasser.referrals.rules import Mover, Said, State
from fahrwasser.work import actions as work

NOT_THERE = "Diese Anfrage gibt es nicht mehr. Sie ist beendet oder zurückgezogen."
ANSWERED = "Diese Anfrage ist inzwischen schon beantwortet. Laden Sie die Seite neu."
INFORM_WITHIN = 3  # working days to tell recipients that a consent was taken back (domain.md 4.4)


@dataclass(frozen=True)
class NewConsent:
    """A consent given just now, for exactly what goes out; ``form`` is one of ``Consent.Form``."""

    form: str
    witness: str = ""
    language: str = "de"
    interpreter: str = ""


@dataclass(frozen=True)
class Ground:
    """On what a disclosure rests: a consent on record, one given just now, a legal basis, or no data at all."""

    consent: Consent | None = None
    new_consent: NewConsent | None = None
    legal_basis: str = ""
    reason: str = ""


class Override(NamedTuple):
    """Why one refers although a condition of the offer fails; codes of ``rules.OVERRIDE_REASONS``."""

    reason: str
    words: str


NO_REASON = Override("", "")


@dataclass(frozen=True)
class Told:
    """Who said it on behalf of the provider, how (``rules.TOLD_HOW``) and when."""

    by: str
    how: str
    at: datetime


@dataclass(frozen=True)
class Withdrawal:
    """What taking back a consent stopped, and who has already learned something."""

    stopped: list[Referral] = field(default_factory=list)
    transfers: list[Packet] = field(default_factory=list)


# Sending


@transaction.atomic
def send(
    *, need: Need, offer: Offer, categories: tuple[str, ...], ground: Ground, by: User, now: datetime,
    override: Override | None = None, channel: str = "portal",
) -> Referral:  # fmt: skip
    """Send a client to an offer. The packet is built from the file and frozen. Raises ``NotAllowed`` in words."""
    need = Need.objects.select_for_update(of=("self",)).select_related("case").get(pk=need.pk)
    _check_can_start(need, offer)
    against = matching.against(need, offer, by, now.date())
    rules.check_barred(against.barred)
    if override or against.failed:
        rules.check_override(*(override or NO_REASON))
    if ground.new_consent is not None:
        ground = Ground(consent=_consent_given_now(need, offer, categories, ground.new_consent, by, now))
    disclosure.check_may_send(_sending(need, offer, categories, ground, now.date()))
    referral = _write_referral(need, offer, ground, override, by, now)
    _write_packet(referral, categories, channel, by, now)
    _take_up(need, by, now)
    _ask_for_second_look(referral, by, now)
    audit.record(case_id=need.case_id, verb="referral.sent", by=by, now=now)
    return referral


def _check_can_start(need: Need, offer: Offer) -> None:
    if not need.case.is_open:
        raise NotAllowed("Dieser Fall ist abgeschlossen. Es wird nichts mehr gesendet.")
    if offer.status != Offer.Status.ACTIVE:
        raise NotAllowed("Dieses Angebot ruht oder ist beendet. Wählen Sie ein anderes.")
    if Referral.objects.filter(need=need, offer=offer, state__in=rules.RUNNING).exists():
        raise NotAllowed("Für diesen Bedarf läuft schon eine Vermittlung an dieses Angebot.")


def _consent_given_now(
    need: Need, offer: Offer, categories: tuple[str, ...], given: NewConsent, by: User, now: datetime
) -> Consent:
    return clients.give_consent(
        case=need.case, by=by, now=now, kind=Consent.Kind.DISCLOSURE, recipient=offer.provider, categories=categories,
        purpose=offer.name, form=given.form, witness=given.witness, language=given.language,
        interpreter=given.interpreter,
    )  # fmt: skip


def _sending(need: Need, offer: Offer, categories: tuple[str, ...], ground: Ground, on: date) -> disclosure.Sending:
    level = need.case.level
    return disclosure.Sending(
        categories=categories,
        recipient=disclosure.Recipient(offer.provider_id, offer.provider.name),
        template=disclosure.template_for(offer.recipient_type, level),
        level=level,
        urgency=need.urgency,
        on=on,
        consent=queries.facts_of(ground.consent) if ground.consent else None,
        legal_basis=ground.legal_basis,
        reason=ground.reason,
        emergency_since=queries.emergency_since(need),
        participates=queries.participates(need.case, on),
    )


def _write_referral(
    need: Need, offer: Offer, ground: Ground, override: Override | None, by: User, now: datetime
) -> Referral:
    referral = Referral(
        case=need.case, need=need, offer=offer, state=State.SENT, urgency=need.urgency, consent=ground.consent,
        legal_basis="" if ground.consent else ground.legal_basis, legal_reason=ground.reason, made_by=by, sent_at=now,
        asked_on=now.date(), override_reason=override.reason if override else "",
        override_words=override.words if override else "",
    )  # fmt: skip
    referral.save(force_insert=True)
    return referral


def _write_packet(referral: Referral, categories: tuple[str, ...], channel: str, by: User, now: datetime) -> None:
    entries = packets.build_packet(
        case=referral.case, recipient_type=referral.offer.recipient_type, chosen=categories, user=by,
        day=now.date(), need=referral.need,
    )  # fmt: skip
    sent = [entry for entry in entries if entry.value]
    if categories and not sent:
        raise NotAllowed("Zu diesen Angaben steht nichts in der Akte.", field="categories")
    Packet(
        case=referral.case, referral=referral, recipient_id=referral.offer.provider_id, sent_at=now, channel=channel,
        offer_name=referral.offer.name, content=[entry._asdict() for entry in sent],
        categories=[entry.code for entry in sent], contact_name=by.name, contact_phone=by.phone,
        answer_by=rules.answer_by(referral.urgency, now.date()),
    ).save(force_insert=True)  # fmt: skip


def _take_up(need: Need, by: User, now: datetime) -> None:
    if need.state == Need.State.OPEN:
        assessment.set_need_state(need=need, state=Need.State.IN_PROGRESS, by=by, now=now)


def _ask_for_second_look(referral: Referral, by: User, now: datetime) -> None:
    """Level 2: the other named person reads what went out; help itself does not wait for that."""
    if referral.case.is_protected:
        work.add_task(
            case=referral.case, what=f"Weitergabe gegenlesen: {referral.offer.name}"[:200], by=by, now=now,
            why="Schutzstufe 2: Die andere benannte Person prüft, was hinausgegangen ist.",
            due_on=add_working_days(now.date(), 1),
        )  # fmt: skip


# What the provider says


def tell(*, referral: Referral, said: Said, told: Told, by: User, now: datetime) -> Referral:
    """Record a provider's state as told: by whom, how, when. Counts from the time it was said."""
    _check_told(referral, told, now)
    with transaction.atomic():
        current = _locked(referral)
        rules.check_move(current.state, said.state, Mover.CASE_MANAGER, told=True)
        rules.check_said(said, was=current.state, sent_on=_sent_on(current), today=now.date())
        Answer(
            case_id=current.case_id, packet=current.packet, by=by, at=told.at, state=said.state, told=True,
            details={**said.details(), "told_by": told.by, "told_how": told.how},
        ).save(force_insert=True)  # fmt: skip
        values = {**_values(said, now.date()), "told_by": told.by, "told_how": told.how, "answered_at": told.at}
        return _move(current, said.state, by=by, now=now, told=True, **values)


def _check_told(referral: Referral, told: Told, now: datetime) -> None:
    if told.how not in rules.TOLD_HOW:
        raise NotAllowed("Auf welchem Weg haben Sie es erfahren?", field="told_how")
    if told.at > now + timedelta(minutes=5):
        raise NotAllowed("Der Zeitpunkt liegt in der Zukunft. Bitte prüfen Sie ihn.", field="told_at")
    if referral.sent_at and told.at < referral.sent_at.replace(second=0, microsecond=0):
        raise NotAllowed("Der Zeitpunkt liegt vor der Anfrage. Bitte prüfen Sie ihn.", field="told_at")


def _values(said: Said, today: date) -> dict[str, Any]:
    """The columns that follow from what was said."""
    return {
        "starts_on": said.starts_on,
        "waiting_position": said.waiting_position,
        "expected_on": said.expected_on,
        "review_on": review_on(said, today),
        "reason_code": said.reason_code,
        "words": said.words,
        **({"started_on": said.started_on} if said.state == State.STARTED else {}),
        **({"result": said.result} if said.state == State.FINISHED else {}),
    }


def review_on(said: Said, today: date) -> date | None:
    """When to ask again after a place on a waiting list."""
    if said.state != State.WAITING:
        return None
    return said.expected_on or today + timedelta(days=rules.WAITING_REVIEW_DAYS)


def answer(*, packet: Packet, said: Said, was: str, by: User, now: datetime) -> None:
    """The provider answers; ``was`` is the state it has seen. Raises ``Conflict`` when that is no longer true."""
    rules.check_move(was, said.state, Mover.PROVIDER)
    rules.check_said(said, was=was, sent_on=timezone.localdate(packet.sent_at), today=now.date())
    details = said.details()
    if again := review_on(said, now.date()):
        details["review_on"] = again.isoformat()
    if said.state in rules.CLOSED:
        details["ended_on"] = now.date().isoformat()
    with _in_words(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT fw.answer_packet(%s, %s, %s, %s, %s, %s)",
            [packet.pk, new_id(), was, said.state, json.dumps(details), now],
        )


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except DatabaseError as error:
        if isinstance(error.__cause__, InsufficientPrivilege):
            raise NotAllowed(NOT_THERE) from error
        if isinstance(error.__cause__, ObjectNotInPrerequisiteState):
            raise Conflict(ANSWERED) from error
        raise


# What the case manager does


@transaction.atomic
def ask_again(*, referral: Referral, by: User, now: datetime, words: str = "") -> Referral:
    """The question is settled, or the provider is asked once more; the ground must still hold, and nothing bar it."""
    current = _locked(referral)
    rules.check_barred(matching.against(current.need, current.offer, by, now.date()).barred)
    _check_ground_holds(current, now.date())
    renewed: dict[str, Any] = {"asked_on": now.date(), "reminders": 0, "words": words, "ended_on": None}
    if current.state == State.NOT_TAKEN_UP:
        renewed["sent_at"] = now
    moved = _move(current, State.SENT, by=by, now=now, told=False, **renewed)
    Packet.objects.filter(referral=moved).update(active=True, answer_by=rules.answer_by(moved.urgency, now.date()))
    return moved


def _check_ground_holds(referral: Referral, today: date) -> None:
    if referral.consent and (why := disclosure.why_not_valid(queries.facts_of(referral.consent), today)):
        raise NotAllowed(why)
    if referral.legal_basis in disclosure.IN_EMERGENCY_ONLY:
        since, agreed = queries.emergency_since(referral.need), queries.participates(referral.case, today)
        disclosure.check_emergency_runs(since, today, participates=agreed)


@transaction.atomic
def start(*, referral: Referral, started_on: date | None, by: User, now: datetime) -> Referral:
    """The help has begun."""
    current = _locked(referral)
    said = Said(State.STARTED, started_on=started_on)
    rules.check_said(said, was=current.state, sent_on=_sent_on(current), today=now.date())
    return _move(current, State.STARTED, by=by, now=now, started_on=started_on)


@transaction.atomic
def finish(*, referral: Referral, result: str, words: str, by: User, now: datetime) -> Referral:
    """The help has come to its end; ``result`` (``rules.RESULTS``) says what became of the need."""
    current = _locked(referral)
    said = Said(State.FINISHED, result=result)
    rules.check_said(said, was=current.state, sent_on=_sent_on(current), today=now.date())
    return _move(current, State.FINISHED, by=by, now=now, result=result, words=words)


@transaction.atomic
def end_with_reason(
    *, referral: Referral, state: str, reason_code: str, words: str, by: User, now: datetime
) -> Referral:
    """Withdraw it, or note that it broke off or was not taken up."""
    current = _locked(referral)
    rules.check_reason(state, reason_code, words)
    return _move(current, state, by=by, now=now, reason_code=reason_code, words=words)


@transaction.atomic
def enter_in_error(*, referral: Referral, words: str, by: User, now: datetime) -> Referral:
    """It should never have been written; it stays readable and counts nowhere."""
    return _move(_locked(referral), State.ENTERED_IN_ERROR, by=by, now=now, words=words)


@transaction.atomic
def withdraw_siblings(*, referral: Referral, chosen: list[Referral], by: User, now: datetime) -> None:
    """Another offer has begun: what still waits for the same need is taken back."""
    for sibling in chosen:
        if sibling.need_id == referral.need_id:
            end_with_reason(
                referral=sibling, state=State.WITHDRAWN, reason_code="sibling_started", words="", by=by, now=now
            )


@transaction.atomic
def withdraw_consent(*, consent: Consent, by: User, now: datetime) -> Withdrawal:
    """The person takes the consent back: nothing more goes out, and who has learned something is to be told.

    Also for a consent that is already marked as revoked: then only what follows is done.
    """
    if consent.revoked_on is None:
        clients.revoke_consent(consent=consent, by=by, now=now)
    resting = list(Referral.objects.filter(consent=consent, state__in=rules.PENDING).select_related("case", "consent"))
    stopped = [
        end_with_reason(
            referral=referral, state=State.WITHDRAWN, reason_code="consent_withdrawn", words="", by=by, now=now
        )
        for referral in resting
        if rules.can_move(referral.state, State.WITHDRAWN)
    ]
    transfers = Packet.objects.filter(referral__consent=consent).exclude(categories=[])
    transfers.update(active=False)
    sent = list(transfers.select_related("recipient", "referral").order_by("sent_at"))
    if sent:
        _ask_to_inform(consent, len(sent), by, now)
    return Withdrawal(stopped, sent)


def _ask_to_inform(consent: Consent, count: int, by: User, now: datetime) -> None:
    places = "eine Stelle hat" if count == 1 else f"{count} Stellen haben"
    work.add_task(
        case=consent.case, what="Empfänger informieren", by=by, now=now,
        why=f"Einwilligung widerrufen; {places} schon Angaben erhalten.",
        due_on=add_working_days(now.date(), INFORM_WITHIN),
    )  # fmt: skip


def _locked(referral: Referral) -> Referral:
    """The referral as it stands now, kept from others until the end of the transaction."""
    rows = Referral.objects.select_for_update(of=("self",)).select_related("case", "consent", "need__case", "packet")
    return rows.get(pk=referral.pk)


def _sent_on(referral: Referral) -> date:
    assert referral.sent_at is not None  # noqa: S101  a constraint: everything that was sent says when
    return timezone.localdate(referral.sent_at)


def _move(referral: Referral, state: str, *, by: User, now: datetime, told: bool = False, **values: Any) -> Referral:
    rules.check_move(referral.state, state, Mover.CASE_MANAGER, told=told)
    if state in rules.CLOSED:
        values["ended_on"] = now.date()
    for name, value in {"state": state, **values}.items():
        setattr(referral, name, value)
    referral.save(update_fields=["state", *values])
    if state in rules.CLOSED:
        Packet.objects.filter(referral=referral).update(active=False)
    if state == State.FINISHED and referral.result == "met" and referral.need.closed_on is None:
        assessment.set_need_state(need=referral.need, state=Need.State.COVERED, by=by, now=now)
    audit.record(case_id=referral.case_id, verb=f"referral.{state}", by=by, now=now)
    return referral
