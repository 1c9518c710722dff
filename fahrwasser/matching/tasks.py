"""The clocks of matching. They run as the worker's role, which reads needs through one function and no file."""

from procrastinate.contrib.django import app

from fahrwasser.core import clock
from fahrwasser.matching import keeping


@app.periodic(cron="* * * * *")
@app.task(name="matching.catch_up", queueing_lock="matching.catch_up", pass_context=False)
def catch_up(timestamp: int = 0) -> None:
    """Compare what an offer, a fact or a rule has changed. ``timestamp`` comes from the scheduler."""
    keeping.catch_up(now=clock.now())


@app.periodic(cron="30 2 * * *")
@app.task(name="matching.compare_all", queueing_lock="matching.compare_all", pass_context=False)
def compare_all(timestamp: int = 0) -> None:
    """Compare everything for the new day: ages, deadlines and conditions with a date move by themselves."""
    keeping.compare_all(now=clock.now())
