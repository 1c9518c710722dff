"""Who may be taken out of a joint file, and who leads the new one. No Django."""

from collections.abc import Collection
from dataclasses import dataclass

from fahrwasser.core.errors import NotAllowed

PROTECTED = 2


@dataclass(frozen=True)
class Joint:
    """The joint file as far as the rules need it; people by their keys."""

    is_open: bool
    level: int
    named: Collection[object]


@dataclass(frozen=True)
class Wish:
    """What is to become of it: who goes, for whom the new file is, who is feared, who leads."""

    client: object
    others: Collection[object]
    feared: object | None
    lead: object
    second: object


def check_joint(joint: Joint, by: object) -> None:
    if not joint.is_open:
        raise NotAllowed("Diese Akte ist abgeschlossen. Nehmen Sie die Person neu auf, mit Schutzstufe 2.")
    if joint.level >= PROTECTED:
        raise NotAllowed("Diese Akte steht schon unter Schutzstufe 2.")
    if by not in joint.named:
        raise NotAllowed("Trennen kann nur, wer diese Akte führt. Rufen Sie die Fallführung oder die Koordination an.")


def check_wish(joint: Joint, wish: Wish) -> None:
    """The new file has two case managers of its own, and nobody in it who is feared."""
    if wish.feared is not None and wish.feared in {wish.client, *wish.others}:
        raise NotAllowed("Wer gefürchtet wird, kann nicht in die neue Akte mitgehen.", field="feared")
    if wish.lead == wish.second:
        raise NotAllowed("Schutzstufe 2 braucht zwei verschiedene Benannte.", field="second")
    for field, chosen in (("lead", wish.lead), ("second", wish.second)):
        if chosen in joint.named:
            raise NotAllowed("Wer die gemeinsame Akte führt, kann die neue nicht führen.", field=field)


def check_way(how: str, phone: str) -> None:
    if not how.strip() and not phone.strip():
        raise NotAllowed("Ohne sicheren Weg keine Schutzstufe 2: Wie erreichen wir die Person?", field="how")
