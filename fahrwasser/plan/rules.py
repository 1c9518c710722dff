"""Rules of the plan: what a version says, when it may change, and how far goals are reached. Plain Python."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from math import sqrt
from uuid import UUID

from fahrwasser.core.errors import Conflict, NotAllowed

ANCHORS = ("anchor_minus_2", "anchor_minus_1", "anchor_0", "anchor_plus_1", "anchor_plus_2")
"""The five anchors of a goal from −2 to +2; the middle one is the expected result."""

WEIGHTS = (1, 2, 3)
LEVELS = range(-2, 3)
RATERS = ("client", "case_manager")
MOST_MEASURES = 40
ON_TIME = timedelta(days=14)
"""A review done up to so long after its day is on time (IND-11)."""
RHO = 0.3
"""Assumed correlation between goals in the T-score (Kiresuk and Sherman 1968; domain.md 2.4)."""


@dataclass(frozen=True)
class GoalText:
    """What a goal says. ``anchors`` are five sentences from −2 to +2; ``needs`` the ids of the needs it serves."""

    client_words: str
    anchors: tuple[str, str, str, str, str]
    weight: int = 1
    until: date | None = None
    needs: frozenset[UUID] = frozenset()
    id: UUID | None = None


@dataclass(frozen=True)
class MeasureText:
    """Who does what until when, and who pays; ``goal`` is the place of its goal in the plan, from 1.

    ``need`` and ``offer`` where the measure is an offer of the directory taken up for a need: both or none.
    """

    what: str
    who: str
    until: date | None = None
    cost_carrier: str = ""
    goal: int | None = None
    id: UUID | None = None
    need: UUID | None = None
    offer: UUID | None = None


@dataclass(frozen=True)
class PlanText:
    """Everything a version of the plan says."""

    review_on: date | None = None
    goals: tuple[GoalText, ...] = field(default=())
    measures: tuple[MeasureText, ...] = field(default=())


@dataclass(frozen=True)
class Difference:
    """One field in which two texts of the plan differ; empty text for what stands on one side only."""

    label: str
    saved: str
    typed: str


def check_text(text: PlanText, made_on: date, begun_on: date) -> None:
    """Every goal says what is expected, weights are 1 to 3, measures belong to a goal of this plan, days fit.

    ``begun_on``: the day of the first version; goals and measures that go on keep their days.
    """
    if text.review_on and text.review_on < made_on:
        raise NotAllowed("Die Überprüfung liegt vor dem Tag, an dem der Plan erstellt wurde.", field="review_on")
    if any(not goal.anchors[2] for goal in text.goals):
        raise NotAllowed("Jedes Ziel braucht Stufe 0: Was ist das erwartete Ergebnis?")
    if any(goal.weight not in WEIGHTS for goal in text.goals):
        raise NotAllowed("Das Gewicht eines Ziels ist 1, 2 oder 3.")
    if len(text.measures) > MOST_MEASURES:
        raise NotAllowed(
            f"Ein Hilfeplan hat höchstens {MOST_MEASURES} Maßnahmen. Bitte nehmen Sie zuerst andere heraus."
        )
    if any(measure.goal is not None and not 1 <= measure.goal <= len(text.goals) for measure in text.measures):
        raise NotAllowed("Eine Maßnahme gehört zu einem Ziel, das es nicht mehr gibt. Bitte wählen Sie neu.")
    days = [*(goal.until for goal in text.goals), *(measure.until for measure in text.measures)]
    if any(day and day < begun_on for day in days):
        raise NotAllowed("Ein „bis“ liegt vor dem Tag, an dem der Plan erstellt wurde. Bitte prüfen Sie die Daten.")


def with_offers(text: PlanText, steps: Iterable[MeasureText]) -> PlanText:
    """The text with further measures for needs, each under the first goal that serves its need, if there is one."""
    serving = {need: place for place, goal in reversed([*enumerate(text.goals, 1)]) for need in goal.needs}
    placed = (replace(step, goal=serving.get(step.need) if step.need else None) for step in steps)
    return replace(text, measures=(*text.measures, *placed))


def check_may_change(accepted_on: date | None) -> None:
    if accepted_on is not None:
        raise NotAllowed("Diese Fassung ist angenommen und bleibt, wie sie ist. Beginnen Sie eine neue Fassung.")


def check_same_revision(current: int, seen: int) -> None:
    """Raise ``Conflict`` when somebody saved after the page was opened; revision 0 means: nothing saved yet."""
    if current != seen:
        raise Conflict("Inzwischen wurde der Plan gespeichert. Unten stehen beide Texte; Ihrer ist nicht verloren.")


def check_acceptance(goals: int, made_on: date, accepted_on: date, today: date) -> None:
    if not goals:
        raise NotAllowed("Ein Hilfeplan braucht mindestens ein Ziel, bevor er angenommen werden kann.")
    if accepted_on > today:
        raise NotAllowed("Der Tag der Annahme liegt in der Zukunft.", field="accepted_on")
    if accepted_on < made_on:
        raise NotAllowed("Der Plan kann nicht angenommen werden, bevor er erstellt wurde.", field="accepted_on")


def check_new_version(latest_accepted_on: date | None) -> None:
    if latest_accepted_on is None:
        raise NotAllowed("Die letzte Fassung ist noch nicht angenommen. Ändern Sie diese.")


def check_rating(
    value: int, rater: str, anchors: Sequence[str], accepted_on: date | None, rated_on: date, today: date
) -> None:  # fmt: skip
    """A rating compares with anchors that were agreed before: all five, in an accepted version."""
    if accepted_on is None:
        raise NotAllowed("Eingeschätzt wird ein Ziel, sobald die Fassung angenommen ist.")
    if not all(anchors):
        raise NotAllowed("Vor der ersten Einschätzung brauchen alle fünf Stufen einen Satz.")
    if value not in LEVELS or rater not in RATERS:
        raise NotAllowed("Bitte wählen Sie eine Stufe von −2 bis +2.", field=rater if rater in RATERS else None)
    if rated_on > today:
        raise NotAllowed("Der Tag der Einschätzung liegt in der Zukunft.", field="rated_on")
    if rated_on < accepted_on:
        raise NotAllowed("Der Tag der Einschätzung liegt vor der Annahme des Plans.", field="rated_on")


def continues(before: GoalText, after: GoalText, rated: bool) -> bool:
    """Whether ratings of ``before`` also speak of ``after``: once rated, words and anchors have to be the same."""
    return not rated or (before.client_words, before.anchors) == (after.client_words, after.anchors)


def on_time(due_on: date, done_on: date) -> bool:
    return done_on <= due_on + ON_TIME


def check_review(accepted_on: date | None, due_on: date | None, done_on: date, next_on: date, today: date) -> date:
    """A review looks at the version in force, on a day that has been, and says when the next one is.

    The day on which it was due.
    """
    if accepted_on is None or due_on is None:
        raise NotAllowed("Für diese Fassung ist keine Überprüfung offen.")
    if not accepted_on <= done_on <= today:
        raise NotAllowed("„Überprüft am“ liegt zwischen der Annahme des Plans und heute.", field="done_on")
    if next_on <= done_on:
        raise NotAllowed("Die nächste Überprüfung liegt nach dieser.", field="next_on")
    return due_on


def check_measure_open(done_on: date | None, dropped_on: date | None) -> None:
    if done_on or dropped_on:
        raise NotAllowed("Diese Maßnahme ist schon beendet.")


def check_measure_dropped(reason: str, dropped_on: date, made_on: date, today: date) -> None:
    if not reason.strip():
        raise NotAllowed("Bitte schreiben Sie, warum die Maßnahme entfällt.", field="reason")
    if not made_on <= dropped_on <= today:
        raise NotAllowed("„Entfallen am“ liegt zwischen dem Tag des Plans und heute.", field="dropped_on")


def check_measure_done(done_on: date, made_on: date, today: date) -> None:
    if not made_on <= done_on <= today:
        raise NotAllowed("„Erledigt am“ liegt zwischen dem Tag des Plans und heute.", field="done_on")


def t_score(rated: Iterable[tuple[int, int]]) -> float | None:
    """Goal attainment T-score of (weight, level) pairs, one decimal; 50.0 is as expected, ``None`` without goals."""
    pairs = list(rated)
    if not pairs:
        return None
    weights = [weight for weight, _ in pairs]
    spread = sqrt((1 - RHO) * sum(w * w for w in weights) + RHO * sum(weights) ** 2)
    return round(50 + 10 * sum(weight * level for weight, level in pairs) / spread, 1)


def differences(saved: PlanText, typed: PlanText) -> list[Difference]:
    """The fields in which two texts differ, in the order of the plan; rows are paired by id."""
    before, after = _lines(saved), _lines(typed)
    found = []
    for key in dict.fromkeys((*before, *after)):
        label = (before.get(key) or after[key])[0]
        old, new = (side[key][1] if key in side else "" for side in (before, after))
        if old != new:
            found.append(Difference(label, old, new))
    return found


def _day(value: date | None) -> str:
    return f"{value:%d.%m.%Y}" if value else ""


def _lines(text: PlanText) -> dict[tuple[object, str], tuple[str, str]]:
    """Label and content of every field, by row and field; new rows are told apart by their place."""
    lines: dict[tuple[object, str], tuple[str, str]] = {
        ("plan", "review"): ("Nächste Überprüfung", _day(text.review_on))
    }
    for place, goal in enumerate(text.goals, 1):
        key = goal.id or f"goal {place}"
        lines |= {(key, name): (f"Ziel {place}, {name}", value) for name, value in _goal_fields(goal)}
    for place, step in enumerate(text.measures, 1):
        key = step.id or f"measure {place}"
        lines |= {(key, name): (f"Maßnahme {place}, {name}", value) for name, value in _measure_fields(step)}
    return lines


def _goal_fields(goal: GoalText) -> list[tuple[str, str]]:
    marks = ("−2", "−1", "0", "+1", "+2")
    steps = [(f"Stufe {mark}", words) for mark, words in zip(marks, goal.anchors, strict=True)]
    return [("Worte der Person", goal.client_words), ("Gewicht", str(goal.weight)), ("bis", _day(goal.until)), *steps]


def _measure_fields(step: MeasureText) -> list[tuple[str, str]]:
    goal = f"Ziel {step.goal}" if step.goal else ""
    texts = [("was", step.what), ("wer", step.who), ("bis", _day(step.until)), ("wer zahlt", step.cost_carrier)]
    return [*texts, ("gehört zu", goal)]
