"""The clocks of the front desk: until an enquiry is decided, and until short advice ends. Plain Python."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from fahrwasser.catalogue.calendar import add_working_days, working_days_between
from fahrwasser.core.errors import NotAllowed

TOWN = ZoneInfo("Europe/Berlin")  # an arrival belongs to the day on the town's clocks
DECIDE_WITHIN = 3  # working days (domain.md 2.2)
ADVICE_CONTACTS = 3  # at most (domain.md 2.3)
ADVICE_DAYS = 30  # at most; asked on day 31


def day_of(moment: datetime) -> date:
    """The day on the town's clocks; an arrival at half past midnight belongs to the new day."""
    return moment.astimezone(TOWN).date()


def decide_by(received_at: datetime) -> date:
    """The third working day after the arrival; Saturdays, Sundays and holidays of the Land do not count."""
    return add_working_days(day_of(received_at), DECIDE_WITHIN)


def days_left(received_at: datetime, today: date) -> int:
    """Working days until the decision is due: 0 on the day itself, below 0 when it is late."""
    due = decide_by(received_at)
    return working_days_between(today, due) if today <= due else -max(1, working_days_between(due, today))


@dataclass(frozen=True)
class AdviceStand:
    """How far short advice has come: client contacts that took place, and the day (1 is the first)."""

    contacts: int
    day: int

    @property
    def is_due(self) -> bool:
        """The third contact or day 31 asks: close, go on as case management, or refer on?"""
        return self.contacts >= ADVICE_CONTACTS or self.day > ADVICE_DAYS


def advice_stand(started_on: date, contacts: int, today: date) -> AdviceStand:
    return AdviceStand(contacts=contacts, day=max(1, (today - started_on).days + 1))


def advice_ends_on(started_on: date) -> date:
    """Day 31, when the question comes up whatever the contacts."""
    return started_on + timedelta(days=ADVICE_DAYS)


def check_advice_ends(outcome: str, words: str, body: str, open_needs: int) -> None:
    """Ending short advice wants a word of how; a need that is still open goes the way of a case."""
    if outcome not in ("closed", "referred_on"):
        raise NotAllowed("Bitte wählen Sie aus, wie es weitergeht.", field="outcome")
    if outcome == "referred_on" and not body.strip():
        raise NotAllowed("Nennen Sie die Stelle, an die Sie weiterverweisen.", field="body_name")
    if outcome == "closed" and not words.strip():
        raise NotAllowed("Bitte schreiben Sie in einem Satz, womit die Beratung endet.", field="words")
    if open_needs:
        raise NotAllowed(
            "Ein Bedarf bliebe offen. Ist er gedeckt oder übergeben, kreuzen Sie ihn an; sonst führen Sie die Beratung"
            " als Fall weiter.",
            field="covered",
        )
