"""The papers of the post as accessible PDF: explanation, letter, authority to act, receipt."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from fahrwasser.accounts.models import User
from fahrwasser.blocks import queries as blocks
from fahrwasser.blocks.rules import GERMAN, Block
from fahrwasser.cases.models import Case
from fahrwasser.clients.queries import channel_of, main_person
from fahrwasser.core import documents
from fahrwasser.letters.models import (
    ApplicationReceipt,
    IncomingLetter,
    LetterDate,
    OutgoingLetter,
    PowerOfAttorney,
)

SOURCE = Path(__file__).resolve().parent / "typst" / "paper.typ"
Part = dict[str, Any]


def name_of(case: Case, user: User) -> str:
    person = main_person(case, user)
    return f"{person.first_name} {person.last_name}".strip() if person else ""


def explanation(letter: IncomingLetter, user: User, language: str = GERMAN) -> bytes:
    """What a letter is and wants, in German beside the client's language. KeyError for a language without blocks."""
    texts = blocks.texts(language, letter.case.controller)
    ends = LetterDate.objects.visible_to(user).filter(letter=letter, state=LetterDate.State.CONFIRMED).order_by("day")
    facts = [
        _fact(texts["letter.from"], letter.sender),
        _fact(texts["letter.received"], _day(letter.received_on)),
        *[_fact(texts["plan.by_when"], _day(one.day) + (f", {one.at:%H:%M} Uhr" if one.at else "")) for one in ends],
    ]
    said = texts[f"letter.{letter.wants}"]
    parts = [pair(texts["letter.greeting"]), _loud(said), _facts(facts)]
    parts += [pair(texts["letter.questions"]), pair(texts["letter.closing"]), plain(letter.case.lead.name)]
    return _made(letter.case, texts, texts["letter.title"], parts, advice=True)


def outgoing(letter: OutgoingLetter, user: User) -> bytes:
    """A letter with the head of the town; greeting and closing in the client's language too where it goes to them."""
    texts = blocks.texts(letter.language if letter.to_client else GERMAN, letter.case.controller)
    greeting = pair(texts["letter.greeting"]) if letter.to_client else plain(_("Sehr geehrte Damen und Herren,"))
    parts = [greeting, plain(letter.text)]
    parts += [pair(texts["letter.questions"])] if letter.to_client else []
    parts += [pair(texts["letter.closing"]), plain(letter.by.name)]
    return _made(
        letter.case, texts, letter.subject, parts, advice=letter.to_client, address=_address(letter, user),
        day=letter.sent_on,
    )  # fmt: skip


def _address(letter: OutgoingLetter, user: User) -> list[str]:
    protected = letter.to_client and letter.case.is_protected
    channel = channel_of(letter.case, user) if protected else None
    return [*letter.recipient.splitlines(), *(channel.address.splitlines() if channel else [])]


def authority(power: PowerOfAttorney, user: User, language: str = GERMAN) -> bytes:
    """The authority to act as the client signs it. KeyError for a language without blocks."""
    texts = blocks.texts(language, power.case.controller)
    name = name_of(power.case, user)
    facts = [
        _fact(texts["common.for"], name),
        _fact(texts["power.holder"], power.holder),
        _fact(texts["power.office"], power.office),
        _fact(texts["consent.purpose"], power.scope),
        _fact(texts["power.since"], _day(power.since)),
        _fact(texts["consent.until"], _day(power.until)),
    ]
    if power.withdrawn_on:
        facts.append(_fact(texts["power.withdrawn"], _day(power.withdrawn_on)))
    signature = {"kind": "sign", "word": in_both(texts["common.signature"]), "name": name}
    parts = [pair(texts["power.says"]), _facts(facts), pair(texts["power.withdraw"]), signature]
    return _made(power.case, texts, texts["power.title"], parts, advice=True)


def receipt(one: ApplicationReceipt, user: User) -> bytes:
    """The proof that an application reached the municipality, with day and minute (§ 16 Abs. 2 SGB I)."""
    texts = blocks.texts(GERMAN, one.case.controller)
    at = timezone.localtime(one.received_at)
    lines = [
        (_("Für"), name_of(one.case, user)),
        (_("Antrag"), one.what),
        (_("Zuständige Stelle"), one.body),
        (_("Eingegangen"), _("am %(day)s um %(time)s Uhr") % {"day": f"{at:%d.%m.%Y}", "time": f"{at:%H:%M}"}),
        (_("Angenommen von"), one.received_by.name),
        (_("Weitergeleitet am"), _day(one.forwarded_on)),
    ]
    facts = [{"word": in_german(word), "value": value} for word, value in lines if value]
    law = _(
        "Der Antrag gilt als zu dem Zeitpunkt gestellt, in dem er bei dieser Stelle eingegangen ist"
        " (§ 16 Abs. 2 Satz 2 SGB I). Er wird unverzüglich weitergeleitet."
    )
    sign = {"kind": "sign", "word": in_german(_("Datum, Unterschrift, Stempel")), "name": one.received_by.name}
    return _made(one.case, texts, _("Eingangsbestätigung"), [_facts(facts), plain(law), sign])


def _made(
    case: Case, texts: blocks.Texts, title: Block | str, parts: list[Part], *, advice: bool = False,
    address: list[str] | None = None, day: date | None = None,
) -> bytes:  # fmt: skip
    return documents.pdf(SOURCE, sheet(case, texts, title, parts, advice=advice, address=address, day=day))


def sheet(
    case: Case, texts: blocks.Texts, title: Block | str, parts: list[Part], *, advice: bool = False,
    address: list[str] | None = None, day: date | None = None,
) -> dict[str, Any]:  # fmt: skip
    """The content of a paper as ``paper.typ`` reads it."""
    return {
        "language": texts.language,
        "rtl": texts.rtl,
        "author": case.controller.name,
        "head": settings.FAHRWASSER_LETTERHEAD,
        "unit": case.unit.name,
        "title": in_german(title) if isinstance(title, str) else in_both(title),
        "address": address or [],
        "day": _day(day),
        "side": [in_both(texts["common.side_by_side"]), in_both(texts["common.free_words"])],
        "advice": [in_both(texts["common.no_legal_advice"])] if advice else [],
        "parts": parts,
        "notes": _notes(texts, parts),
    }


def in_both(block: Block) -> dict[str, str]:
    """German and the own language; ° marks what nobody has checked."""
    own = "" if block.text == block.german else block.text
    return {"de": block.german, "own": own, "mark": "" if block.is_checked or not own else "°"}


def in_german(words: str) -> dict[str, str]:
    return {"de": words, "own": "", "mark": ""}


def pair(block: Block) -> Part:
    return {"kind": "pair", "word": in_both(block)}


def _loud(block: Block) -> Part:
    return {"kind": "loud", "word": in_both(block)}


def plain(words: str) -> Part:
    return {"kind": "plain", "lines": words.splitlines()}


def _fact(block: Block, value: str) -> dict[str, Any]:
    return {"word": in_both(block), "value": value}


def _facts(lines: Iterable[dict[str, Any]]) -> Part:
    return {"kind": "facts", "lines": list(lines)}


def _notes(texts: blocks.Texts, parts: list[Part]) -> list[dict[str, str]]:
    """The sentence that explains the mark, wherever one stands on the paper."""
    words = [part["word"] for part in parts if "word" in part]
    lines = [line for part in parts for line in part.get("lines", ()) if isinstance(line, dict)]
    words += [word for line in lines for word in (line["word"], *line.get("cells", ()))]
    if texts.language == GERMAN or not any(word["mark"] for word in words):
        return []
    return [{**in_both(texts["common.not_checked"]), "mark": ""}]


def _day(value: date | None) -> str:
    return f"{value:%d.%m.%Y}" if value else ""
