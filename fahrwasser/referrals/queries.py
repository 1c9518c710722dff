"""Reading referrals: one's own, grouped by what they ask for; and what reached a provider."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from fahrwasser.accounts.models import Membership, Organisation, User
from fahrwasser.assessment.models import Need
from fahrwasser.cases.models import Case
from fahrwasser.clients import queries as clients
from fahrwasser.clients.models import Consent
from fahrwasser.clients.rules import CONFIRM_WITHIN
from fahrwasser.referrals import disclosure, rules
from fahrwasser.referrals.models import Answer, Packet, Referral
from fahrwasser.referrals.rules import State

ENDED_SHOWN = timedelta(days=90)


@dataclass(frozen=True)
class Line:
    """One referral in a list; ``days`` waited and the ``limit`` in calendar days."""

    referral: Referral
    name: str
    days: int
    limit: int

    @property
    def is_late(self) -> bool:
        return self.days > self.limit


@dataclass
class Overview:
    """One's own referrals by what they ask for; each stands in exactly one group."""

    answers: list[Line] = field(default_factory=list)
    late: list[Line] = field(default_factory=list)
    running: list[Line] = field(default_factory=list)
    ended: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class Received:
    """A packet at the provider's, with the state it has brought the referral to."""

    packet: Packet
    state: str
    answered_at: datetime | None

    @property
    def is_open(self) -> bool:
        return self.state in (State.SENT, State.NO_ANSWER)


@dataclass(frozen=True)
class Step:
    """One line of a referral's history: when, which state, by whom (empty: the system), in whose words."""

    on: date
    state: str
    who: str
    told_by: str
    words: str


def referrals_of(user: User) -> QuerySet[Referral]:
    """Every referral of the files this person may read."""
    rows: QuerySet[Referral] = Referral.objects.visible_to(user)
    return rows.select_related("case", "need", "offer__provider", "packet")


def of_case(case: Case, user: User) -> QuerySet[Referral]:
    """All referrals of one file, the newest first."""
    return referrals_of(user).filter(case=case).order_by("-sent_at", "-pk")


def overview(user: User, today: date) -> Overview:
    """Answers first, then what waits too long, what runs, and what ended in the last 90 days."""
    rows = referrals_of(user).exclude(state__in=(State.DRAFT, State.ENTERED_IN_ERROR)).order_by("asked_on", "pk")
    recent = [row for row in rows if row.ended_on is None or row.ended_on >= today - ENDED_SHOWN]
    names = clients.names_of({row.case_id: row.case for row in recent}.values(), user)
    found = Overview()
    for row in recent:
        line = _line(row, str(names.get(row.case_id, row.case.number)), today)
        _group(found, line, today).append(line)
    found.ended.sort(key=lambda line: line.referral.ended_on or today, reverse=True)
    return found


def _line(referral: Referral, name: str, today: date) -> Line:
    asked = referral.asked_on or today
    return Line(referral, name, (today - asked).days, rules.limit_in_days(referral.urgency, asked))


def _group(found: Overview, line: Line, today: date) -> list[Line]:
    state = line.referral.state
    if state in (State.QUESTION, State.ACCEPTED):
        return found.answers
    if state in rules.CLOSED:
        return found.ended
    review = line.referral.review_on
    waits_too_long = state == State.WAITING and review is not None and review < today
    if state == State.NO_ANSWER or (state == State.SENT and line.is_late) or waits_too_long:
        return found.late
    return found.running


def siblings_of(referral: Referral, user: User) -> list[Referral]:
    """What still waits for the same need and could be withdrawn."""
    rows = referrals_of(user).filter(need=referral.need_id, state__in=rules.PENDING).exclude(pk=referral.pk)
    return [row for row in rows.order_by("sent_at") if rules.can_move(row.state, State.WITHDRAWN)]


def needs_of(user: User) -> QuerySet[Need]:
    rows: QuerySet[Need] = Need.objects.visible_to(user)
    return rows


def answers_of(referral: Referral, user: User) -> QuerySet[Answer]:
    rows: QuerySet[Answer] = Answer.objects.visible_to(user)
    return rows.filter(packet__referral=referral).select_related("by").order_by("at", "pk")


def last_details(referral: Referral, user: User) -> dict[str, Any]:
    """What the newest answer said beside the columns of the referral: first contact, alternative."""
    newest = answers_of(referral, user).last()
    return dict(newest.details) if newest else {}


def history_of(referral: Referral) -> list[Step]:
    """Every change of state, from the history the database keeps."""
    events = list(referral.events.order_by("pgh_id"))  # type: ignore[attr-defined]
    changes = [event for i, event in enumerate(events) if i == 0 or event.state != events[i - 1].state]
    people = _people(event.pgh_context for event in changes)
    return [_step(event, people) for event in changes]


def _people(contexts: Iterable[dict[str, str] | None]) -> dict[str, str]:
    ids = {context["user"] for context in contexts if context and context.get("user", "None") != "None"}
    return {str(user.pk): user.name for user in User.objects.filter(pk__in=ids)}


def _step(event: Any, people: dict[str, str]) -> Step:
    who = people.get((event.pgh_context or {}).get("user", ""), "")
    told_by = event.told_by if event.state in rules.ANSWERS else ""
    words = rules.reason_label(event.reason_code) if event.reason_code else event.words
    return Step(_day_of(event), event.state, who, told_by, words)


def _day_of(event: Any) -> date:
    """The day in the domain's time; the history itself is stamped in real time."""
    if event.state in rules.ANSWERS and event.answered_at:
        return timezone.localdate(event.answered_at)
    told = {State.SENT: event.asked_on, State.STARTED: event.started_on}.get(event.state, event.ended_on)
    return told or timezone.localdate(event.pgh_created_at)


# Consent


def facts_of(consent: Consent) -> disclosure.ConsentFacts:
    return disclosure.ConsentFacts(
        kind=consent.kind,
        recipient_id=consent.recipient_id,
        recipient_name=consent.recipient_name,
        categories=frozenset(consent.categories),
        given_on=consent.given_on,
        expires_on=consent.expires_on,
        form=consent.form,
        confirmed_on=consent.confirmed_on,
        revoked_on=consent.revoked_on,
    )


def consents_for(case: Case, recipient: Organisation, user: User, on: date) -> list[Consent]:
    """The consents that carry a disclosure to this recipient on that day."""
    known = disclosure.Recipient(recipient.pk, recipient.name)
    found = clients.consents_of(case, user)
    return [c for c in found if disclosure.is_valid(facts_of(c), on) and disclosure.is_for(facts_of(c), known)]


def emergency_since(need: Need) -> date | None:
    """Since when help for this need goes on without consent: the file's first disclosure on a ground for emergencies.

    A need recognised after those fourteen days is an emergency of its own.
    """
    on_emergency = Referral.objects.filter(case=need.case, legal_basis__in=disclosure.IN_EMERGENCY_ONLY)
    sent_at = on_emergency.exclude(sent_at=None).order_by("sent_at").values_list("sent_at", flat=True).first()
    if sent_at is None:
        return None
    first = timezone.localdate(sent_at)
    return need.recognised_on if need.recognised_on > first + CONFIRM_WITHIN else first


def participates(case: Case, on: date) -> bool:
    """Whether the person's agreement to take part counts on that day; words alone lapse after fourteen days."""
    agreements = Consent.objects.filter(case=case, kind=Consent.Kind.PARTICIPATION)
    return any(clients.counts(agreement, on) for agreement in agreements)


def transfers_under(consent: Consent, user: User) -> list[Packet]:
    """What has gone out on this consent."""
    rows: QuerySet[Packet] = Packet.objects.visible_to(user)
    sent = rows.filter(referral__consent=consent).exclude(categories=[])
    return list(sent.select_related("recipient", "referral").order_by("sent_at"))


def has_accounts(recipient: Organisation) -> bool:
    """Whether somebody of the recipient can log in; others are told by telephone."""
    running = Membership.objects.filter(unit__controller=recipient, role="provider", valid_until=None)
    return running.filter(user__is_active=True).exists()


# The provider


def received(user: User) -> list[Received]:
    """Running packets of one's own organisation: the open ones first, the earliest answer-by date first."""
    states = _states_of_packets()
    rows = Packet.objects.received_by(user).filter(pk__in=states)
    found = [Received(packet, *states[packet.pk]) for packet in rows]
    return sorted(found, key=lambda row: (not row.is_open, row.packet.answer_by or date.max, row.packet.sent_at))


def received_packet(user: User, packet_id: UUID) -> Received | None:
    """One of them, or ``None`` when it is not there, not theirs or no longer running."""
    return next((row for row in received(user) if row.packet.pk == packet_id), None)


def _states_of_packets() -> dict[UUID, tuple[str, datetime | None]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT packet_id, state, answered_at FROM fw.states_of_packets()")
        return {packet_id: (state, answered_at) for packet_id, state, answered_at in cursor.fetchall()}
