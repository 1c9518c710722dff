"""What was read into the directory, and what waits to be."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from fahrwasser.harvest import archive, progress, reading, sheets
from fahrwasser.harvest.columns import proposed
from fahrwasser.harvest.models import ColumnMapping, ImportLine, ImportRun, Source
from fahrwasser.offers.queries import rights_of

State = ImportRun.State


def newest_imports() -> list[ImportRun]:
    return list(ImportRun.objects.defer("content").select_related("by").order_by("-at", "-pk")[:10])


def runs() -> QuerySet[ImportRun]:
    return ImportRun.objects.defer("content").select_related("by")


def lines(run: ImportRun, section: str) -> QuerySet[ImportLine]:
    return run.lines.filter(section=section).order_by("position")


def sections(run: ImportRun) -> list[tuple[str, str, int]]:
    """Code, label and number of lines of each section that has any, in the order in which they matter."""
    found: Mapping[str, int] = dict(run.lines.values_list("section").annotate(Count("pk")).order_by())
    return [(code, str(label), found[code]) for code, label in ImportLine.Section.choices if code in found]


def columns(source: str) -> Mapping[str, str] | None:
    """What the columns of the source's tables mean, where somebody has said so."""
    found = ColumnMapping.objects.filter(source=source).first()
    return found.places if found else None


def header(run: ImportRun) -> tuple[list[str], dict[str, str]]:
    """The columns of the run's first table, and what they mean as far as known; empty where it has none."""
    for name, raw in archive.kept(bytes(run.content)).items():
        if reading.is_table(raw):
            names = sheets.table_of(name, raw, []).header
            saved = {field: heading for field, heading in (columns(run.source) or {}).items() if heading in names}
            return names, saved or proposed(names)
    return [], {}


def sources() -> list[Source]:
    return list(Source.objects.order_by("name"))


def recorded(source: Source) -> dict[str, Any]:
    """What stands in a source, by field of its form."""
    names = ("name", "form", "every_hours", "alone")
    rights = rights_of(source.name)
    return {name: getattr(source, name) for name in names} | {
        "addresses": "\n".join(source.addresses), "attribution": rights.attribution, "licence": rights.licence
    }  # fmt: skip


def chosen(run: UUID, section: str) -> list[str]:
    """Marks of the lines of a section that somebody chose."""
    return list(ImportLine.objects.filter(run=run, section=section, chosen=True).values_list("mark", flat=True))


def standing(run: ImportRun) -> dict[str, Any]:
    """Where the work stands; ``lost``: the worker that had it in hand is gone, and nothing was changed."""
    told = progress.told(run.pk)
    total = told.get("total") or 0
    return {
        "lost": run.begun_at is not None and not progress.is_held(run.pk),
        "waits": run.begun_at is None,
        "words": told.get("words", ""),
        "done": told.get("done", 0),
        "total": total,
        "percent": min(100, round(100 * told.get("done", 0) / total)) if total else 0,
    }
