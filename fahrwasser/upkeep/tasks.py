"""The clocks of the directory. They run as the worker's role, which reads and writes the public directory alone."""

from datetime import datetime, timedelta

from procrastinate.contrib.django import app

from fahrwasser.core import clock
from fahrwasser.upkeep import passages, reminding, twins

LOOKED_BACK = timedelta(days=2)
"""The search for twins looks at what has changed since the day before yesterday: a missed night costs nothing."""


@app.periodic(cron="*/30 * * * *")
@app.task(name="upkeep.read_texts", queueing_lock="upkeep.read_texts", pass_context=False)
def read_texts(timestamp: int = 0) -> None:
    """Read the texts of offers that have changed for suggestions. ``timestamp`` comes from the scheduler."""
    while changed := passages.unread():
        passages.note(changed, clock.now())


@app.periodic(cron="15 2 * * *")
@app.task(name="upkeep.find_twins", queueing_lock="upkeep.find_twins", pass_context=False)
def find_twins(timestamp: int = 0) -> None:
    """Find what may be there twice among what has changed. ``timestamp`` comes from the scheduler."""
    now = clock.now()
    twins.find(since=now - LOOKED_BACK, today=now.date())


@app.periodic(cron="30 6 * * *")
@app.task(name="upkeep.remind", queueing_lock="upkeep.remind", pass_context=False)
def remind(timestamp: int = 0) -> None:
    """Ask providers to confirm, and tell the coordination what stays silent. ``timestamp`` comes from the scheduler."""
    reminding.remind(clock.now())


def after_reading_in(*, now: datetime) -> None:
    """What the clocks do with offers that have just come in, at once."""
    passages.note(passages.unread(), now)
    twins.find(since=now - LOOKED_BACK, today=now.date())
