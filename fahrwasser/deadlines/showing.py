"""How deadlines and rules look on a page: words and shapes, computed once per line."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from fahrwasser.deadlines import periods, rules
from fahrwasser.deadlines.models import Deadline, DeadlineRule
from fahrwasser.deadlines.rules import Colour, Computed

SHAPES: Mapping[str, str] = {
    Colour.RED: "danger",
    Colour.AMBER: "warning",
    Colour.CALM: "open",
    Colour.PASSED: "none",
}
ENDED_SHAPES: Mapping[str, str] = {"met": "success", "missed": "danger", "dropped": "none", "withdrawn": "none"}


@dataclass(frozen=True)
class Line:
    """One deadline on the page of its file."""

    row: Deadline
    today: date

    @property
    def shape(self) -> str:
        if not self.row.is_open:
            return ENDED_SHAPES[self.row.state]
        over = self.row.kind == "deadline" and self.row.statutory_end < self.today
        return "danger" if over else SHAPES[self.row.colour(self.today)]

    @property
    def is_over(self) -> bool:
        """The end has passed and nobody has said what became of it."""
        return self.row.is_open and self.row.kind == "deadline" and self.row.statutory_end < self.today

    @property
    def when(self) -> str:
        return when(self.row.kind, self.row.statutory_end, self.today)

    @property
    def norm(self) -> str:
        return self.row.rule.norm if self.row.rule else self.row.note

    @property
    def hint(self) -> str:
        return self.row.rule.hint if self.row.rule else ""

    @property
    def next_reminder(self) -> date | None:
        return rules.next_reminder(self.row.statutory_end, self.row.reminders, self.today)

    @property
    def counted(self) -> str:
        """From what and how the date was found; empty for a date copied from a paper."""
        steps = self.row.rule.computation if self.row.rule else []
        return next((periods.step_in_words(step) for step in steps if step["code"] == self.row.step), "")


def when(kind: str, end: date, today: date) -> str:
    """In how many days, in words; for an earliest day whether it has come."""
    if kind == "earliest" and end <= today:
        return "schon möglich"
    return rules.in_days((end - today).days)


@dataclass(frozen=True)
class Preview:
    """What would follow from a fact, before it is written."""

    rule: DeadlineRule
    found: Computed
    today: date

    @property
    def when(self) -> str:
        return when(self.found.kind, self.found.statutory_end, self.today)

    @property
    def shape(self) -> str:
        return SHAPES[rules.colour(self.found.kind, self.found.statutory_end, self.rule.red_from, self.today)]


@dataclass(frozen=True)
class Step:
    """One step of a rule in words, with an example counted from today."""

    step: Mapping[str, Any]
    today: date

    @property
    def label(self) -> str:
        return str(self.step["label_de"])

    @property
    def anchor(self) -> str:
        return rules.anchors()[self.step["anchor"]].label

    @property
    def counted(self) -> str:
        return periods.step_in_words(self.step)

    @property
    def working(self) -> str:
        return periods.working_in_words(self.step)

    @property
    def example(self) -> Computed:
        return rules.compute(self.step, self.today)


def steps(rule: DeadlineRule, today: date) -> list[Step]:
    return [Step(step, today) for step in rule.computation]
