"""Facts and deadlines of running files in the demo, fitting their needs; counted and confirmed by the house itself."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from fahrwasser.core.acting import acting_as
from fahrwasser.deadlines import actions
from fahrwasser.deadlines.models import TriggerDay
from fahrwasser.demo.days import moment
from fahrwasser.demo.files import File


@dataclass(frozen=True)
class Fact:
    """A fact some files have; its day lies ``least`` to ``most`` days after the key date, before it when negative."""

    anchor: str
    least: int
    most: int


FACTS_OF_NEED = {
    "LA02.1": Fact("permit_expiry", 20, 170),
    "LA06.1": Fact("due_date", 25, 110),
    "LA04.2": Fact("benefit_period_end", 20, 60),
    "LA08.1": Fact("daycare_start_wanted", 145, 190),
    "LA05.2": Fact("end_of_job", -20, -8),
    "LA12.2": Fact("eviction_claim_served", -40, -15),
}
NEED_OF_A_NOTICE = "LA04.3"
FLIGHT = (Fact("act_of_violence", -5, -5), Fact("police_expulsion", -5, -5), Fact("due_date", 35, 35))
"""What AC-01 knows on its key date; the permit comes with the need."""
PERMIT_OF_THE_FLIGHT = Fact("permit_expiry", 155, 155)
CONFIRMED_SHARE = 0.7  # of the facts; the deadlines of the others still wait for somebody to look


def record(files: Iterable[File], key_date: date) -> None:
    """Note facts in the running files, as their own people, on the working days before the key date."""
    for file in files:
        if file.course.is_managed and not file.course.is_closed:
            with acting_as(file.lead.pk):
                _record(file, key_date, Random(file.case.number))  # noqa: S311  chance for stories, not for secrets


def _record(file: File, key_date: date, rng: Random) -> None:
    now = moment(file.course.until, 16)
    source = rng.choice([TriggerDay.Source.PAPER, TriggerDay.Source.PERSON])
    for fact in _facts(file):
        day = key_date + timedelta(days=rng.randint(fact.least, fact.most))
        found = actions.record_trigger(
            case=file.case, anchor=fact.anchor, day=day, source=source, by=file.lead, now=now
        )
        if rng.random() < CONFIRMED_SHARE:
            actions.confirm_all(deadlines=found, by=file.lead, now=now)
    if any(story.code == NEED_OF_A_NOTICE for story in file.stories):
        actions.type_in(
            case=file.case, label="Widerspruch gegen den Bescheid", note="Bescheid des Jobcenters",
            statutory_end=key_date + timedelta(days=rng.randint(2, 25)), by=file.lead, now=now,
        )  # fmt: skip


def _facts(file: File) -> Iterator[Fact]:
    if file.course.is_protected:
        yield from FLIGHT
        yield PERMIT_OF_THE_FLIGHT
        return
    codes = {story.code for story in file.stories}
    yield from (fact for code, fact in FACTS_OF_NEED.items() if code in codes)
