"""Reading translated blocks: the newest wording of this municipality, else the one that came with the product."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from django.db.models import Q

from fahrwasser import catalogue
from fahrwasser.accounts.models import Organisation, User
from fahrwasser.blocks.models import Wording
from fahrwasser.blocks.rules import GERMAN, Block


@cache
def _file(language: str) -> dict[str, Any]:
    """What ``data/blocks/<language>.yaml`` says; it does not change while the program runs."""
    content: dict[str, Any] = catalogue.read(f"blocks/{language}")
    return content


@cache
def languages() -> tuple[str, ...]:
    """Codes of the languages with translated blocks, in the order of the list of languages."""
    there = {entry.name.removesuffix(".yaml") for entry in (files(catalogue) / "data" / "blocks").iterdir()}
    return tuple(row["code"] for row in _all() if row["code"] in there - {GERMAN})


@cache
def _all() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = catalogue.read("languages")["languages"]
    return rows


def language_row(code: str) -> dict[str, Any]:
    """``label``, ``own_name`` and ``rtl`` of a language; KeyError for one that is not in the list."""
    for row in _all():
        if row["code"] == code:
            return row
    raise KeyError(code)


def german() -> dict[str, str]:
    """Every block's German sentence by code, in the order of the file."""
    texts: dict[str, str] = _file(GERMAN)["texts"]
    return texts


def groups() -> dict[str, str]:
    """German names of the groups, by the part of a block's code before the dot."""
    names: dict[str, str] = _file(GERMAN)["groups"]
    return names


@dataclass(frozen=True)
class Texts:
    """All blocks in one language, by code. In German both sides are the same."""

    language: str
    blocks: dict[str, Block]

    @property
    def label(self) -> str:
        return str(language_row(self.language)["label"])

    @property
    def own_name(self) -> str:
        return str(language_row(self.language)["own_name"])

    @property
    def rtl(self) -> bool:
        return bool(language_row(self.language)["rtl"])

    def __getitem__(self, code: str) -> Block:
        return self.blocks[code]

    def of(self, codes: Iterable[str]) -> list[Block]:
        return [self.blocks[code] for code in codes]


def texts(language: str, controller: Organisation) -> Texts:
    """The blocks of one language as ``controller`` uses them; KeyError for a language without blocks."""
    if language != GERMAN and language not in languages():
        raise KeyError(language)
    own = {row.code: row for row in _newest(controller, language)}
    return Texts(language, {code: _block(code, language, own.get(code)) for code in german()})


def in_every_language(controller: Organisation) -> list[Texts]:
    """The blocks of all languages with translations, in one question."""
    rows = Wording.objects.filter(controller=controller).order_by("language", "code", "-at", "-pk")
    own = {(row.language, row.code): row for row in rows.distinct("language", "code")}
    codes = german()
    return [
        Texts(language, {code: _block(code, language, own.get((language, code))) for code in codes})
        for language in languages()
    ]


def _newest(controller: Organisation, language: str) -> Iterable[Wording]:
    rows = Wording.objects.filter(controller=controller, language=language)
    return rows.order_by("code", "-at", "-pk").distinct("code")


def _block(code: str, language: str, row: Wording | None) -> Block:
    words = german()[code]
    if row:
        return Block(code, words, row.text, row.german, row.translator, row.checker, row.checked_on)
    if language == GERMAN:
        return Block(code, words, words, words, "")
    content = _file(language)
    return Block(
        code, words, content["texts"][code], words, content["translator"], content["checker"], content["checked_on"]
    )  # fmt: skip


def history(code: str, language: str, controller: Organisation) -> list[Wording]:
    """Every version of one block, the newest first."""
    rows = Wording.objects.filter(Q(controller=controller), code=code, language=language)
    return list(rows.select_related("by").order_by("-at", "-pk"))


@dataclass(frozen=True)
class Progress:
    """How many blocks of a language are checked."""

    language: str
    label: str
    own_name: str
    checked: int
    total: int


def progress(controller: Organisation) -> list[Progress]:
    """All languages with blocks; one query each."""
    found = []
    for code in languages():
        row, blocks = language_row(code), texts(code, controller).blocks.values()
        checked = sum(block.is_checked for block in blocks)
        found.append(Progress(code, row["label"], row["own_name"], checked, len(blocks)))
    return found


def home(user: User) -> Organisation:
    """The municipality whose wording this person reads and keeps."""
    return Organisation.objects.filter(units__memberships__user=user, kind=Organisation.Kind.MUNICIPALITY).distinct()[0]
