"""The plan on paper: what a version says, without the product's name and without any address."""

from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from fahrwasser.accounts.models import User
from fahrwasser.clients.queries import people_of
from fahrwasser.core import documents
from fahrwasser.plan import queries
from fahrwasser.plan.models import Goal, Measure, PlanVersion

SOURCE = Path(__file__).resolve().parent / "typst" / "plan.typ"
MARKS = ("−2", "−1", "0", "+1", "+2")


def plan_pdf(version: PlanVersion, user: User) -> bytes:
    """The version as an accessible German PDF (PDF/UA-1), for the client to keep and to sign."""
    return documents.pdf(SOURCE, content(version, user))


def content(version: PlanVersion, user: User) -> dict[str, Any]:
    """Everything the document shows, as words."""
    cards, general = queries.cards(version, user)
    measures = [(place, step) for place, card in enumerate(cards, 1) for step in card.measures]
    return {
        "title": _("Hilfeplan"),
        "author": version.case.unit.controller.name,
        "subtitle": _subtitle(version),
        "facts": _facts(version, user),
        "goals": [_goal(place, card.goal) for place, card in enumerate(cards, 1)],
        "measures": [_measure(step, str(place)) for place, step in measures] + [_measure(step, "") for step in general],
        "agreement": _("Ich habe an diesem Plan mitgearbeitet und bin einverstanden. Ich kann ihn jederzeit ändern."),
        "signatures": [_("Datum, Klientin oder Klient"), _("Datum, Fallführung")],
        "footer": _("Keine Rechtsberatung."),
        "words": _words(),
    }


def _words() -> dict[str, str]:
    return {
        "goals": _("Ziele"),
        "level": _("Stufe"),
        "meaning": _("Das heißt"),
        "measures": _("Wer macht was bis wann"),
        "what": _("Was"),
        "who": _("Wer"),
        "until": _("Bis wann"),
        "pays": _("Wer zahlt"),
        "goal": _("Ziel"),
        "agreement": _("Vereinbarung"),
    }


def _subtitle(version: PlanVersion) -> str:
    parts = {"number": version.number, "case": version.case.number, "day": _day(version.made_on)}
    if version.accepted_on:
        agreed = {**parts, "agreed": _day(version.accepted_on)}
        return _("Fassung %(number)s vom %(day)s, angenommen am %(agreed)s · %(case)s") % agreed
    return _("Entwurf der Fassung %(number)s vom %(day)s · %(case)s") % parts


def _facts(version: PlanVersion, user: User) -> list[dict[str, str]]:
    people = people_of(version.case, user)
    name = f"{people[0].first_name} {people[0].last_name}".strip() if people else ""
    lines = [(_("Für"), name), (_("Fallführung"), version.case.lead.name)]
    lines.append((_("Wir sehen uns den Plan wieder an am"), _day(version.review_on)))
    return [{"label": label, "value": value} for label, value in lines if value]


def _goal(place: int, goal: Goal) -> dict[str, Any]:
    weight = _("Gewicht %(n)s") % {"n": goal.weight}
    until = _("bis %(day)s") % {"day": _day(goal.until)} if goal.until else ""
    anchors = zip(MARKS, goal.anchors, strict=True)
    return {
        "title": f"{place}. {goal.quoted}",
        "meta": " · ".join(filter(None, (weight, until))),
        "anchors": [
            {"mark": _("0 erwartet") if mark == "0" else mark, "words": words} for mark, words in anchors if words
        ],
    }


def _measure(step: Measure, goal: str) -> dict[str, str]:
    return {
        "what": step.what,
        "who": step.who,
        "until": _day(step.until) or "–",
        "pays": step.cost_carrier or "–",
        "goal": goal or "–",
    }


def _day(value: date | None) -> str:
    return f"{value:%d.%m.%Y}" if value else ""
