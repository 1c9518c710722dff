"""How far a worker is with a reading, seen from outside its transaction; and whether it is still alive."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.db import connection

LOCK = "hashtextextended('harvest ' || %s, 0)"
SECONDS = 3_600


class Cancelled(Exception):
    """Somebody stopped the reading, or it is not there any more."""


@contextmanager
def holding(run: UUID) -> Iterator[None]:
    """The lock of the run, for as long as this process lives: a killed one lets go of it by itself."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_lock({LOCK})", [str(run)])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_advisory_unlock({LOCK})", [str(run)])


def is_held(run: UUID) -> bool:
    """Whether a worker has the run in hand now; to be asked inside a transaction."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_try_advisory_xact_lock({LOCK})", [str(run)])
        return not cursor.fetchone()[0]


def say(run: UUID, words: str, done: int, total: int) -> None:
    """Tell where the work stands; the cache has a connection of its own, so that others read it at once."""
    cache.set(_name(run), {"words": words, "done": done, "total": total}, SECONDS)


def told(run: UUID) -> dict[str, Any]:
    """What was said last; empty when nothing was."""
    found: dict[str, Any] = cache.get(_name(run)) or {}
    return found


def forget(run: UUID) -> None:
    cache.delete(_name(run))


def _name(run: UUID) -> str:
    return f"harvest:{run}"
