"""Delivering a message, away from whoever took it: the answer at the telephone never depends on the match."""

from django.db import connection, transaction
from procrastinate.contrib.django import app

from fahrwasser.calls.rules import SURE
from fahrwasser.core import clock


@app.task(name="calls.deliver", pass_context=False)
def deliver(message: str) -> None:
    """Give the message to whoever it concerns; a second run changes nothing."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT fw.deliver_message(%s, %s, %s)", [message, list(SURE), clock.now()])
