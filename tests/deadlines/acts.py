"""Short ways for tests to note facts and read what followed."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from fahrwasser.cases.models import Case
from fahrwasser.core.acting import acting_as
from fahrwasser.deadlines import actions, queries
from fahrwasser.deadlines.models import Deadline
from tests.town import Town

BERLIN = ZoneInfo("Europe/Berlin")


def on(words: str) -> date:
    return date.fromisoformat(words)


def noon(words: str) -> datetime:
    return datetime.combine(on(words), time(12), BERLIN)


class Desk:
    """One case manager at one file, on days of one's choice."""

    def __init__(self, town: Town, file: str = "normal", by: str = "cm1") -> None:
        self.case: Case = town.files[file]
        self.by = town[by]

    def fact(self, anchor: str, day: str, now: str, **values) -> list[Deadline]:
        with acting_as(self.by.pk):
            return actions.record_trigger(
                case=self.case, anchor=anchor, day=on(day), source="paper", by=self.by, now=noon(now), **values
            )

    def correct(self, anchor: str, day: str, now: str) -> list[Deadline]:
        with acting_as(self.by.pk):
            trigger = queries.triggers_of(self.case, self.by).get(anchor=anchor)
            return actions.correct_trigger(trigger=trigger, day=on(day), source="paper", by=self.by, now=noon(now))

    def typed(self, label: str, end: str, now: str, **values) -> Deadline:
        with acting_as(self.by.pk):
            return actions.type_in(
                case=self.case, label=label, statutory_end=on(end), by=self.by, now=noon(now), **values
            )

    def confirm_all(self, now: str) -> int:
        with acting_as(self.by.pk):
            rows = queries.of_case(self.case, self.by)
            return actions.confirm_all(deadlines=rows, by=self.by, now=noon(now))

    def rows(self) -> dict[str, Deadline]:
        """Every deadline of the file by its step, typed ones by their label."""
        with acting_as(self.by.pk):
            return {row.step or row.label: row for row in queries.of_case(self.case, self.by)}

    def ends(self, *steps: str) -> dict[str, tuple[str, str]]:
        """Statutory end and working deadline of the named steps, as ISO days."""
        rows = self.rows()
        return {step: (str(rows[step].statutory_end), str(rows[step].working_day)) for step in steps}
