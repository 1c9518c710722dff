"""The files of one reading: a file, a folder or a zip, unpacked within limits and without ways out of it. No Django."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Final

from fahrwasser.harvest.found import Spot, Told
from fahrwasser.harvest.jsontext import MAX_BYTES, TOO_BIG, Unreadable

MAX_FILES: Final = 500
MAX_UNPACKED: Final = 200 * 1024 * 1024
SUFFIXES: Final = (".json", ".ndjson", ".csv", ".tsv", ".txt", ".xlsx")
ZIP: Final = b"PK\x03\x04"
TOO_MUCH: Final = "Das Archiv ist entpackt zu groß oder enthält zu viele Dateien."
WAY_OUT: Final = "Das Archiv enthält einen Namen, der aus dem Ordner hinausführt."
BROKEN: Final = "Das Archiv ist beschädigt oder mit einem Passwort geschützt."
NO_FILES: Final = "Hier liegt keine Datei, die eingelesen werden kann (JSON, CSV oder Excel)."


def of_path(path: Path) -> dict[str, bytes]:
    """All files of a folder, or the one file; raises ``Unreadable`` when there are none, or too many."""
    if not path.is_dir():
        return {path.name: _limited(path, path.name)}
    paths = sorted(one for one in path.rglob("*") if one.suffix.lower() in SUFFIXES and one.is_file())
    if not paths:
        raise Unreadable(Told(Spot(path.name), NO_FILES))
    if len(paths) > MAX_FILES or sum(one.stat().st_size for one in paths) > MAX_UNPACKED:
        raise Unreadable(Told(Spot(path.name), TOO_MUCH))
    return {str(one.relative_to(path)): _limited(one, one.name) for one in paths}


def _limited(path: Path, name: str) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise Unreadable(Told(Spot(name), TOO_BIG))
        return path.read_bytes()
    except OSError as error:
        raise Unreadable(Told(Spot(name), "Die Datei gibt es nicht, oder sie darf nicht gelesen werden.")) from error


def opened(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files themselves; archives among them are replaced by what they hold."""
    found: dict[str, bytes] = {}
    for name, raw in files.items():
        if is_archive(raw):
            found |= dict(_unpacked(name, raw))
        else:
            found[name] = raw
    if sum(map(len, found.values())) > MAX_UNPACKED:
        raise Unreadable(Told(Spot(next(iter(files))), TOO_MUCH))
    return found


def is_archive(raw: bytes) -> bool:
    """A zip that is no workbook."""
    return raw.startswith(ZIP) and b"xl/workbook.xml" not in raw


def _unpacked(name: str, raw: bytes) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            _check(name, entries)
            for entry in entries:
                if PurePosixPath(entry.filename).suffix.lower() in SUFFIXES:
                    yield entry.filename, _read(name, archive, entry)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError) as error:
        raise Unreadable(Told(Spot(name), BROKEN)) from error


def _check(name: str, entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_FILES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise Unreadable(Told(Spot(name), TOO_MUCH))
    for entry in entries:
        way = PurePosixPath(entry.filename.replace("\\", "/"))
        if way.is_absolute() or ".." in way.parts:
            raise Unreadable(Told(Spot(name), WAY_OUT))


def _read(name: str, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """What the entry says of its own size is not believed."""
    with archive.open(entry) as stream:
        raw = stream.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise Unreadable(Told(Spot(f"{name}/{entry.filename}"), TOO_BIG))
    return raw


def packed(files: Mapping[str, bytes]) -> bytes:
    """The files as one small zip, as they are kept while a proposal waits."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in files.items():
            archive.writestr(name, raw)
    return out.getvalue()


def kept(raw: bytes) -> dict[str, bytes]:
    """The files that ``packed`` put away."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return {entry.filename: archive.read(entry) for entry in archive.infolist()}
