"""How a referral and a need stand, in a shape and a few words, with the next step of each."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from fahrwasser.assessment.models import Need
from fahrwasser.referrals.models import Referral

State = Referral.State
SHAPES = {
    State.DRAFT: "open",
    State.SENT: "half",
    State.QUESTION: "clarify",
    State.WAITING: "waits",
    State.ACCEPTED: "success",
    State.STARTED: "half",
    State.FINISHED: "success",
    State.NO_ANSWER: "waits",
}
COMING = (State.SENT, State.QUESTION, State.WAITING, State.ACCEPTED, State.NO_ANSWER)
"""Under way, and nothing has begun."""


@dataclass(frozen=True)
class Standing:
    """A shape, words, and the next step with its address (empty when there is none)."""

    shape: str
    words: str
    next_label: str = ""
    next_url: str = ""


def _day(day: date | None) -> str:
    return date_format(day, "d.m.") if day else ""


def stand_of_referral(referral: Referral) -> Standing:
    """Where a referral stands, and what one can do about it."""
    state = State(referral.state)
    label = _next_label(state)
    url = reverse("referrals:referral", args=[referral.pk]) if label else ""
    return Standing(SHAPES.get(state, "none"), _words(referral), label, url)


def _words(referral: Referral) -> str:
    label = str(referral.get_state_display())
    if referral.state == State.ACCEPTED and referral.starts_on:
        return _("%(state)s ab %(day)s") % {"state": label, "day": _day(referral.starts_on)}
    if referral.state == State.WAITING:
        return _waiting(referral, label)
    if referral.state == State.STARTED and referral.started_on:
        return _("%(state)s am %(day)s") % {"state": label, "day": _day(referral.started_on)}
    return label


def _waiting(referral: Referral, label: str) -> str:
    parts = [label]
    if referral.waiting_position:
        parts.append(_("Platz %(place)s") % {"place": referral.waiting_position})
    if referral.expected_on:
        parts.append(_("etwa ab %(day)s") % {"day": _day(referral.expected_on)})
    return ", ".join(parts)


def _next_label(state: State) -> str:
    return {
        State.DRAFT: _("Prüfen und senden"),
        State.SENT: _("Antwort festhalten"),
        State.QUESTION: _("Rückfrage beantworten"),
        State.WAITING: _("Nachfragen"),
        State.ACCEPTED: _("Zusage mitteilen"),
        State.STARTED: _("Ergebnis festhalten"),
        State.NO_ANSWER: _("Nachfragen"),
    }.get(state, "")


def stand_of_need(need: Need, referral: Referral | None, unmet_words: str) -> Standing:
    """Where a need stands: ended, on its way with a referral, without an offer, or still open."""
    if need.closed_on:
        words = _("gedeckt am %(day)s") % {"day": _day(need.closed_on)}
        return Standing("success", words if need.state == Need.State.COVERED else str(need.get_state_display()))
    if referral:
        found = stand_of_referral(referral)
        return Standing(found.shape, f"{referral.offer.name}: {found.words}", found.next_label, found.next_url)
    match = reverse("matching:need", args=[need.pk])
    if unmet_words:
        return Standing("none", unmet_words, _("Passung öffnen"), match)
    shape = "half" if need.state == Need.State.IN_PROGRESS else "open"
    return Standing(shape, str(need.get_state_display()), _("Passung öffnen"), match)


def running_by_need(referrals: list[Referral]) -> dict[object, Referral]:
    """The referral that speaks for each need: the one that has come furthest, the newest of those."""
    order = [State.NO_ANSWER, State.SENT, State.QUESTION, State.WAITING, State.ACCEPTED, State.STARTED]
    running = [referral for referral in referrals if referral.state in order]
    ranked = sorted(running, key=lambda one: (order.index(State(one.state)), one.pk))
    return {referral.need_id: referral for referral in ranked}
