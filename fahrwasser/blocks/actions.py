"""The only writers of wordings: each change is a new version, and a new wording is unchecked."""

from datetime import date, datetime

from django.db import transaction

from fahrwasser.accounts.models import Organisation, User
from fahrwasser.blocks import queries, rules
from fahrwasser.blocks.models import Wording
from fahrwasser.core.errors import NotAllowed


@transaction.atomic
def change(
    *, controller: Organisation, code: str, language: str, text: str, translator: str, by: User, now: datetime
) -> Wording:  # fmt: skip
    """Write a new wording; whoever checked the old one has not seen it, so it is unchecked."""
    block = _block(controller, code, language)
    rules.check_wording(text, block.text)
    return _write(controller, language, block, text, translator, by, now)


@transaction.atomic
def check(
    *, controller: Organisation, code: str, language: str, text: str, checker: str, checked_on: date, by: User,
    now: datetime,
) -> Wording:  # fmt: skip
    """Note who read this wording and when; ``text`` is the wording that was shown."""
    block = _block(controller, code, language)
    if text != block.text:
        raise NotAllowed("Der Wortlaut wurde inzwischen geändert. Bitte lesen Sie ihn noch einmal.")
    rules.check_checking(checker, block.translator, checked_on, now.date())
    return _write(controller, language, block, block.text, block.translator, by, now, checker, checked_on)


def _block(controller: Organisation, code: str, language: str) -> rules.Block:
    try:
        return queries.texts(language, controller)[code]
    except KeyError:
        raise NotAllowed("Diesen Baustein gibt es in dieser Sprache nicht.") from None


def _write(
    controller: Organisation, language: str, block: rules.Block, text: str, translator: str, by: User, now: datetime,
    checker: str = "", checked_on: date | None = None,
) -> Wording:  # fmt: skip
    wording = Wording(
        controller=controller, code=block.code, language=language, text=text, german=block.german,
        translator=translator, checker=checker, checked_on=checked_on, at=now, by=by,
    )  # fmt: skip
    wording.save(force_insert=True)
    return wording
