"""What waits for the case managers on the demo's day: tasks and notices."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random

from django.db.models import Model

from fahrwasser.accounts.models import User
from fahrwasser.cases.models import Case
from fahrwasser.catalogue.calendar import add_working_days
from fahrwasser.demo.data import read
from fahrwasser.demo.days import Days
from fahrwasser.demo.files import File
from fahrwasser.work.models import Notice, Task

SHOWN_DAYS = (-4, -1, 0, 0, 1, 2, 4, 8)  # due days, counted from the key date, of those whose day is shown
SHOWN = (1, 4)  # places of the two among the six case managers
OTHERS_SHARE = 0.5  # of the other case managers' files with a task


class Worklist:
    """Makes the day of every case manager; two of them have a full one."""

    def __init__(self, rng: Random, days: Days, leads: list[User]) -> None:
        self._rng, self._days, self._leads = rng, days, leads
        self._words = read("work")

    def rows(self, files: list[File]) -> Iterator[tuple[User, Model]]:
        running = [file for file in files if file.course.is_managed and not file.course.is_closed]
        for place, lead in enumerate(self._leads):
            own = [file for file in running if file.lead == lead]
            for file, due in self._shown(own) if place in SHOWN else self._some(own):
                yield lead, self._task(file, due)
        for file in files:
            if file.case.kind == Case.Kind.ENQUIRY and not file.course.is_closed:
                yield file.lead, self._notice(file)

    def _shown(self, own: list[File]) -> Iterator[tuple[File, int]]:
        yield from zip(own, SHOWN_DAYS, strict=False)

    def _some(self, own: list[File]) -> Iterator[tuple[File, int]]:
        for file in own:
            if self._rng.random() < OTHERS_SHARE:
                yield file, self._rng.randint(-3, 20)

    def _task(self, file: File, due: int) -> Task:
        task = self._rng.choice(file.stories).task
        due_on = self._days.key_date + timedelta(days=due)
        return Task(case=file.case, what=task["what"], why=task["why"], due_on=add_working_days(due_on, 0))

    def _notice(self, file: File) -> Notice:
        return Notice(
            user=file.lead, at=self._days.at(file.course.opened), words=self._words["notice"], about_case=file.case.id
        )  # fmt: skip
