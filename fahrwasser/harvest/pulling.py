"""Fetching the files of a source, all of them or none: languages of one place are only joined when together."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django.conf import settings

from fahrwasser.harvest import addresses, progress
from fahrwasser.harvest.addresses import Fetched

NO_NEWS: Final = "Seit dem letzten Abruf gibt es nichts Neues."


def fetch_all(
    listed: Sequence[str], marks: Mapping[str, Any], run: UUID
) -> tuple[dict[str, bytes], dict[str, Any]] | None:
    """Files by name with the marks of the answers; ``None`` when nothing is new anywhere."""
    got = [_one(address, marks.get(address), run, place, len(listed)) for place, address in enumerate(listed)]
    if all(one.content is None for one in got):
        return None
    files: dict[str, bytes] = {}
    new_marks = {}
    for place, (address, one) in enumerate(zip(listed, got, strict=True)):
        whole = one if one.content is not None else _one(address, None, run, place, len(listed))
        files[f"{place + 1}_{whole.name}" if len(listed) > 1 else whole.name] = whole.content or b""
        new_marks[address] = dict(whole.mark)
    return files, new_marks


def _one(address: str, mark: Mapping[str, str] | None, run: UUID, place: int, of: int) -> Fetched:
    progress.say(run, "Abrufen", place, of)
    return addresses.fetch(address, mark, also=settings.FAHRWASSER_PULL_NETWORKS)
