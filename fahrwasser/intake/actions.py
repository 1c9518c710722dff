"""What the front desk does: take an enquiry, act at once, decide what becomes of it."""

from collections.abc import Collection
from copy import copy
from dataclasses import asdict
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from fahrwasser.accounts.models import Organisation, Unit, User
from fahrwasser.accounts.queries import standing
from fahrwasser.assessment import actions as assessment
from fahrwasser.assessment.models import Need
from fahrwasser.audit import actions as audit
from fahrwasser.cases import actions as cases
from fahrwasser.cases.models import Case
from fahrwasser.catalogue.calendar import add_working_days
from fahrwasser.clients import actions as clients
from fahrwasser.clients import queries as people
from fahrwasser.clients.models import Client, Consent
from fahrwasser.contacts import actions as contacts
from fahrwasser.contacts.models import Contact
from fahrwasser.core.errors import Conflict, NotAllowed
from fahrwasser.core.ids import new_id
from fahrwasser.intake import clocks, queries, rules
from fahrwasser.intake.models import Enquiry, SafetyCheck, ShortAdvice
from fahrwasser.work import actions as work
from fahrwasser.work import queries as tasks
from fahrwasser.work.models import Task

AGREEMENT_TASK = "Teilnahmevereinbarung einholen"
SAFETY_TASK = "Sicherheitsfragen stellen, allein und in der eigenen Sprache"
ADVICE_TASK = "Kurzberatung: abschließen, als Fall weiterführen oder weiterverweisen"
YOUTH_OFFICE_TASK = "Jugendamt einschalten und Sorgerecht klären"
AGAIN_TASK = "Entscheiden, wie es nach der Kurzberatung weitergeht"
WAITING_TASK = "Warteliste: wieder nachsehen"
CLOSING_TASK = "Offene Bedarfe beenden und Akte abschließen"
EMERGENCY_BASIS = "vital_interest"  # of catalogue/data/legal_bases.yaml
EMERGENCY_WORDS = "Rechtsgrundlage Notfall: Schutz von Leib und Leben. Die Einwilligung wird nachgeholt."


def take(
    *, by: User, now: datetime, call: rules.Call, person: rules.Person, safety: rules.Safety, lead: User,
    second: User | None = None, immediate: Collection[str] = (), entry: UUID | None = None, draft: str = "",
) -> Case:  # fmt: skip
    """Take an enquiry: a new file with the person, the safety check and the safe channel.

    Danger makes the file level 2 before it is first saved; then ``by`` may lose sight of it. ``immediate`` are codes
    of needs with urgency S. ``entry`` is the key of the enquiry, so that a form sent twice opens one file.
    """
    if sent_before := queries.taken(by, entry):
        return sent_before
    rules.check_received(call.received_at, now)
    rules.check_protection(safety, lead.pk, second.pk if second else None)
    try:
        with transaction.atomic():
            case = _open(by, now, call, safety, lead, second, entry or new_id())
            _register(case, by, now, person, safety)
            _ask_for(case, by, now, safety, immediate)
            work.discard_draft(user=by, form=draft)
            audit.record(case_id=case.id, verb="intake.taken", by=by, now=now)
    except IntegrityError as error:
        raise Conflict("Diese Anfrage ist schon gespeichert. Öffnen Sie die Liste der Anfragen.") from error
    return case


def _open(
    by: User, now: datetime, call: rules.Call, safety: rules.Safety, lead: User, second: User | None, key: UUID
) -> Case:
    home = standing(lead).home_unit
    if home is None:
        raise NotAllowed("Diese Person führt keine Fälle. Bitte wählen Sie eine andere.", field="lead")
    case = cases.open_file(by=by, now=now, lead=lead, second=second, level=safety.level, unit=Unit.objects.get(id=home))
    Enquiry(pk=key, case=case, **asdict(call)).save(force_insert=True)
    check = SafetyCheck(case=case, at=now, by=by, can_speak=safety.can_speak, danger=safety.danger)
    check.save(force_insert=True)
    return case


def _register(case: Case, by: User, now: datetime, person: rules.Person, safety: rules.Safety) -> None:
    """Person and safe channel; then files that concern the same people are told to the coordinators."""
    clients.add_person(case=case, by=by, now=now, **asdict(person))
    if safety.safe_way or safety.phone or safety.never:
        channel = {"how": safety.safe_way, "phone": safety.phone, "never": safety.never}
        clients.set_channel(case=case, by=by, now=now, **channel)
    if case.is_protected:
        clients.check_collisions(case, now=now, other_name=safety.feared_person, other_address=safety.former_address)


def _ask_for(case: Case, by: User, now: datetime, safety: rules.Safety, immediate: Collection[str]) -> None:
    for code in immediate:
        assessment.add_need(case=case, code=code, urgency=Need.Urgency.IMMEDIATE, by=by, now=now)
    _ask_again(case, by, now, safety)


def _ask_again(case: Case, by: User, now: datetime, safety: rules.Safety) -> None:
    """One open task as long as a safety question is unanswered; none any more when all are."""
    known = _open_tasks(case, by, SAFETY_TASK)
    if not safety.unanswered:
        _finish(known, by, now)
    elif not known:
        work.add_task(
            case=case, by=by, now=now, what=SAFETY_TASK, due_on=add_working_days(now.date(), rules.ASK_AGAIN),
            why=f"Noch offen: {', '.join(safety.unanswered)}. Nie im Beisein von Angehörigen fragen.",
        )  # fmt: skip


def _open_tasks(case: Case, by: User, what: str) -> list[Task]:
    return list(tasks.open_tasks(by, case.id).filter(what=what))


def _finish(found: Collection[Task], by: User, now: datetime) -> None:
    for task in found:
        work.finish_task(task=task, by=by, now=now)


@transaction.atomic
def ask_safety(*, case: Case, by: User, now: datetime, safety: rules.Safety, second: User | None = None) -> None:
    """The safety questions were asked again. Danger raises the file to level 2 at once, with its channel."""
    becomes_protected = safety.level > case.level
    if becomes_protected:
        rules.check_protection(safety, case.lead_id, second.pk if second else None)
    check = SafetyCheck(case=case, at=now, by=by, can_speak=safety.can_speak, danger=safety.danger)
    check.save(force_insert=True)
    if safety.has_way:
        channel = {"how": safety.safe_way, "phone": safety.phone, "never": safety.never}
        clients.set_channel(case=case, by=by, now=now, **channel)
    _ask_again(case, by, now, safety)
    audit.record(case_id=case.id, verb="intake.safety_asked", by=by, now=now)
    if becomes_protected:
        _protect(case, by, now, second)


def _protect(case: Case, by: User, now: datetime, second: User | None) -> None:
    """First the channel: whoever leaves the names on the file could not write it any more."""
    wanted = copy(case)
    wanted.level = rules.PROTECTED
    clients.protect_channel(case=wanted, by=by, now=now)
    cases.change_level(case=case, level=rules.PROTECTED, second=second, by=by, now=now)
    if second and second != by:
        work.notify(user=second, words=f"Sie sind in der Akte {case.number} benannt.", now=now, about_case=case.pk)


@transaction.atomic
def take_emergency(
    *, by: User, now: datetime, person: rules.Person, safety: rules.Safety, lead: User, second: User | None = None,
    immediate: Collection[str], met: str, words: str = "", entry: UUID | None = None, draft: str = "",
) -> Case:  # fmt: skip
    """The emergency path (rule CM-EMG): help starts now, without plan or written consent; both are made up for.

    ``met`` is the type of the contact in which the person asked for help.
    """
    if not immediate:
        raise NotAllowed("Wählen Sie aus, was jetzt gebraucht wird.", field="immediate")
    if sent_before := queries.taken(by, entry):
        return sent_before
    call = rules.Call(received_at=now, channel="emergency", concern=words, legal_basis=EMERGENCY_BASIS)
    case = take(
        by=by, now=now, call=call, person=person, safety=safety, lead=lead, second=second, immediate=immediate,
        entry=entry, draft=draft,
    )  # fmt: skip
    _help_at_once(case, by, now, met, words)
    return case


def _help_at_once(case: Case, by: User, now: datetime, met: str, words: str) -> None:
    contacts.record(
        by=by, now=now, case=case, type=met, at=now, direction=Contact.Direction.IN,
        facts=words or "Notfallweg: sofortige Hilfe.",
    )  # fmt: skip
    work.add_task(
        case=case, by=by, now=now, what=AGREEMENT_TASK, why="Hilfe im Notfall begann ohne schriftliche Einwilligung.",
        due_on=now.date() + rules.AGREE_WITHIN,
    )  # fmt: skip
    audit.record(case_id=case.id, verb="intake.emergency", by=by, now=now, words=EMERGENCY_WORDS)


@transaction.atomic
def decide(
    *, enquiry: Enquiry, by: User, now: datetime, criteria: rules.Criteria, outcome: rules.Outcome,
    body: Organisation | None = None, agreement: str = "", witness: str = "",
) -> Case:  # fmt: skip
    """Decide what becomes of an enquiry, also from the waiting list or out of short advice.

    ``body`` is the other organisation when it is on record, ``agreement`` the form of the participation agreement
    (Consent.Form). Sent twice, the decision stands once.
    """
    enquiry = Enquiry.objects.select_for_update(of=("self",)).select_related("case").get(pk=enquiry.pk)
    case, today = enquiry.case, now.date()
    if _stands_already(enquiry, by, now, outcome):
        return case
    rules.check_undecided(case.kind, is_open=case.is_open)
    minor_alone = queries.known_facts(enquiry, by, today).is_minor_alone
    rules.check_decision(criteria, outcome, today, minor_alone=minor_alone)
    rules.check_agreement(outcome.decision, agreement, emergency=criteria.risk or case.is_protected)
    _write_decision(enquiry, by, now, criteria, outcome, body)
    _go_on(case, by, now, outcome)
    if outcome.decision in rules.CASE_MANAGEMENT:
        _agree(case, by, now, agreement, witness)
    audit.record(case_id=case.id, verb="intake.decided", by=by, now=now, words=outcome.decision)
    _close_if_done(case, by, now, outcome.decision)
    return case


def _stands_already(enquiry: Enquiry, by: User, now: datetime, outcome: rules.Outcome) -> bool:
    """The same person has sent the same decision today: a second click, or a lost connection."""
    said = (enquiry.decision, enquiry.decided_on, enquiry.decided_by_id, enquiry.decision_reason)
    return bool(enquiry.decision) and said == (outcome.decision, now.date(), by.pk, outcome.reason)


def _write_decision(
    enquiry: Enquiry, by: User, now: datetime, criteria: rules.Criteria, outcome: rules.Outcome,
    body: Organisation | None,
) -> None:  # fmt: skip
    today, waits = now.date(), outcome.decision == Enquiry.Decision.WAITING_LIST
    enquiry.criteria, enquiry.proposal = asdict(criteria), rules.propose(criteria)
    enquiry.decision, enquiry.decided_on, enquiry.decided_by = outcome.decision, today, by
    enquiry.decision_reason = outcome.reason
    enquiry.body, enquiry.body_name = body, outcome.body
    enquiry.body_told_on, enquiry.body_agreed = outcome.told_on, outcome.agreed
    enquiry.review_on = outcome.review_on if waits else None
    if waits:
        enquiry.waiting_since, enquiry.waiting_until = enquiry.waiting_since or today, None
    elif enquiry.waiting_since:
        enquiry.waiting_until = enquiry.waiting_until or today
    enquiry.save()


def _go_on(case: Case, by: User, now: datetime, outcome: rules.Outcome) -> None:
    """What follows from the decision: another kind of file, or a task."""
    for what in (WAITING_TASK, ADVICE_TASK, AGAIN_TASK):
        _finish(_open_tasks(case, by, what), by, now)
    kind = rules.BECOMES.get(outcome.decision, case.kind)
    if outcome.decision in rules.CASE_MANAGEMENT:
        _end_advice(case, now, ShortAdvice.Outcome.CONVERTED)
    if kind != case.kind:
        cases.change_kind(case=case, kind=kind, by=by, now=now)
    if outcome.decision == Enquiry.Decision.SHORT_ADVICE:
        _begin_advice(case, by, now)
    if outcome.decision == Enquiry.Decision.YOUTH_OFFICE:
        due = add_working_days(now.date(), 1)
        work.add_task(case=case, by=by, now=now, what=YOUTH_OFFICE_TASK, why=rules.NO_GUARDIAN, due_on=due)
    if outcome.review_on and outcome.decision == Enquiry.Decision.WAITING_LIST:
        work.add_task(
            case=case, by=by, now=now, what=WAITING_TASK, why=outcome.reason[:200], due_on=outcome.review_on
        )  # fmt: skip


def _agree(case: Case, by: User, now: datetime, form: str, witness: str) -> None:
    clients.give_consent(
        case=case, by=by, now=now, kind=Consent.Kind.PARTICIPATION, purpose="Teilnahme am Case Management",
        form=form, witness=witness,
    )  # fmt: skip
    _finish(_open_tasks(case, by, AGREEMENT_TASK), by, now)


def _close_if_done(case: Case, by: User, now: datetime, decision: str) -> None:
    """A decision that ends our part closes the file, unless a need is open: then somebody has to look."""
    if decision not in rules.CLOSES:
        return
    if queries.needs_of(case, by):
        due = add_working_days(now.date(), 1)
        why = "Entschieden, aber ein Bedarf ist noch offen."
        work.add_task(case=case, by=by, now=now, what=CLOSING_TASK, why=why, due_on=due)
    else:
        cases.close(case=case, reason=rules.CLOSES[decision], by=by, now=now)


# Somebody already known


@transaction.atomic
def belongs_to(*, enquiry: Enquiry, other: Client, reason: str, by: User, now: datetime) -> Case:
    """The enquiry is about somebody who has a file: it closes as a duplicate, both rows are linked as one person.

    What was recorded stays where it is and is found through the link.
    """
    case = enquiry.case
    person = people.main_person(case, by)
    rules.check_undecided(case.kind, is_open=case.is_open)
    rules.check_duplicate(reason, len(queries.needs_of(case, by)))
    if person is None or other.case_id == case.pk:
        raise NotAllowed("Diese Person steht in derselben Akte. Laden Sie die Seite neu.", field="person")
    clients.link(pair=clients.propose(person=person, other=other, by=by, now=now), by=by, now=now)
    enquiry.decision, enquiry.decided_on, enquiry.decided_by = Enquiry.Decision.DUPLICATE, now.date(), by
    enquiry.decision_reason = reason
    enquiry.save(update_fields=["decision", "decided_on", "decided_by", "decision_reason"])
    audit.record(case_id=case.id, verb="intake.duplicate", by=by, now=now)
    return cases.close(case=case, reason=DUPLICATE_CLOSES, by=by, now=now)


@transaction.atomic
def separate(*, enquiry: Enquiry, by: User, now: datetime) -> Case:
    """It was somebody else after all: the enquiry is open again and waits for its decision."""
    case = enquiry.case
    if enquiry.decision != Enquiry.Decision.DUPLICATE or case.is_open:
        raise NotAllowed("Hier gibt es nichts zurückzunehmen. Laden Sie die Seite neu.")
    for pair in queries.linked_pairs(case, by):
        clients.reconsider(pair=pair, by=by, now=now)
    enquiry.decision, enquiry.decided_on, enquiry.decided_by, enquiry.decision_reason = "", None, None, ""
    enquiry.save(update_fields=["decision", "decided_on", "decided_by", "decision_reason"])
    audit.record(case_id=case.id, verb="intake.duplicate_undone", by=by, now=now)
    return cases.reopen(case=case, by=by, now=now)


DUPLICATE_CLOSES = "andere_akte"


# Short advice


def _begin_advice(case: Case, by: User, now: datetime) -> None:
    started_on = now.date()
    ShortAdvice(case=case, started_on=started_on, started_by=by).save(force_insert=True)
    work.add_task(
        case=case, by=by, now=now, what=ADVICE_TASK, why="Kurzberatung: höchstens drei Kontakte oder 30 Tage.",
        due_on=clocks.advice_ends_on(started_on),
    )  # fmt: skip


def _end_advice(case: Case, now: datetime, outcome: str, words: str = "") -> None:
    ShortAdvice.objects.filter(case=case, ended_on=None).update(ended_on=now.date(), outcome=outcome, words=words)


@transaction.atomic
def end_advice(
    *, case: Case, by: User, now: datetime, outcome: str, words: str = "", covered: Collection[Need] = (),
    body: Organisation | None = None, body_name: str = "", told_on: date | None = None, agreed: bool | None = None,
) -> Case:  # fmt: skip
    """Short advice ends: done, or referred on to ``body_name``. The third way, going on as a case, is ``decide``.

    ``covered`` are the needs that end with it; none may stay open in a closed file.
    """
    for need in covered:
        assessment.set_need_state(need=need, state=Need.State.COVERED, by=by, now=now)
    clocks.check_advice_ends(outcome, words, body_name, len(queries.needs_of(case, by)))
    if queries.advice_of(case, by, now.date()) is None:
        raise NotAllowed("Hier läuft keine Kurzberatung mehr. Laden Sie die Seite neu.")
    _end_advice(case, now, outcome, words)
    if outcome == ShortAdvice.Outcome.REFERRED_ON:
        Enquiry.objects.filter(case=case).update(
            body=body, body_name=body_name, body_told_on=told_on, body_agreed=agreed
        )  # fmt: skip
    _finish(_open_tasks(case, by, ADVICE_TASK), by, now)
    audit.record(case_id=case.id, verb=f"intake.advice_{outcome}", by=by, now=now)
    return cases.close(case=case, reason=ADVICE_CLOSES[outcome], by=by, now=now)


ADVICE_CLOSES = {"closed": "ziele_erreicht", "referred_on": "regeldienst_uebernimmt"}
"""The closing reason of the file when its short advice ends."""


@transaction.atomic
def take_up_again(*, case: Case, by: User, now: datetime) -> Case:
    """Somebody comes back after short advice: the same file goes on, the earlier advice is its pre-history."""
    if case.kind != Case.Kind.SHORT_ADVICE:
        raise NotAllowed("Nur eine Kurzberatung wird hier wieder aufgenommen.")
    case = cases.reopen(case=case, by=by, now=now)
    work.add_task(
        case=case, by=by, now=now, what=AGAIN_TASK, why="Die Person ist nach einer Kurzberatung wiedergekommen.",
        due_on=clocks.decide_by(now),
    )  # fmt: skip
    return case
