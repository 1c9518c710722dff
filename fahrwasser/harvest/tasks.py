"""Fetching, reading and carrying out, away from whoever asked for it."""

from uuid import UUID

from procrastinate.contrib.django import app

from fahrwasser.core import clock
from fahrwasser.harvest import actions, sources


@app.task(name="harvest.read", pass_context=False)
def read(run: str) -> None:
    """Compare the files of a run with the directory; a second time does nothing."""
    actions.read_in(UUID(run))
    sources.settle(UUID(run))


@app.task(name="harvest.carry_out", pass_context=False)
def carry_out(run: str) -> None:
    """Write a proposal into the directory; a second time does nothing."""
    actions.carry_out(UUID(run))


@app.periodic(cron="20 * * * *")
@app.task(name="harvest.pull", queueing_lock="harvest.pull", pass_context=False)
def pull(timestamp: int = 0) -> None:
    """Have the sources read whose time has come. ``timestamp`` comes from the scheduler."""
    sources.pull_due()


@app.periodic(cron="40 3 * * *")
@app.task(name="harvest.tidy", queueing_lock="harvest.tidy", pass_context=False)
def tidy(timestamp: int = 0) -> None:
    """Throw away what nobody carried out for some days."""
    actions.tidy(now=clock.now())
