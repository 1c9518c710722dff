"""The clock of learning. It runs as the worker's role, before the comparison of the new day."""

from procrastinate.contrib.django import app

from fahrwasser.core import clock
from fahrwasser.network import learning


@app.periodic(cron="10 2 * * *")
@app.task(name="network.learn", queueing_lock="network.learn", pass_context=False)
def learn(timestamp: int = 0) -> None:
    """Count how referrals to each offer went. ``timestamp`` comes from the scheduler."""
    learning.learn(today=clock.today())
