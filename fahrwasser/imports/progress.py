"""How far the worker is with an import, seen from outside its transaction."""

from uuid import UUID

from django.core.cache import cache

SECONDS = 3_600


def say(run: UUID, done: int, total: int) -> None:
    """So many people of so many are written; the cache has a connection of its own, so that others read it at once."""
    cache.set(_name(run), (done, total), SECONDS)


def told(run: UUID) -> tuple[int, int]:
    """What was said last; noughts when nothing was."""
    found: tuple[int, int] = cache.get(_name(run)) or (0, 0)
    return found


def forget(run: UUID) -> None:
    cache.delete(_name(run))


def _name(run: UUID) -> str:
    return f"imports:{run}"
