"""Taking over many people, away from whoever asked for it, in their name and with their rights."""

from uuid import UUID

from procrastinate.contrib.django import app

from fahrwasser.accounts.models import User
from fahrwasser.core import clock
from fahrwasser.core.acting import acting_as, as_role
from fahrwasser.imports import actions


@app.task(name="imports.carry_out", pass_context=False)
def carry_out(run: str, by: str, only_good: str) -> None:
    """Write the whole import or nothing; a second time does nothing."""
    with as_role("fw_app"), acting_as(UUID(by)):
        person = User.objects.get(pk=by)
        actions.carry_out_queued(run_id=UUID(run), only_good=bool(only_good), by=person, now=clock.now())
