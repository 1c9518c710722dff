"""Writing the post of a file: letters that came, letters that go, authorities to act, receipts of applications."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from fahrwasser.accounts.models import User
from fahrwasser.audit import actions as audit
from fahrwasser.cases.models import Case
from fahrwasser.catalogue.calendar import add_working_days
from fahrwasser.clients.queries import channel_of
from fahrwasser.contacts import actions as contacts
from fahrwasser.contacts.models import Contact
from fahrwasser.core.errors import NotAllowed
from fahrwasser.deadlines import actions as deadlines
from fahrwasser.letters import dates, papers, rules, scanner
from fahrwasser.letters.models import (
    ApplicationReceipt,
    IncomingLetter,
    LetterDate,
    LetterFile,
    OutgoingLetter,
    PowerOfAttorney,
)
from fahrwasser.work import actions as work

CLOCKS_DIFFER = timedelta(minutes=5)
LONGEST = 200  # characters, of what and body
MOST_FILES = 12  # of one letter
HOW_LONG = timedelta(hours=1)  # an appointment of a letter blocks the calendar so long
FORWARD_WITHIN = 1  # working days; § 16 Abs. 2 SGB I says "unverzüglich"


@transaction.atomic
def receive(*, case: Case, what: str, body: str, received_at: datetime, by: User, now: datetime) -> ApplicationReceipt:
    """Note that an application was received, and make the task to forward it on the next working day."""
    _check(case, what, body, received_at, now)
    task = work.add_task(
        case=case, what="Antrag weiterleiten", by=by, now=now,
        why=f"Eingegangen am {timezone.localtime(received_at):%d.%m.%Y, %H:%M} Uhr (§ 16 Abs. 2 SGB I).",
        due_on=add_working_days(timezone.localdate(received_at), FORWARD_WITHIN),
    )  # fmt: skip
    receipt = ApplicationReceipt(
        case=case, what=what.strip(), body=body.strip(), received_at=received_at, received_by=by, task=task
    )
    receipt.save(force_insert=True)
    audit.record(case_id=case.id, verb="application.received", by=by, now=now)
    return receipt


def _check(case: Case, what: str, body: str, received_at: datetime, now: datetime) -> None:
    if not case.is_open:
        raise NotAllowed("Diese Akte ist abgeschlossen. Öffnen Sie sie wieder, um den Antrag einzutragen.")
    for field, value, question in (("what", what, "Welcher Antrag ist es?"), ("body", body, "Wer ist zuständig?")):
        if not value.strip():
            raise NotAllowed(question, field=field)
        if len(value) > LONGEST:
            raise NotAllowed(f"Bitte kürzer: höchstens {LONGEST} Zeichen.", field=field)
    if received_at > now + CLOCKS_DIFFER:
        raise NotAllowed("Der Eingang liegt in der Zukunft. Bitte prüfen Sie den Zeitpunkt.", field="received_at")
    if ApplicationReceipt.objects.filter(
        case=case, what=what.strip(), body=body.strip(), received_at=received_at
    ).exists():
        raise NotAllowed("Dieser Eingang ist schon eingetragen.", field="what")


@transaction.atomic
def forward(*, receipt: ApplicationReceipt, on: date, by: User, now: datetime) -> ApplicationReceipt:
    """The application has left the house on the day ``on``, with its day of receipt; its task is done."""
    if receipt.forwarded_on is not None:
        raise NotAllowed(f"Der Antrag ist schon am {receipt.forwarded_on:%d.%m.%Y} weitergeleitet.")
    if on < timezone.localdate(receipt.received_at):
        raise NotAllowed("Die Weiterleitung liegt vor dem Eingang. Bitte prüfen Sie das Datum.", field="on")
    if on > now.date():
        raise NotAllowed("Die Weiterleitung liegt in der Zukunft. Bitte prüfen Sie das Datum.", field="on")
    receipt.forwarded_on = on
    receipt.save(update_fields=["forwarded_on"])
    if receipt.task is not None:
        work.finish_task(task=receipt.task, by=by, now=now)
    audit.record(case_id=receipt.case_id, verb="application.forwarded", by=by, now=now)
    return receipt


@transaction.atomic
def take_in(
    *, case: Case, sender: str, received_on: date, wants: str, note: str, scans: Sequence[bytes], by: User,
    now: datetime,
) -> IncomingLetter:  # fmt: skip
    """Keep a letter with its photos or PDFs; dates in their text are proposed. One bad file, and nothing is kept."""
    rules.check_open(case.is_open)
    rules.check_received(received_on, now.date())
    if len(scans) > MOST_FILES:
        raise NotAllowed(f"Bitte höchstens {MOST_FILES} Dateien für einen Brief.", field="scans")
    found = [_looked_at(content) for content in scans]
    letter = IncomingLetter(
        case=case, sender=sender.strip(), received_on=received_on, wants=wants, note=note.strip(), by=by
    )
    letter.save(force_insert=True)
    for place, paper in enumerate(found, 1):
        LetterFile(
            case=case, letter=letter, place=place, media_type=paper.media_type, size=len(paper.content),
            pages=paper.pages, content=paper.content, text=paper.text,
        ).save(force_insert=True)  # fmt: skip
    _propose(letter, "\n".join(paper.text for paper in found))
    audit.record(case_id=case.id, verb="letter.received", by=by, now=now)
    return letter


def _looked_at(content: bytes) -> papers.Paper:
    """Scanned as it came, and only then opened."""
    if len(content) <= settings.FAHRWASSER_FILE_LIMIT:
        scanner.check(content, settings.FAHRWASSER_CLAMD)
    return papers.checked(content, settings.FAHRWASSER_FILE_LIMIT)


def _propose(letter: IncomingLetter, text: str) -> None:
    for one in dates.find(text, letter.received_on):
        LetterDate(
            case=letter.case, letter=letter, kind=one.kind, day=one.day, at=one.at, counted=one.counted,
            before=one.before, passage=one.passage, after=one.after,
        ).save(force_insert=True)  # fmt: skip


@transaction.atomic
def confirm_date(
    *, found: LetterDate, kind: str, label: str, day: date, at: time | None, by: User, now: datetime
) -> LetterDate:
    """A person has read the passage: it becomes a deadline, or an appointment in their own calendar."""
    _check_proposed(found)
    if kind == dates.Kind.APPOINTMENT:
        _plan(found, label, day, at, by, now)
    else:
        found.deadline = deadlines.type_in(
            case=found.case, label=label, statutory_end=day, by=by, now=now, note=f"„{found.passage}“"
        )
    found.state, found.decided_by = LetterDate.State.CONFIRMED, by
    found.save(update_fields=["state", "decided_by", "deadline"])
    audit.record(case_id=found.case_id, verb="letter.date_confirmed", by=by, now=now)
    return found


def _plan(found: LetterDate, label: str, day: date, at: time | None, by: User, now: datetime) -> None:
    if at is None:
        raise NotAllowed("Um wie viel Uhr ist der Termin?", field="at")
    start = timezone.make_aware(datetime.combine(day, at))
    contacts.plan(
        case=found.case, user=by, at=start, until=start + HOW_LONG, by=by, now=now, despite=True,
        type=Contact.Type.ACCOMPANIMENT, with_whom=label[:LONGEST], reason="Termin aus einem Brief",
    )  # fmt: skip


@transaction.atomic
def drop_date(*, found: LetterDate, by: User, now: datetime) -> None:
    """The date means nothing for this file."""
    _check_proposed(found)
    found.state, found.decided_by = LetterDate.State.DROPPED, by
    found.save(update_fields=["state", "decided_by"])
    audit.record(case_id=found.case_id, verb="letter.date_dropped", by=by, now=now)


def _check_proposed(found: LetterDate) -> None:
    rules.check_open(found.case.is_open)
    if found.state != LetterDate.State.PROPOSED:
        raise NotAllowed("Über dieses Datum ist schon entschieden.")


@transaction.atomic
def answer(*, letter: IncomingLetter, on: date, by: User, now: datetime) -> IncomingLetter:
    """The letter is answered, or what it wants is done."""
    rules.check_answered(on, letter.received_on, now.date())
    if letter.state == IncomingLetter.State.ANSWERED:
        raise NotAllowed("Dieser Brief ist schon beantwortet.")
    letter.state, letter.answered_on = IncomingLetter.State.ANSWERED, on
    letter.save(update_fields=["state", "answered_on"])
    audit.record(case_id=letter.case_id, verb="letter.answered", by=by, now=now)
    return letter


@transaction.atomic
def send(
    *, case: Case, template: str, recipient: str, subject: str, text: str, to_client: bool, language: str, safe: bool,
    by: User, now: datetime, answers: IncomingLetter | None = None, draft: str = "",
) -> OutgoingLetter:  # fmt: skip
    """Freeze a letter as it goes out today."""
    rules.check_filled(recipient=recipient, subject=subject, text=text)
    letter = written(
        case=case, template=template, recipient=recipient, subject=subject, text=text, to_client=to_client,
        language=language, safe=safe, by=by, now=now, answers=answers,
    )  # fmt: skip
    letter.save(force_insert=True)
    if answers is not None and answers.state == IncomingLetter.State.WAITING:
        answer(letter=answers, on=now.date(), by=by, now=now)
    work.discard_draft(user=by, form=draft)
    audit.record(case_id=case.id, verb="letter.sent", by=by, now=now)
    return letter


def written(
    *, case: Case, template: str, recipient: str, subject: str, text: str, to_client: bool, language: str, safe: bool,
    by: User, now: datetime, answers: IncomingLetter | None = None,
) -> OutgoingLetter:  # fmt: skip
    """A letter as it would go out now, not kept. To the client's own address only where the safe channel allows it."""
    rules.check_open(case.is_open)
    channel = channel_of(case, by)
    rules.check_no_address(case.level, channel.address if channel else "", recipient, subject, text)
    if to_client:
        confirmed_on, never = (channel.confirmed_on, channel.never) if channel else (None, "")
        rules.check_sending(case.level, confirmed_on, never, safe)
    return OutgoingLetter(
        case=case, template=template, recipient=recipient.strip(), subject=subject.strip(), text=text.strip(),
        to_client=to_client, language=language, sent_on=now.date(), answers=answers, by=by,
    )  # fmt: skip


@transaction.atomic
def empower(
    *, case: Case, holder: str, office: str, scope: str, since: date, until: date, by: User, now: datetime
) -> PowerOfAttorney:
    """Note who may act for the client before an office, and until when."""
    rules.check_open(case.is_open)
    rules.check_authority(since, until, now.date())
    power = PowerOfAttorney(
        case=case, holder=holder.strip(), office=office.strip(), scope=scope.strip(), since=since, until=until, by=by
    )
    power.save(force_insert=True)
    audit.record(case_id=case.id, verb="authority.given", by=by, now=now)
    return power


@transaction.atomic
def withdraw(*, power: PowerOfAttorney, on: date, by: User, now: datetime) -> PowerOfAttorney:
    """The client took the authority back; that is possible in a closed file too."""
    if power.withdrawn_on is not None:
        raise NotAllowed("Diese Vollmacht ist schon widerrufen.")
    rules.check_withdrawn(on, power.since, now.date())
    power.withdrawn_on = on
    power.save(update_fields=["withdrawn_on"])
    audit.record(case_id=power.case_id, verb="authority.withdrawn", by=by, now=now)
    return power


def hand_out(*, case: Case, language: str, offers: int, by: User, now: datetime) -> None:
    """Note that a sheet about offers was made; which offers stood on it is kept nowhere."""
    audit.record(case_id=case.id, verb="handout.made", by=by, now=now, words=f"{offers} auf {language}")
