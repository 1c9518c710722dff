"""Work for later, named by its job: enqueued in the same transaction, so it happens if and only if the act did."""

from procrastinate.contrib.django import app


def defer(name: str, **arguments: str) -> None:
    """Have the worker do ``name``. Arguments are keys, never anything about a person: the queue is not protected."""
    app.configure_task(name).defer(**arguments)
