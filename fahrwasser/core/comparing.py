"""Two rows side by side, field by field, for a person who decides which words stay."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Compared:
    """One field of both rows in words; ``take`` is the side proposed, the one that says something."""

    field: str
    label: str
    first: str
    second: str

    @property
    def differs(self) -> bool:
        return self.first != self.second

    @property
    def take(self) -> str:
        return "first" if self.first or not self.second else "second"
