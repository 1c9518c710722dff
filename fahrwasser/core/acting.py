"""Who acts: the one variable the database's policies know, set for the length of a transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import pghistory
from django.db import connection, transaction


def set_actor(user_id: UUID | None) -> None:
    """Tell the database who acts until the end of the transaction; ``None`` is nobody."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.user_id', %s, true)", [str(user_id or "")])


@contextmanager
def acting_as(user_id: UUID) -> Iterator[None]:
    """Do something in the name of a person: jobs, tests, the demo. Nests, and hands back what was before."""
    with transaction.atomic(), pghistory.context(user=str(user_id)):
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('app.user_id', true)")
            before = cursor.fetchone()[0]
        set_actor(user_id)
        yield
        set_actor(UUID(before) if before else None)


@contextmanager
def as_role(role: str) -> Iterator[None]:
    """Work under another database role inside a transaction, then go back to the one before."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        before = cursor.fetchone()[0]
        quoted = connection.ops.quote_name
        cursor.execute(f"SET LOCAL ROLE {quoted(role)}")
        yield
        cursor.execute(f"SET LOCAL ROLE {quoted(before)}")


@contextmanager
def as_statistics() -> Iterator[None]:
    """Totals are read here: the role sees views without persons, and nothing else."""
    with as_role("fw_stats"):
        yield
