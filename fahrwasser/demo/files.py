"""The rows of one file of the demo: enquiry, people, safe channel, consent."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from random import Random

from django.db.models import Model

from fahrwasser.accounts.models import User
from fahrwasser.audit.models import Event
from fahrwasser.cases.models import Case
from fahrwasser.clients.actions import fold_names
from fahrwasser.clients.models import Client, Consent, ProtectedChannel, SafeChannel
from fahrwasser.clients.names import phone_key
from fahrwasser.clients.rules import in_a_year
from fahrwasser.demo.courses import Course
from fahrwasser.demo.data import read
from fahrwasser.demo.days import Days, moment
from fahrwasser.demo.needs import Story
from fahrwasser.demo.people import Household, People
from fahrwasser.intake.models import Enquiry, SafetyCheck, ShortAdvice
from fahrwasser.intake.rules import Answer, Criteria, Elsewhere, propose

YES, NO, UNCLEAR = Answer.YES, Answer.NO, Answer.UNCLEAR
CRITERIA = {
    Enquiry.Decision.CASE_MANAGEMENT: Criteria(YES, YES, UNCLEAR, YES, wish=YES),
    Enquiry.Decision.SHORT_ADVICE: Criteria(NO, NO, NO, YES, wish=YES),
    Enquiry.Decision.REFERRED_ON: Criteria(NO, NO, NO, NO, wish=YES, elsewhere=Elsewhere.COMPETENT),
    Enquiry.Decision.DECLINED: Criteria(NO, UNCLEAR, UNCLEAR, NO, wish=NO),
}
"""Criteria that speak for each decision, so that no file of the demo departs from its proposal."""


@dataclass(frozen=True)
class File:
    """One file with everything its rows are made from."""

    case: Case
    course: Course
    lead: User
    household: Household
    stories: tuple[Story, ...]

    @property
    def mother_tongue(self) -> str:
        return self.household.languages.split(",")[0]

    @property
    def needs_interpreter(self) -> bool:
        return not set(self.household.languages.split(",")) & set(self.lead.languages.split(","))


class Papers:
    """Makes the first rows of files."""

    def __init__(self, rng: Random, days: Days, people: People) -> None:
        self._rng, self._days, self._people = rng, days, people
        self._words = read("work")

    def rows(self, file: File) -> Iterator[Model]:
        yield file.case
        yield from self._persons(file)
        yield self._channel(file)
        received_at = self._days.early(file.course.opened)
        yield self._enquiry(file, received_at)
        yield self._safety_check(file, received_at)
        yield from self._events(file, received_at)
        if file.course.is_advice and file.course.accepted:
            yield self._short_advice(file, file.course.accepted)
        if file.course.is_managed and file.course.accepted:
            yield participation(file, file.course.accepted)

    def _persons(self, file: File) -> Iterator[Client]:
        for place, member in enumerate(file.household.members):
            person = Client(
                case=file.case, role=member.role, first_name=member.first_name, last_name=member.last_name,
                birth_date=member.birth_date, gender=member.gender, district=file.household.district,
                languages=file.household.languages if place == 0 else file.mother_tongue,
            )  # fmt: skip
            fold_names(person)
            yield person

    def _channel(self, file: File) -> Model:
        model = ProtectedChannel if file.course.is_protected else SafeChannel
        values = self._people.channel(file.household, protected=file.course.is_protected)
        if model is SafeChannel:
            values["phone_key"] = phone_key(values["phone"])
        confirmed = self._days.between(file.course.opened, file.course.until)
        return model(case=file.case, confirmed_on=confirmed, **values)

    def _enquiry(self, file: File, received_at: datetime) -> Enquiry:
        channels = self._words["channels"]
        channel = self._rng.choices(list(channels), weights=list(channels.values()))[0]
        referrer = self._words["referrers"][channel]
        return Enquiry(
            case=file.case, received_at=received_at, channel=channel, referrer=referrer,
            referrer_agreed=True if referrer else None, concern=file.stories[0].concern,
            interpreter_needed=file.needs_interpreter, **self._decision(file),
        )  # fmt: skip

    def _decision(self, file: File) -> dict[str, object]:
        course = file.course
        if course.kind == Case.Kind.ENQUIRY and not course.is_closed:
            return {}
        decision = decided(course)
        criteria = replace(CRITERIA[decision], risk=course.is_protected)
        return {
            "criteria": asdict(criteria), "proposal": propose(criteria), "decision": decision,
            "decided_on": course.accepted or course.until, "decided_by": file.lead,
        }  # fmt: skip

    def _short_advice(self, file: File, started_on: date) -> ShortAdvice:
        course, outcome = file.course, ShortAdvice.Outcome
        handed_on = course.closing_reason == "regeldienst_uebernimmt"
        ended = {"ended_on": course.until, "outcome": outcome.REFERRED_ON if handed_on else outcome.CLOSED}
        return ShortAdvice(
            case=file.case, started_on=started_on, started_by=file.lead, **ended if course.is_closed else {}
        )  # fmt: skip

    def _safety_check(self, file: File, at: datetime) -> SafetyCheck:
        answer = SafetyCheck.Answer
        danger = answer.YES if file.course.is_protected else answer.NO
        return SafetyCheck(case=file.case, at=at, by=file.lead, can_speak=answer.YES, danger=danger)

    def _events(self, file: File, opened_at: datetime) -> Iterator[Event]:
        course = file.course
        yield event(file, opened_at, "case.opened")
        if course.accepted:
            yield event(file, moment(course.accepted, 17, 30), f"case.became_{course.kind}")
        if course.is_closed:
            yield event(file, moment(course.until, 18), "case.closed", course.closing_reason)


def decided(course: Course) -> Enquiry.Decision:
    """What became of the enquiry."""
    if course.kind != Case.Kind.ENQUIRY:
        return Enquiry.Decision(course.kind)
    elsewhere = course.closing_reason == "nicht_zustaendig_festgestellt"
    return Enquiry.Decision.REFERRED_ON if elsewhere else Enquiry.Decision.DECLINED


def event(file: File, at: datetime, verb: str, words: str = "") -> Event:
    return Event(case_id=file.case.id, at=at, by=file.lead, verb=verb, words=words)


def participation(file: File, given_on: date) -> Consent:
    """The client's yes to case management (Teilnahmevereinbarung)."""
    return Consent(
        case=file.case, kind=Consent.Kind.PARTICIPATION, purpose="Teilnahme am Case Management",
        form=Consent.Form.PAPER, language=file.mother_tongue, given_on=given_on,
        expires_on=in_a_year(given_on), confirmed_on=given_on,
    )  # fmt: skip
