"""The goals of the acceptance cases: words, weight, five anchors, final level; and the T-value expected at the end."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from fahrwasser.core.acting import acting_as
from fahrwasser.plan import actions, queries
from fahrwasser.plan.rules import GoalText, PlanText

BERLIN = ZoneInfo("Europe/Berlin")


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), BERLIN)


def plan_and_rate(case, by, goals, made_on, ended_on):
    """Make the plan, accept it in the language of the talk, rate every goal at the end; what the evaluation says."""
    text = PlanText(None, tuple(GoalText(words, anchors, weight) for words, weight, anchors, _ in goals))
    with acting_as(by.pk):
        version = actions.save_plan(case=case, text=text, revision=0, by=by, now=noon(made_on))
        actions.accept(version=version, accepted_on=made_on, by=by, now=noon(made_on))
        for goal, (_, _, _, level) in zip(queries.goals_of(version, by), goals, strict=True):
            for rater in ("client", "case_manager"):
                actions.rate(goal=goal, rater=rater, value=level, rated_on=ended_on, by=by, now=noon(ended_on))
        return queries.evaluation(version, by)


def told(evaluation):
    """What the evaluation shows of each goal: words, weight, anchors, level of the case manager."""
    return [
        (card.goal.client_words, card.goal.weight, card.goal.anchors, card.manager.value) for card in evaluation.cards
    ]
