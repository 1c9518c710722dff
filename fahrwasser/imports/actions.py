"""The only writers of imports: reading, mapping, carrying out as a whole, taking back as a whole."""

from collections.abc import Collection, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import ProgrammingError, connection, transaction
from django.utils import timezone
from psycopg.errors import InsufficientPrivilege

from fahrwasser.accounts.models import Unit, User
from fahrwasser.accounts.queries import house_of, same_house, standing
from fahrwasser.accounts.rules import Permission
from fahrwasser.audit.models import Event
from fahrwasser.cases.models import Case
from fahrwasser.clients import actions as clients
from fahrwasser.clients import names
from fahrwasser.clients.births import Birth
from fahrwasser.clients.models import Client, SafeChannel
from fahrwasser.contacts import rules as contacts
from fahrwasser.contacts.models import Contact
from fahrwasser.core import jobs
from fahrwasser.core.errors import NotAllowed
from fahrwasser.imports import columns, progress, queries, reading, rules, tables
from fahrwasser.imports.checking import Line
from fahrwasser.imports.columns import CASES, CONTACTS, LABELS, PEOPLE
from fahrwasser.imports.models import Import, ImportedCase, SavedMapping, packed
from fahrwasser.imports.tables import Table
from fahrwasser.work import actions as work

BATCH = 1_000
STEP = 25  # people between two words about how far it is
TAKEN_OVER = "übernommen aus der alten Liste"
WORKED_ON = (
    "Mindestens ein Fall davon ist schon in Arbeit. Deshalb lässt sich die Übernahme nicht mehr zurücknehmen. Die"
    " Koordination und der Datenschutz helfen Ihnen weiter."
)


@transaction.atomic
def upload(*, files: Mapping[str, bytes], by: User, now: datetime) -> Import:
    """Read up to three files, by table; a workbook for the cases may hold the other two as sheets.

    Raises ``NotAllowed`` with the field of the file that cannot be read.
    """
    found: dict[str, Table] = {}
    for name, content in files.items():
        try:
            found |= _tables(name, content, files)
        except NotAllowed as refusal:
            raise NotAllowed(refusal.sentence, field=name) from refusal
    rules.check_amount(len(found[CASES].rows))
    content = packed(found)
    run = Import(
        controller_id=house_of(by), by=by, at=now, digest=sha256(content).hexdigest(), content=content
    )  # fmt: skip
    run.save(force_insert=True)
    return run


def _tables(name: str, content: bytes, files: Mapping[str, bytes]) -> dict[str, Table]:
    sheets = reading.read(content)
    own = sheets.get(LABELS[name]) or next(iter(sheets.values()), [])
    found = {name: tables.table_of(own)}
    if name == CASES:
        for other in (PEOPLE, CONTACTS):
            rows = sheets.get(LABELS[other], [])
            if other not in files and len(rows) > 1:
                found[other] = tables.table_of(rows)
    return found


@transaction.atomic
def map_columns(
    *, run: Import, table: str, places: Mapping[str, int], words: Mapping[str, Mapping[str, str]], by: User
) -> None:
    """Say what the columns of a table mean, and the words in them; kept for every table with the same header."""
    current = _held(run, by)
    rules.check_move(current.state, Import.State.CARRIED_OUT)
    header = current.tables[table].header
    if len(set(places.values())) < len(places):
        raise NotAllowed("Eine Spalte ist zweimal gewählt. Bitte wählen Sie für jede Angabe eine eigene.")
    known = SavedMapping.objects.visible_to(by).filter(
        controller=current.controller_id, table=table, fingerprint=columns.fingerprint(header)
    )
    values: dict[str, Any] = {"places": {name: header[place] for name, place in places.items()}}
    before = known.first()
    values["words"] = {**(before.words if before else {}), **{name: dict(one) for name, one in words.items()}}
    if not known.update(**values):
        SavedMapping(
            controller_id=current.controller_id, table=table, fingerprint=columns.fingerprint(header), **values
        ).save(force_insert=True)


@transaction.atomic
def leave_out(*, run: Import, numbers: Collection[int], shown: Collection[int], by: User) -> None:
    """Of the rows of the cases that were shown, these stay out: the person has a file here already."""
    current = _held(run, by)
    rules.check_move(current.state, Import.State.CARRIED_OUT)
    current.skipped = sorted((set(current.skipped) - set(shown)) | (set(numbers) & set(shown)))
    current.save(update_fields=["skipped"])


def _held(run: Import, by: User) -> Import:
    current: Import = Import.objects.visible_to(by).select_for_update(of=("self",)).get(pk=run.pk)
    return current


@transaction.atomic
def discard(*, run: Import, by: User, now: datetime) -> None:
    """Throw the tables away; nothing was taken over."""
    current = _held(run, by)
    rules.check_move(current.state, Import.State.DISCARDED)
    _end(current, Import.State.DISCARDED, by, now)


def _end(run: Import, state: str, by: User, now: datetime) -> None:
    run.state, run.content, run.skipped, run.ended_at, run.ended_by = state, None, [], now, by
    run.save()


@transaction.atomic
def start(*, run: Import, only_good: bool, by: User, now: datetime) -> Import:
    """Carry an open import out: a few people at once, many by the worker. ``only_good``: see ``carry_out``.

    The second of two people who do this at the same moment is refused.
    """
    current = _held(run, by)
    rules.check_move(current.state, Import.State.QUEUED)
    if sum(len(table.rows) for name, table in current.tables.items() if name != CONTACTS) <= rules.AT_ONCE:
        return carry_out(run=current, only_good=only_good, by=by, now=now)
    _usable(current, only_good, by, now)
    current.state = Import.State.QUEUED
    current.save(update_fields=["state"])
    jobs.defer("imports.carry_out", run=str(current.pk), by=str(by.pk), only_good="yes" if only_good else "")
    return current


def carry_out_queued(*, run_id: UUID, only_good: bool, by: User, now: datetime) -> None:
    """The worker's part of ``start``. Whoever started it is told how it went; a second time does nothing."""
    run = Import.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=run_id, state="queued").first()
    if run is None:
        return
    try:
        done = carry_out(run=run, only_good=only_good, by=by, now=now)
        words = f"Die Übernahme ist fertig: {done.cases} Fälle."
    except NotAllowed as refusal:
        halt(run=run, by=by)
        words = f"Die Übernahme ist nicht gelaufen, es wurde nichts geschrieben. {refusal.sentence}"
    progress.forget(run_id)
    work.notify(user=by, words=words[:300], now=now)


@transaction.atomic
def halt(*, run: Import, by: User) -> None:
    """Back to the rows of an import that waits for the worker, or whose worker is gone; nothing was written."""
    if queries.is_held(run, by):
        raise NotAllowed("Die Übernahme läuft gerade. Wenn sie fertig ist, können Sie sie zurücknehmen.")
    current = _held(run, by)
    rules.check_move(current.state, Import.State.OPEN)
    current.state = Import.State.OPEN
    current.save(update_fields=["state"])
    progress.forget(current.pk)


def _usable(run: Import, only_good: bool, by: User, now: datetime) -> dict[str, list[Line]]:
    """The rows that are taken over, by table. Raises ``NotAllowed`` when there are none, or wrong ones unknowingly."""
    checked = queries.lines(run, by, timezone.localdate(now))
    good = {name: [line for line in lines if line.is_good] for name, lines in checked.items()}
    good[CASES] = [line for line in good[CASES] if line.number not in run.skipped]
    wrong = sum(not line.is_good for lines in checked.values() for line in lines)
    rules.check_whole(len(good[CASES]), wrong, only_good=only_good)
    return good


@transaction.atomic
def carry_out(*, run: Import, only_good: bool, by: User, now: datetime) -> Import:
    """Write every row that can be used, or nothing. ``only_good``: wrong rows stay out knowingly."""
    current = _held(run, by)
    rules.check_move(current.state, Import.State.CARRIED_OUT)
    good = _usable(current, only_good, by, now)
    taken = good[CASES]
    cases = _open_cases(current, taken, by, now)
    current.cases, current.people = len(cases), _add_people(current, cases, taken, good.get(PEOPLE, []), now)
    current.contacts = _add_contacts(cases, good.get(CONTACTS, []))
    _end(current, Import.State.CARRIED_OUT, by, now)
    return current


def _open_cases(run: Import, lines: list[Line], by: User, now: datetime) -> dict[str, Case]:
    """Files with their true opening day, by old number; each says in its history where it comes from."""
    leaders = {str(person.pk): person for person in queries.leaders(by)}
    homes = {key: standing(person).home_unit for key, person in leaders.items()}
    units = Unit.objects.select_related("controller").in_bulk([home for home in homes.values() if home])
    numbers = _case_numbers([line.values["opened_on"].year for line in lines])
    cases = {}
    for line, number in zip(lines, numbers, strict=True):
        lead = line.values["lead"]
        unit = units.get(homes[lead]) if homes[lead] else None
        if unit is None:
            raise NotAllowed(f"{leaders[lead].name} gehört zu keinem Team. Bitte wählen Sie jemand anderen.")
        cases[line.values["old_number"]] = _case(line, number, leaders[lead], unit, by)
    Case.objects.bulk_create(cases.values(), BATCH)
    ImportedCase.objects.bulk_create(
        [ImportedCase(case=case, run=run, old_number=old) for old, case in cases.items()], BATCH
    )
    Event.objects.bulk_create(
        [
            Event(case_id=case.pk, at=now, by=by, verb="case.imported", words=f"Übernahme {run.pk}")
            for case in cases.values()
        ],
        BATCH,
    )
    return cases


def _case(line: Line, number: str, lead: User, unit: Unit, by: User) -> Case:
    kind = line.values.get("kind", Case.Kind.CASE_MANAGEMENT)
    opened = line.values["opened_on"]
    accepted = line.values.get("accepted_on") or (None if kind == Case.Kind.ENQUIRY else opened)
    return Case(
        number=number, kind=kind, level=int(line.values.get("level", "0")), controller=unit.controller, unit=unit,
        lead=lead, opened_on=opened, opened_by=by, accepted_on=accepted,
    )  # fmt: skip


def _case_numbers(years: list[int]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT fw.next_case_number(y) FROM unnest(%s::int[]) AS y", [years])
        return [row[0] for row in cursor.fetchall()]


def _add_people(run: Import, cases: Mapping[str, Case], clients_: list[Line], others: list[Line], now: datetime) -> int:
    """Everybody of the files; then pairs that may be one person are noted and level 2 is told, as always."""
    people = [_person(cases, line) for line in (*clients_, *others)]
    Client.objects.bulk_create(people, BATCH)
    SafeChannel.objects.bulk_create(
        [_channel(cases, line, now) for line in clients_ if line.values.get("phone") or line.values.get("how")], BATCH
    )
    clients.check_collisions(*cases.values(), now=now)
    for start in range(0, len(people), STEP):
        progress.say(run.pk, start, len(people))
        clients.propose_duplicates(*people[start : start + STEP], now=now)
    return len(people)


def _person(cases: Mapping[str, Case], line: Line) -> Client:
    birth: Birth = line.values.get("birth", Birth())
    person = Client(
        case=cases[line.values["old_number"]], role=line.values.get("role", Client.Role.CLIENT), birth_date=birth.day,
        birth_precision=birth.precision,
        **{name: line.values.get(name, "") for name in ("first_name", "last_name", "gender", "languages", "district")},
    )  # fmt: skip
    clients.fold_names(person)
    return person


def _channel(cases: Mapping[str, Case], line: Line, now: datetime) -> SafeChannel:
    phone = line.values.get("phone", "")
    return SafeChannel(
        case=cases[line.values["old_number"]], phone=phone, phone_key=names.phone_key(phone),
        how=line.values.get("how", "Anruf"), confirmed_on=None,
    )  # fmt: skip


def _add_contacts(cases: Mapping[str, Case], lines: list[Line]) -> int:
    """Past contacts count on their own day; where they come from stands with each."""
    found = [_contact(cases[line.values["old_number"]], line) for line in lines]
    Contact.objects.bulk_create(found, BATCH)
    return len(found)


def _contact(case: Case, line: Line) -> Contact:
    values = line.values
    return Contact(
        case=case, unit=case.unit, by_id=UUID(values["by"]) if "by" in values else case.lead_id, type=values["type"],
        outcome=values.get("outcome", Contact.Outcome.TOOK_PLACE), at=timezone.make_aware(values["at"]),
        minutes=values.get("minutes"), facts=values.get("facts", ""), source_name=TAKEN_OVER,
        regime=contacts.default_regime(case.unit.controller.kind),
    )  # fmt: skip


def undo(*, run: Import, by: User, now: datetime) -> None:
    """Take a whole import back, as long as none of its files is in use. The import itself stays on record.

    Data protection hears of it either way: taking over and back again must not become a way to ask for hidden files.
    """
    try:
        _take_back(run, by, now)
    except NotAllowed:
        _tell_data_protection("Zurücknehmen abgelehnt", run, by, now)
        raise
    _tell_data_protection("Zurückgenommen", run, by, now)


@transaction.atomic
def _take_back(run: Import, by: User, now: datetime) -> None:
    current = _held(run, by)
    rules.check_move(current.state, Import.State.UNDONE)
    if queries.worked_on(current):
        raise NotAllowed(WORKED_ON)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT fw.undo_import(%s)", [current.pk])
    except ProgrammingError as error:
        if not isinstance(error.__cause__, InsufficientPrivilege):
            raise
        raise NotAllowed(WORKED_ON) from error
    _end(current, Import.State.UNDONE, by, now)


def _tell_data_protection(what: str, run: Import, by: User, now: datetime) -> None:
    when = timezone.localtime(now)
    words = f"{what}: eine Übernahme von {run.cases} Fällen, am {when:%d.%m.%Y um %H:%M} Uhr, durch {by.name}."
    for officer in same_house(by, Permission.LOG_READ):
        work.notify(user=officer, words=words, now=now)
