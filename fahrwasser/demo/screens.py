"""What the demo's files hold beside the first assessment: risk questions, languages, and a second look."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from django.db.models import Model

from fahrwasser.assessment.languages import GERMAN
from fahrwasser.assessment.models import Assessment, LanguageEvidence, Rating, RiskScreen
from fahrwasser.assessment.risks import NO, RISKS, UNCLEAR, YES
from fahrwasser.demo.days import moment
from fahrwasser.demo.files import File
from fahrwasser.offers.criteria import OWN_WORDS

AGAIN_AFTER = 91  # days from the end of the first assessment to the second
AGAIN_TAKES = 10  # days
ASKED_AGAIN = timedelta(days=28)
EARLIER = timedelta(days=300)  # before the certificate of now came a lower one
LATER_VIEWS = ("Es geht besser, ich weiß jetzt, wohin.", "Es ist ruhiger geworden.", "Es ist schwerer als im Herbst.")
LATER_RATINGS = (2, 1, -1)  # how far an area has moved, by its place in the file


def risk_screens(file: File, asked_on: date) -> Iterator[RiskScreen]:
    """Five answers on the day of acceptance; what calls for action is what the file's needs tell of.

    Where nobody fled from violence they are asked again after a while, and the answer is no.
    """
    needed = {story.code for story in file.stories}
    answers = {risk.name: YES if risk.need in needed else NO for risk in RISKS}
    if file.course.is_protected:
        answers["crisis"] = UNCLEAR
    yield RiskScreen(case=file.case, asked_at=moment(asked_on, 15), by=file.lead, **answers)
    again = asked_on + ASKED_AGAIN
    if YES in answers.values() and not file.course.is_protected and again <= file.course.until:
        calm = dict.fromkeys(answers, NO)
        yield RiskScreen(case=file.case, asked_at=moment(again, 15), by=file.lead, **calm)


def languages(file: File, seen_on: date, level: str, *, certified: bool) -> Iterator[LanguageEvidence]:
    """German as the fact says it, how it is spoken, and the mother tongue."""
    evidence, kinds = LanguageEvidence, LanguageEvidence.Kind

    def row(language: str, level: str, kind: str, day: date, source: str, skill: str) -> LanguageEvidence:
        return evidence(
            case=file.case, language=language, level=level, kind=kind, seen_on=day, source=source, skill=skill
        )  # fmt: skip

    overall, speaking = evidence.Skill.OVERALL, evidence.Skill.SPEAKING
    if certified:
        yield row(GERMAN, "A2", kinds.CERTIFIED, seen_on - EARLIER, "Start Deutsch 2", overall)
        yield row(GERMAN, level, kinds.CERTIFIED, seen_on, "Deutsch-Test für Zuwanderer", overall)
    else:
        yield row(GERMAN, level, kinds.SELF, seen_on, OWN_WORDS, overall)
        yield row(GERMAN, level, kinds.ASSESSED, seen_on, "Gespräch", speaking)
    yield row(file.mother_tongue, "C1", kinds.SELF, seen_on, OWN_WORDS, overall)


def second_look(file: File, first: Assessment, ratings: Sequence[Rating]) -> Iterator[Model]:
    """An older file is assessed again: most areas better, some not, one left open."""
    if first.completed_on is None or file.course.is_closed:
        return
    started = first.completed_on + timedelta(days=AGAIN_AFTER)
    ended = started + timedelta(days=AGAIN_TAKES)
    if started > file.course.until:
        return
    again = Assessment(
        case=file.case, number=first.number + 1, started_on=started, by=file.lead,
        completed_on=ended if ended < file.course.until else None,
    )  # fmt: skip
    yield again
    for place, before in enumerate(ratings[: len(LATER_VIEWS)]):
        level = min(4, max(0, (before.rating or 0) + LATER_RATINGS[place]))
        yield Rating(
            case=file.case, assessment=again, area=before.area, situation=before.situation, resource=before.resource,
            client_view=LATER_VIEWS[place], own_view="Der Plan trägt; die nächsten Schritte sind abgesprochen.",
            rating=level, rated_at=moment(started, 16),
        )  # fmt: skip
