"""What may be brought into the round of a team, and what an agreed step needs. Plain Python."""

from datetime import date, timedelta

from fahrwasser.core.errors import NotAllowed

NAMELESS = "Bitte schreiben Sie Ihre Frage so, dass niemand zu erkennen ist."
"""What is asked of whoever names somebody: the text is read by the whole round."""
FURTHEST = timedelta(days=366)
AHEAD = 1  # weeks ahead for which something may be brought


def monday(day: date) -> date:
    """The Monday of the week of ``day``: it names the week's round."""
    return day - timedelta(days=day.weekday())


def weeks_to_choose(today: date) -> list[date]:
    """The Mondays of the rounds into which something may be brought: this week's and the next."""
    return [monday(today) + timedelta(weeks=n) for n in range(AHEAD + 1)]


def check_week(week: date, today: date) -> None:
    if week not in weeks_to_choose(today):
        raise NotAllowed("Wählen Sie diese oder die nächste Woche.", field="week")


def check_case(*, is_open: bool, is_protected: bool, is_named: bool) -> None:
    """A protected case is brought by its two named people alone, and nobody else sees that it is one."""
    if not is_open:
        raise NotAllowed("Diese Akte ist abgeschlossen.")
    if is_protected and not is_named:
        raise NotAllowed("In Schutzstufe 2 bringen nur die zwei Benannten etwas in die Runde.")


def check_step(what: str, who: object | None, until: date | None, today: date) -> None:
    """Who does what until when: all three, or none of them."""
    if not (what or who or until):
        return
    if not what:
        raise NotAllowed("Bitte schreiben Sie, was zu tun ist.", field="what")
    if not who:
        raise NotAllowed("Bitte wählen Sie, wer es tut.", field="who")
    if not until:
        raise NotAllowed("Bitte schreiben Sie, bis wann.", field="until")
    if not today <= until <= today + FURTHEST:
        raise NotAllowed("Wählen Sie einen Tag, der noch kommt, innerhalb eines Jahres.", field="until")


def check_own_step(who: object, by: object) -> None:
    if who != by:
        raise NotAllowed("Das sagt, wer es übernommen hat.")


def check_open(closed_on: date | None) -> None:
    if closed_on:
        raise NotAllowed("Dieser Punkt ist schon abgeschlossen.")
