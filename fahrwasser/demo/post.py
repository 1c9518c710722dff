"""The post of the demo's morning: letters with their text, one that is answered, an authority to act."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from fahrwasser.accounts.models import User
from fahrwasser.cases.models import Case
from fahrwasser.core import documents
from fahrwasser.core.acting import acting_as
from fahrwasser.demo.data import read
from fahrwasser.demo.days import moment
from fahrwasser.demo.staff import DOMAIN
from fahrwasser.letters import actions

SOURCE = Path(__file__).resolve().parent / "data" / "letter.typ"
A_YEAR = timedelta(days=364)


def bring(*, key_date: date) -> None:
    """Put what ``post.yaml`` names into files of the case managers; days are counted from the key date."""
    for entry in read("post"):
        lead = User.objects.get(email=f"{entry['of']}@{DOMAIN}")
        case = _file_of(lead, entry["file"])
        with acting_as(lead.pk):
            _letter(entry, case, lead, key_date)


def _file_of(lead: User, place: int) -> Case:
    running = Case.objects.filter(
        lead=lead, level=0, state=Case.State.OPEN, kind=Case.Kind.CASE_MANAGEMENT
    )  # fmt: skip
    return running.order_by("number")[place]


def _letter(entry: dict[str, Any], case: Case, lead: User, key_date: date) -> None:
    now = moment(key_date, 9)
    days = {name: f"{key_date + timedelta(days=count):%d.%m.%Y}" for name, count in entry.get("days", {}).items()}
    paragraphs = [words.format(**days) for words in entry["text"]]
    letter = actions.take_in(
        case=case, sender=entry["sender"], received_on=key_date - timedelta(days=entry["lies"]),
        wants=entry["wants"], note=entry.get("note", ""), by=lead, now=now,
        scans=[documents.pdf(SOURCE, {"sender": entry["sender"], "text": paragraphs})],
    )  # fmt: skip
    if "answered" in entry:
        actions.answer(letter=letter, on=key_date, by=lead, now=now)
    if "authority" in entry:
        actions.empower(
            case=case, holder=lead.name, office=entry["sender"], scope=entry["authority"], since=key_date,
            until=key_date + A_YEAR, by=lead, now=now,
        )  # fmt: skip
