"""Which key a row has that was read in: the one rule, so that a second reading finds what the first one wrote."""

from uuid import UUID, uuid5

SPACE = UUID("6f7c7d3e-52a0-5c1b-9d0e-2f3b8a41c9d7")


def own(external_id: str) -> UUID | None:
    """The key that the source itself gives, where its number is a UUID."""
    try:
        return UUID(external_id) if len(external_id) == 36 else None
    except ValueError:
        return None


def made(source: str, kind: str, external_id: str) -> UUID:
    """The key for a number that is no UUID, or one that another source has taken."""
    return uuid5(SPACE, f"{source}\n{kind}\n{external_id}")


def candidates(source: str, kind: str, external_id: str, owner: UUID | None = None) -> tuple[UUID, ...]:
    """Keys to try, the best first. ``owner``: parts without a number of their own are counted within it."""
    theirs = own(external_id)
    ours = made(source, kind, f"{owner}\n{external_id}" if owner else external_id)
    return (theirs, ours) if theirs else (ours,)
