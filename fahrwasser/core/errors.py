"""Errors that carry the German sentence a person reads: what happened and what to do."""


class DomainError(Exception):
    """An act that cannot be done; ``str(error)`` is the sentence for the user, without personal data."""

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class NotAllowed(DomainError):
    """A rule of the domain refuses the act."""


class Conflict(DomainError):
    """Somebody else changed the same record in the meantime."""
