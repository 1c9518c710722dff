"""Reading and carrying out, away from whoever asked for it."""

from uuid import UUID

from procrastinate.contrib.django import app

from fahrwasser.harvest import actions


@app.task(name="harvest.read", pass_context=False)
def read(run: str) -> None:
    """Compare the files of a run with the directory; a second time does nothing."""
    actions.read_in(UUID(run))


@app.task(name="harvest.carry_out", pass_context=False)
def carry_out(run: str) -> None:
    """Write a proposal into the directory; a second time does nothing."""
    actions.carry_out(UUID(run))
