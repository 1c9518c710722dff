"""The clock of matching. It runs as the worker's role, which reads needs through one function and no file."""

from procrastinate.contrib.django import app

from fahrwasser.core import clock
from fahrwasser.matching import keeping


@app.periodic(cron="* * * * *")
@app.task(name="matching.catch_up", queueing_lock="matching.catch_up", pass_context=False)
def catch_up(timestamp: int = 0) -> None:
    """Compare what an offer, a fact or a need has changed; in the first minute of a day everything, or as soon as
    there is a worker again: ages, deadlines and conditions with a date move by themselves. ``timestamp`` comes from
    the scheduler."""
    keeping.catch_up(now=clock.now())
