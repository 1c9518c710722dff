"""Contacts of the demo: those that count for a client, network contacts, attempts, and brief information."""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import cycle, islice
from random import Random
from typing import Any

from fahrwasser.accounts.models import User
from fahrwasser.contacts.models import Contact
from fahrwasser.demo.data import read
from fahrwasser.demo.days import Days
from fahrwasser.demo.files import File

QUIET_TYPES = ("TEL", "AUFS", "VIDEO", "BUERO")  # no message and no home visit where somebody is in danger
FIRST_TYPES = ("BUERO", "BUERO", "TEL", "AUFS")
LOST_ATTEMPTS = 3  # documented attempts before a file may close as "Kontakt abgerissen"


class Encounters:
    """Makes contacts. Everything in the house that counts them counts what this class was asked for."""

    def __init__(self, rng: Random, days: Days) -> None:
        self._rng, self._days = rng, days
        self._words = read("work")
        self._types: dict[str, Any] = self._words["contact_types"]

    def with_client(self, file: File) -> Iterator[Contact]:
        """Exactly ``file.course.contacts`` client contacts that took place, the first soon after the enquiry."""
        notes = self._notes(file)
        for place, day in enumerate(self._contact_days(file)):
            note = next(notes)
            yield self._client_contact(file, day, self._type(file, first=place == 0), note)

    def network(self, files: list[File], count: int) -> Iterator[tuple[User, Contact]]:
        """Calls and letters about a case, below level 2."""
        for file in islice(self._shuffled(files), count):
            story = self._rng.choice(file.stories)
            day = self._days.between(file.course.opened, file.course.until)
            yield file.lead, Contact(
                case=file.case, unit_id=file.case.unit_id, by=file.lead, at=self._days.at(day),
                type=Contact.Type.NETWORK, counterpart=story.partner, facts=story.network,
                minutes=self._rng.choice((5, 10, 15, 20)),
            )  # fmt: skip

    def meetings(self, leads: list[User], unit_id: Any, count: int) -> Iterator[tuple[User, Contact]]:
        """Network contacts without a case."""
        for by, meeting in islice(zip(cycle(leads), cycle(self._words["network_meetings"]), strict=False), count):
            yield by, Contact(
                case=None, unit_id=unit_id, by=by, type=Contact.Type.NETWORK, at=self._any_time(),
                minutes=self._rng.choice((30, 60, 90)), **meeting,
            )  # fmt: skip

    def attempts(self, files: list[File], count: int) -> Iterator[tuple[User, Contact]]:
        """No-shows, calls nobody took, appointments called off. They never count as contacts."""
        for file in islice(self._shuffled(files), count):
            day = self._days.between(file.course.opened, file.course.until)
            yield file.lead, self._attempt(file, day, self._rng.choice(self._words["attempts"]))

    def last_attempts(self, file: File) -> Iterator[Contact]:
        """What has to stand in a file that closes because the contact broke off."""
        unanswered = [row for row in self._words["attempts"] if row["outcome"] in ("not_met", "not_reached")]
        for row in unanswered[:LOST_ATTEMPTS]:
            yield self._attempt(file, self._days.between(file.course.opened, file.course.until), row)

    def brief_information(self, leads: list[User], unit_id: Any, count: int) -> Iterator[tuple[User, Contact]]:
        """Questions at the counter: client contacts without a name and without a case."""
        questions = self._words["brief_information"]
        chosen = self._rng.choices(questions, weights=[row["weight"] for row in questions], k=count)
        for by, question in zip(cycle(leads), chosen, strict=False):
            yield by, Contact(
                case=None, unit_id=unit_id, by=by, type=self._rng.choice(("BUERO", "BUERO", "TEL")),
                direction=Contact.Direction.IN, at=self._any_time(), minutes=self._rng.choice((5, 10, 15)),
                facts=question["facts"], topic=question["topic"],
            )  # fmt: skip

    def _shuffled(self, files: list[File]) -> Iterator[File]:
        return cycle(self._rng.sample(files, len(files)))

    def _any_time(self) -> datetime:
        return self._days.at(self._days.between(self._days.first, self._days.last))

    def _contact_days(self, file: File) -> list[date]:
        opened, until = file.course.opened, file.course.last_met
        first = self._days.after(opened, 0, 2, until)
        more = (self._days.between(first, until) for _ in range(file.course.contacts - 1))
        return sorted([first, *more])

    def _type(self, file: File, *, first: bool) -> str:
        if file.course.is_protected:
            return self._rng.choice(QUIET_TYPES)
        if first:
            return self._rng.choice(FIRST_TYPES)
        return self._rng.choices(list(self._types), weights=[row["weight"] for row in self._types.values()])[0]

    def _notes(self, file: File) -> Iterator[dict[str, str]]:
        """First the concern, then each need's own notes in turn, then general ones."""
        yield {"facts": file.stories[0].concern}
        own = [note for story in file.stories for note in story.notes]
        yield from self._rng.sample(own, len(own))
        while True:
            yield self._rng.choice(self._words["general_notes"])

    def _client_contact(self, file: File, day: date, kind: str, note: dict[str, str]) -> Contact:
        row = self._types[kind]
        incoming = self._rng.random() < row["incoming"]
        return Contact(
            case=file.case, unit_id=file.case.unit_id, by=file.lead, type=kind, at=self._days.at(day),
            direction=Contact.Direction.IN if incoming else Contact.Direction.OUT,
            minutes=self._rng.randrange(row["minutes"][0], row["minutes"][1] + 1, 5),
            interpreting=self._interpreting(file, kind), topic=file.stories[0].area, **note,
        )  # fmt: skip

    def _interpreting(self, file: File, kind: str) -> str:
        options = Contact.Interpreting
        if kind == Contact.Type.MESSAGE or not file.needs_interpreter:
            return options.NONE
        return self._rng.choice((options.PROFESSIONAL, options.PROFESSIONAL, options.PROFESSIONAL, options.LAYPERSON))

    def _attempt(self, file: File, day: date, row: dict[str, str]) -> Contact:
        return Contact(case=file.case, unit_id=file.case.unit_id, by=file.lead, at=self._days.at(day), **row)
