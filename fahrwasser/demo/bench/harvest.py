"""Reading 5,000 services with places, times and languages in, beside a bare COPY of the same rows."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction
from psycopg import sql

from fahrwasser.demo.bench import databases
from fahrwasser.harvest import actions, bulk
from fahrwasser.offers.models import Offer, OfferPlace, OfferText, Place, Schedule

SERVICES = 5_000
LANGUAGES = ("de", "en", "uk")
SOURCE = "bench"
NOW = datetime(2026, 3, 9, 9, 10, tzinfo=ZoneInfo("Europe/Berlin"))
NAME = "fw_bench_harvest"
MODELS = (Place, Offer, OfferPlace, Schedule, OfferText)
TEXT = "<p>Wir helfen bei Fragen zu Ankommen, Sprache und Arbeit. Kommen Sie vorbei.</p>" * 8


@dataclass(frozen=True)
class Read:
    """One way of bringing the rows in: rows written, and seconds."""

    name: str
    rows: int
    seconds: float


def run(say: Callable[[str], object]) -> tuple[list[Read], float]:
    """First and second reading and the bare COPY; and the peak memory of the command, in megabytes."""
    say(f"reading {SERVICES} services in")
    files = {f"{language}.json": file(language, SERVICES) for language in LANGUAGES}
    with _fresh():
        peak = _peak(files)
    with _fresh(), databases.connected("fw_app", NAME):
        readings = [_timed("first reading", files), _timed("second reading", files)]
        dumped = [(model, _dumped(model)) for model in MODELS]
    with _fresh(), databases.connected("fw_app", NAME):
        return [*readings, _bare(readings[0].rows, dumped)], peak


@contextmanager
def _fresh() -> Iterator[None]:
    databases.copy_base(NAME)
    try:
        yield
    finally:
        databases.drop(NAME)


def file(language: str, number: int) -> bytes:
    """A file of places as Integreat gives it, every place translated into all languages."""
    return json.dumps([_place(language, key) for key in range(1, number + 1)], ensure_ascii=False).encode()


def _place(language: str, key: int) -> dict[str, Any]:
    numbers = {other: key * 10 + place for place, other in enumerate(LANGUAGES)}
    hours = [{"timeSlots": [{"start": f"{8 + day % 3:02}:00", "end": "12:00"}]} for day in range(5)]
    return {
        "id": numbers[language], "path": f"/bench/{language}/locations/{key}/", "title": f"Angebot {key} {language}",
        "content": TEXT, "phone_number": f"0221 4710 {key}", "email": f"angebot{key}@probe.example",
        "website": f"https://probe.example/{key}", "category": {"name": "Beratung"},
        "available_languages": {other: {"id": one} for other, one in numbers.items() if other != language},
        "opening_hours": [*hours, {"closed": True}, {"closed": True}],
        "location": {"id": key, "address": f"Weg {key}", "postcode": "01234", "town": "Probe",
                     "latitude": 49 + key / 100_000, "longitude": 11.0},
    }  # fmt: skip


def _timed(name: str, files: dict[str, bytes]) -> Read:
    begun = perf_counter()
    plan = actions.import_files(files=files, source=SOURCE, by=None, now=NOW).plan
    return Read(name, plan.writes, perf_counter() - begun)


def _peak(files: dict[str, bytes]) -> float:
    """The most memory that the command ever has, in a process of its own."""
    environment = {**os.environ, "FAHRWASSER_DB_NAME": NAME, "FAHRWASSER_DB_ROLE": "fw_app"}
    with TemporaryDirectory() as folder:
        for name, raw in files.items():
            (Path(folder) / name).write_bytes(raw)
        command = (sys.executable, "manage.py", "import_offers", folder, "--source", SOURCE)
        child = subprocess.Popen(command, cwd=settings.ROOT, env=environment, stdout=subprocess.DEVNULL)  # noqa: S603
        _, status, usage = os.wait4(child.pid, 0)
    if status:
        raise RuntimeError(f"import_offers ended with {status}")
    return usage.ru_maxrss / 1024


def _columns(model: Any) -> sql.Composed:
    return sql.SQL(", ").join(sql.Identifier(field.column) for field in bulk.columns(model))


def _dumped(model: Any) -> list[bytes]:
    statement = sql.SQL("COPY (SELECT {} FROM {} WHERE source = {}) TO STDOUT").format(
        _columns(model), sql.Identifier(model._meta.db_table), sql.Literal(SOURCE)
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        return [bytes(part) for part in copy]


def _bare(rows: int, dumped: Sequence[tuple[Any, list[bytes]]]) -> Read:
    begun = perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        for model, parts in dumped:
            statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(model._meta.db_table), _columns(model))
            with cursor.copy(statement) as copy:
                for part in parts:
                    copy.write(part)
    return Read("bare COPY of the same rows", rows, perf_counter() - begun)


def lines(readings: Sequence[Read], peak: float) -> Iterator[str]:
    """The table in Markdown, with how much slower the reading is than the bare COPY."""
    yield f"| {SERVICES:,} services in {len(LANGUAGES)} languages | rows written | s | rows per second | × bare COPY |"
    yield "|---|---:|---:|---:|---:|"
    bare = readings[-1].seconds
    for one in readings:
        speed = f"{one.rows / one.seconds:,.0f}" if one.rows else "–"
        yield f"| {one.name} | {one.rows:,} | {one.seconds:.2f} | {speed} | {one.seconds / bare:.1f} |"
    yield ""
    yield f"Peak memory of `import_offers` {peak:,.0f} MB."
