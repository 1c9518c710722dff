"""What the front desk does: take an enquiry, act at once, decide what becomes of it."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from fahrwasser.accounts.models import Unit, User
from fahrwasser.accounts.queries import standing
from fahrwasser.assessment import actions as assessment
from fahrwasser.assessment.models import Need
from fahrwasser.audit import actions as audit
from fahrwasser.cases import actions as cases
from fahrwasser.cases.models import Case
from fahrwasser.clients import actions as clients
from fahrwasser.clients.models import Consent
from fahrwasser.contacts import actions as contacts
from fahrwasser.contacts.models import Contact
from fahrwasser.core.errors import Conflict, NotAllowed
from fahrwasser.core.ids import new_id
from fahrwasser.intake import queries, rules
from fahrwasser.intake.models import Enquiry, SafetyCheck
from fahrwasser.work import actions as work
from fahrwasser.work import queries as tasks

AGREEMENT_TASK = "Teilnahmevereinbarung einholen"
EMERGENCY_BASIS = "Rechtsgrundlage Notfall: Schutz von Leib und Leben. Die Einwilligung wird nachgeholt."


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
        clients.check_collisions(
            case=case, now=now, other_name=safety.feared_person, other_address=safety.former_address
        )


def _ask_for(case: Case, by: User, now: datetime, safety: rules.Safety, immediate: Collection[str]) -> None:
    for code in immediate:
        assessment.add_need(case=case, code=code, urgency=Need.Urgency.IMMEDIATE, by=by, now=now)
    if safety.ask_again:
        work.add_task(
            case=case, by=by, now=now, due_on=now.date() + rules.ASK_AGAIN,
            what="Sicherheitsfragen stellen, allein und in der eigenen Sprache",
            why="Bei der Aufnahme nicht oder nicht frei beantwortet.",
        )  # fmt: skip


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
    call = rules.Call(received_at=now, channel="emergency", concern=words)
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
    audit.record(case_id=case.id, verb="intake.emergency", by=by, now=now, words=EMERGENCY_BASIS)


@transaction.atomic
def decide(
    *, enquiry: Enquiry, by: User, now: datetime, criteria: rules.Criteria, decision: str, reason: str = "",
    leading_body: str = "", agreement: str = "", witness: str = "",
) -> Case:  # fmt: skip
    """Decide what becomes of an enquiry; ``agreement`` is the form of the participation agreement (Consent.Form)."""
    case = enquiry.case
    if case.kind == Case.Kind.CASE_MANAGEMENT or not case.is_open:
        raise NotAllowed("Über diese Anfrage ist schon entschieden. Laden Sie die Seite neu.")
    rules.check_decision(criteria, decision, reason, leading_body)
    rules.check_agreement(decision, agreement, emergency=criteria.risk or case.is_protected)
    _write_decision(enquiry, by, now, criteria, decision, reason, leading_body)
    if decision in rules.BECOMES:
        cases.change_kind(case=case, kind=rules.BECOMES[decision], by=by, now=now)
    if decision in rules.CASE_MANAGEMENT:
        _agree(case, by, now, agreement, witness)
    if decision == Enquiry.Decision.SHORT_ADVICE:
        _limit_advice(case, by, now)
    audit.record(case_id=case.id, verb="intake.decided", by=by, now=now, words=decision)
    return case


def _write_decision(
    enquiry: Enquiry, by: User, now: datetime, criteria: rules.Criteria, decision: str, reason: str, leading_body: str
) -> None:
    enquiry.criteria = asdict(criteria)
    enquiry.proposal = rules.propose(criteria)
    enquiry.decision, enquiry.decided_on, enquiry.decided_by = decision, now.date(), by
    enquiry.decision_reason, enquiry.leading_body = reason, leading_body
    enquiry.save()


def _agree(case: Case, by: User, now: datetime, form: str, witness: str) -> None:
    clients.give_consent(
        case=case, by=by, now=now, kind=Consent.Kind.PARTICIPATION, purpose="Teilnahme am Case Management",
        form=form, witness=witness,
    )  # fmt: skip
    for task in tasks.open_tasks(by, case.id).filter(what=AGREEMENT_TASK):
        work.finish_task(task=task, by=by, now=now)


def _limit_advice(case: Case, by: User, now: datetime) -> None:
    work.add_task(
        case=case, by=by, now=now, what="Kurzberatung abschließen oder Case Management vorschlagen",
        why="Kurzberatung: höchstens drei Kontakte oder 30 Tage.", due_on=now.date() + rules.SHORT_ADVICE,
    )  # fmt: skip
