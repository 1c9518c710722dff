"""Where everything of a network map stands: deterministic, no label on another. Pure Python, lengths in px."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import cos, hypot, pi, sin

from fahrwasser.assessment.rules import RINGS, SECTORS

SHEETS = (312, 360, 420, 520, 640, 780, 960, 1200, 1500, 1900, 2400, 3200)
"""Sides of the square; the first on which everything fits is taken, 312 fits a phone."""
MARGIN, DOT, LINE, LETTER = 26, 7, 17, 7.6
CORNERS = {"family": (-1, -1), "friends": (1, -1), "community": (1, 1), "professionals": (-1, 1)}
TURNS = {"family": 2, "friends": 3, "community": 0, "professionals": 1}
"""Where the quarter of a sector begins, in quarter turns clockwise from the right."""
STEPS = 24  # places tried along a quarter
LONGEST = 16  # letters of a label in the picture; the table has all of them
CORNER_WIDTH = 90


@dataclass(frozen=True)
class Box:
    """A rectangle by its left upper corner."""

    x: float
    y: float
    width: float
    height: float

    def meets(self, other: "Box") -> bool:
        across = self.x < other.x + other.width and other.x < self.x + self.width
        return across and self.y < other.y + other.height and other.y < self.y + self.height

    def within(self, side: float) -> bool:
        return self.x >= 0 and self.y >= 0 and self.x + self.width <= side and self.y + self.height <= side


@dataclass(frozen=True)
class Item:
    """What is to be placed; ``key`` comes back with its place."""

    key: object
    label: str
    sector: str
    ring: int


@dataclass(frozen=True)
class Place:
    """The dot of an item at ``x``, ``y``, and its label in ``box``."""

    key: object
    label: str
    x: float
    y: float
    box: Box

    @property
    def dot(self) -> Box:
        return Box(self.x - DOT, self.y - DOT, 2 * DOT, 2 * DOT)


@dataclass(frozen=True)
class Sheet:
    """A finished map: side of the square and the places by key."""

    side: int
    places: dict[object, Place]

    @property
    def middle(self) -> float:
        return self.side / 2

    @property
    def radii(self) -> list[float]:
        """The three rings, the inner one first."""
        return [_ring(self.side, ring) for ring in RINGS]


def shown(label: str) -> str:
    """The label as the picture has room for it."""
    return label if len(label) <= LONGEST else f"{label[: LONGEST - 1].rstrip()}…"


def arrange(items: Sequence[Item]) -> Sheet:
    """Place all items. Raises ``ValueError`` for more than any sheet can hold (far beyond a hundred)."""
    ordered = sorted(items, key=lambda item: (item.ring, SECTORS.index(item.sector), item.label, str(item.key)))
    for side in SHEETS:
        places = _try(ordered, side)
        if places is not None:
            return Sheet(side, places)
    raise ValueError("too many people for one map")


def _ring(side: float, ring: int) -> float:
    return (side / 2 - MARGIN) * ring / len(RINGS)


def _taken(side: float) -> list[Box]:
    """The client in the middle and the names of the sectors in the corners."""
    width = CORNER_WIDTH
    corners = [Box(x, y, width, LINE) for x in (0, side - width) for y in (0, side - LINE)]
    return [*corners, Box(side / 2 - 12, side / 2 - 12, 24, 24)]


def _try(items: Sequence[Item], side: int) -> dict[object, Place] | None:
    taken, places = _taken(side), dict[object, Place]()
    for item in items:
        peers = [other for other in items if other.sector == item.sector]
        wish = (peers.index(item) + 0.5) / len(peers)
        place = next((place for place in _candidates(item, side, wish) if _fits(place, taken, side)), None)
        if place is None:
            return None
        places[item.key] = place
        taken += [place.box, place.dot]
    return places


def _fits(place: Place, taken: Sequence[Box], side: int) -> bool:
    return place.box.within(side) and not any(box.meets(place.box) or box.meets(place.dot) for box in taken)


def _candidates(item: Item, side: int, wish: float) -> Iterator[Place]:
    """Dots in the item's own quarter and ring, the wished angle first, with the label on each side of the dot."""
    inner, outer = (_ring(side, item.ring - 1) if item.ring > 1 else 18), _ring(side, item.ring)
    shares = sorted(((step + 0.5) / STEPS for step in range(STEPS)), key=lambda share: abs(share - wish))
    for share in shares:
        for depth in (0.6, 0.8, 0.4, 0.9, 0.25):
            radius = inner + depth * (outer - inner)
            angle = (TURNS[item.sector] + 0.06 + 0.88 * share) * pi / 2
            x, y = side / 2 + radius * cos(angle), side / 2 + radius * sin(angle)
            yield from (Place(item.key, shown(item.label), x, y, box) for box in _labels(item, x, y))


def _labels(item: Item, x: float, y: float) -> list[Box]:
    """Boxes for the label: outwards of the dot first, then above and below."""
    width = len(shown(item.label)) * LETTER + 4
    right, left = Box(x + DOT + 2, y - LINE / 2, width, LINE), Box(x - DOT - 2 - width, y - LINE / 2, width, LINE)
    above, below = Box(x - width / 2, y - DOT - 1 - LINE, width, LINE), Box(x - width / 2, y + DOT + 1, width, LINE)
    up = CORNERS[item.sector][1] < 0
    beside = (right, left) if CORNERS[item.sector][0] > 0 else (left, right)
    return [above if up else below, *beside, below if up else above]


def line(ax: float, ay: float, bx: float, by: float, *, zigzag: bool) -> str:
    """Path of a tie from a to b; a stressful one is a zigzag."""
    length = hypot(bx - ax, by - ay)
    teeth = max(2, round(length / 9)) if zigzag else 1
    dx, dy = (bx - ax) / teeth, (by - ay) / teeth
    nx, ny = ((ay - by) / length * 4, (bx - ax) / length * 4) if length else (0.0, 0.0)
    turns = [(ax + dx * (n - 0.5) + nx * (-1) ** n, ay + dy * (n - 0.5) + ny * (-1) ** n) for n in range(1, teeth + 1)]
    points = [(ax, ay), *(turns if zigzag else []), (bx, by)]
    return "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in points)
