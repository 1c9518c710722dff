"""Keys made by the application: UUIDv7, so that a row may be written that its writer may not read."""

from uuid import UUID

import uuid_utils.compat


def new_id() -> UUID:
    """A fresh UUIDv7: sortable by time of creation, without a trace of how many there are."""
    return uuid_utils.compat.uuid7()
