"""The plan on paper: German and the client's language side by side, without the product's name and any address."""

from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from fahrwasser.accounts.models import User
from fahrwasser.blocks import queries as blocks
from fahrwasser.blocks.rules import GERMAN, Block
from fahrwasser.clients.queries import people_of
from fahrwasser.core import documents
from fahrwasser.plan import queries
from fahrwasser.plan.models import Goal, Measure, PlanVersion

SOURCE = Path(__file__).resolve().parent / "typst" / "plan.typ"
MARKS = ("−2", "−1", "0", "+1", "+2")
UNCHECKED = "°"


def plan_pdf(version: PlanVersion, user: User, language: str = GERMAN) -> bytes:
    """The version as an accessible PDF (PDF/UA-1), for the client to keep and to sign.

    KeyError for a ``language`` without translated blocks.
    """
    return documents.pdf(SOURCE, content(version, user, language))


def content(version: PlanVersion, user: User, language: str = GERMAN) -> dict[str, Any]:
    """Everything the document shows. A sentence is ``{"de", "own", "mark"}``; ``own`` is empty in German."""
    texts = blocks.texts(language, version.case.controller)
    cards, general = queries.cards(version, user)
    measures = [(place, step) for place, card in enumerate(cards, 1) for step in card.measures if not step.dropped_on]
    measures += [(0, step) for step in general if not step.dropped_on]
    notes, words = _words(texts)
    return {
        "language": language,
        "rtl": texts.rtl,
        "author": version.case.unit.controller.name,
        "subtitle": _subtitle(version),
        "facts": _facts(version, user),
        "signatures": [_name_of_client(version, user), version.case.lead.name],
        "goals": [_goal(place, card.goal) for place, card in enumerate(cards, 1)],
        "measures": [_measure(step, str(place or "–")) for place, step in measures],
        "words": words,
        "notes": notes,
    }


def _words(texts: blocks.Texts) -> tuple[list[str], dict[str, dict[str, str]]]:
    """Every sentence by name, each marked with who translated and checked it; and the notes to the marks."""
    shown = [block for code, block in texts.blocks.items() if code.startswith(("common.", "plan."))]
    if texts.language == GERMAN:
        return [], {_name(block): {"de": block.german, "own": "", "mark": ""} for block in shown}
    notes = {note: "" for note in map(_origin, shown)}
    checked = 0
    for block in shown:
        if block.is_checked and not notes[_origin(block)]:
            checked += 1
            notes[_origin(block)] = str(checked)
    marks = {note: mark or UNCHECKED for note, mark in notes.items()}
    words = {_name(b): {"de": b.german, "own": b.text, "mark": marks[_origin(b)]} for b in shown}
    return [f"{mark} {note}" for note, mark in marks.items()], words


def _name(block: Block) -> str:
    return block.code.split(".")[1]


def _origin(block: Block) -> str:
    """Who translated and who checked, in German; the product is not named on a document for clients."""
    by = _("mitgelieferte Übersetzung") if block.is_supplied else _("Übersetzt von %(who)s") % {"who": block.translator}
    if not block.is_checked:
        return _("%(by)s, nicht geprüft (not checked)") % {"by": by}
    return _("%(by)s, geprüft von %(who)s am %(day)s") % {
        "by": by, "who": block.checker, "day": _day(block.checked_on),
    }  # fmt: skip


def _subtitle(version: PlanVersion) -> str:
    parts = {"number": version.number, "case": version.case.number, "day": _day(version.made_on)}
    if version.accepted_on:
        agreed = {**parts, "agreed": _day(version.accepted_on)}
        return _("Fassung %(number)s vom %(day)s, angenommen am %(agreed)s · %(case)s") % agreed
    return _("Entwurf der Fassung %(number)s vom %(day)s · %(case)s") % parts


def _name_of_client(version: PlanVersion, user: User) -> str:
    people = people_of(version.case, user)
    return f"{people[0].first_name} {people[0].last_name}".strip() if people else ""


def _facts(version: PlanVersion, user: User) -> list[dict[str, str]]:
    lines = [
        ("for", _name_of_client(version, user)),
        ("case_manager", version.case.lead.name),
        ("review", _day(version.review_on)),
    ]
    return [{"word": word, "value": value} for word, value in lines if value]


def _goal(place: int, goal: Goal) -> dict[str, Any]:
    anchors = zip(MARKS, goal.anchors, strict=True)
    return {
        "title": f"{place}. {goal.quoted}",
        "until": _day(goal.until),
        "anchors": [{"mark": mark, "words": words} for mark, words in anchors if words],
    }


def _measure(step: Measure, goal: str) -> dict[str, str]:
    return {
        "what": step.what,
        "who": step.who,
        "until": _day(step.until) or "–",
        "pays": step.cost_carrier or "–",
        "goal": goal,
    }


def _day(value: date | None) -> str:
    return f"{value:%d.%m.%Y}" if value else ""
