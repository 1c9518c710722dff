"""History of a row, written by database triggers: bulk updates and raw SQL are caught too."""

from collections.abc import Callable
from typing import TypeVar

import pghistory
from django.db.models import Model

from fahrwasser.core import policies

M = TypeVar("M", bound=type[Model])


def tracked(policy: policies.RowPolicy | None = None, exclude: tuple[str, ...] = ()) -> Callable[[M], M]:
    """Keep every version of the model's rows in an event table of its own, readable with the content.

    ``exclude`` names fields that must never lie in a history: protected address and phone.
    """
    options = {"constraints": [policy or policies.History()]}
    decorator: Callable[[M], M] = pghistory.track(
        exclude=list(exclude) or None,
        context_field=pghistory.ContextJSONField(),
        context_id_field=pghistory.ContextUUIDField(),
        meta=options,
    )
    return decorator
