"""How long a search of the directory takes, with few offers and with many, each in five languages."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

import psycopg
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fahrwasser.accounts.models import User
from fahrwasser.core.ids import new_id
from fahrwasser.demo.bench import databases
from fahrwasser.demo.bench.measure import BARE, BARE_ROUNDS, Measured
from fahrwasser.demo.bench.names import Names
from fahrwasser.demo.town import DOMAIN
from fahrwasser.offers.models import Offer

BLOCKS: Final = 5
ROUNDS: Final = 10  # per block
WORDS: Final = 40
"""Words in a text; each language has 4,000 of them, the first ones far more often than the last."""
ALPHABETS: Final = {
    "en": "abcdefghiklmnoprstuw", "ar": "ابتثجحخدذرزسشصضطظعغفقكلمنهوي", "uk": "абвгдежзийклмнопрстухцчшюя",
    "tr": "abcçdefgğıilmnoöprsştuü",
}  # fmt: skip
OFFERS_PER_PROVIDER: Final = 8


@dataclass(frozen=True)
class Directory:
    """A directory of that many offers, the words that are searched in it, and what was measured."""

    offers: int
    database: str
    foreign: str
    measured: dict[str, Measured] = field(default_factory=dict)


def run(sizes: Sequence[int], say: Callable[[str], object]) -> list[Directory]:
    """Every search at every size; expects the base database of the bench."""
    loaded = [_loaded(size) for size in sizes]
    for block in range(BLOCKS):
        say(f"directory: block {block + 1} of {BLOCKS}")
        for one in loaded:
            with databases.connected("fw_app", one.database):
                _add_block(one)
    for one in loaded:
        databases.drop(one.database)
    return loaded


def _loaded(size: int) -> Directory:
    name = f"fw_bench_offers_{size}"
    databases.copy_base(name)
    vocabulary = {language: _vocabulary(letters) for language, letters in ALPHABETS.items()}
    with databases.admin(name) as admin:
        _fill(admin, size, vocabulary)
        admin.execute("VACUUM (ANALYZE)")
    return Directory(size, name, vocabulary["uk"][100])


def _vocabulary(letters: str) -> list[str]:
    rng = Random(letters)  # noqa: S311  no secret
    return ["".join(rng.choices(letters, k=rng.randint(4, 11))) for _ in range(4_000)]


def _fill(admin: psycopg.Connection, size: int, vocabulary: dict[str, list[str]]) -> None:
    """Exactly ``size`` offers: variations of the demo's own under other names and providers, with four translations."""
    names, rng = Names(size), Random(size)  # noqa: S311  no secret
    known = [row[0] for row in admin.execute("SELECT id FROM offers_offer ORDER BY id").fetchall()]
    admin.execute("CREATE TEMP TABLE grown (old uuid, id uuid, provider uuid, name text)")
    providers: list[Any] = []
    with admin.cursor() as cursor, cursor.copy("COPY grown FROM STDIN") as copy:
        for number in range(size):
            if number % OFFERS_PER_PROVIDER == 0:
                providers.append((new_id(), f"{names.last()} {names.last()} e. V."))
            copy.write_row((rng.choice(known), new_id(), providers[-1][0], names.last()))
    with admin.cursor() as cursor, cursor.copy("COPY accounts_organisation (id, name, kind) FROM STDIN") as copy:
        for key, name in providers:
            copy.write_row((key, name, "provider"))
    _grow(admin, Offer, {"id": "g.id", "provider_id": "g.provider", "name": "o.name || ' ' || g.name", "code": "''",
                         "external_id": "''"})  # fmt: skip
    _translate(admin, vocabulary, rng)
    admin.execute("SET session_replication_role = replica")
    for table in ("offers_criterion", "offers_capacity", "offers_offertext", "offers_offer"):
        column = "id" if table == "offers_offer" else "offer_id"
        admin.execute(f"DELETE FROM {table} WHERE {column} NOT IN (SELECT id FROM grown)")  # noqa: S608


def _grow(admin: psycopg.Connection, model: type[Offer], new: dict[str, str]) -> None:
    columns = [str(one.column) for one in model._meta.concrete_fields if not one.generated]
    values = ", ".join(new.get(column, f"o.{column}") for column in columns)
    admin.execute(
        f"INSERT INTO {model._meta.db_table} ({', '.join(columns)})"  # noqa: S608
        f" SELECT {values} FROM {model._meta.db_table} o JOIN grown g ON g.old = o.id"
    )


def _translate(admin: psycopg.Connection, vocabulary: dict[str, list[str]], rng: Random) -> None:
    rows = admin.execute("SELECT id FROM grown").fetchall()
    weights = [1 / (place + 1) for place in range(4_000)]
    statement = "COPY offers_offertext (id, offer_id, field, language, text, source) FROM STDIN"
    with admin.cursor() as cursor, cursor.copy(statement) as copy:
        for (offer,) in rows:
            for language, words in vocabulary.items():
                text = " ".join(rng.choices(words, weights, k=WORDS))
                copy.write_row((new_id(), offer, "summary", language, text, "own"))


def _searches(foreign: str) -> dict[str, dict[str, str]]:
    return {
        "Directory without a word": {},
        "Page 3, two filters": {"bereich": "LA09", "kosten": "frei", "seite": "3"},
        "A frequent word": {"suche": "Beratung"},
        "Two words and a filter": {"suche": "Sprachkurs Vormittag", "bereich": "LA09"},
        "With a typing error": {"suche": "Hebame"},
        "A word in Ukrainian": {"suche": foreign},
    }


@override_settings(FAHRWASSER_MFA_REQUIRED=False)
def _add_block(one: Directory) -> None:
    browser = Client(headers={"host": "localhost"})
    browser.force_login(User.objects.get(email=f"cm2@{DOMAIN}"))
    offer = Offer.objects.values_list("pk", flat=True)[0]
    one.measured.setdefault(BARE, Measured()).add(
        lambda: Offer.objects.filter(pk=offer).values_list("pk").get(), BARE_ROUNDS
    )
    for name, query in _searches(one.foreign).items():
        with CaptureQueriesContext(connection) as captured:
            _ask(browser, query)
        measured = one.measured.setdefault(name, Measured(queries=len(captured)))
        measured.add(lambda query=query: _ask(browser, query), ROUNDS)  # type: ignore[misc]


def _ask(browser: Client, query: dict[str, str]) -> None:
    status = browser.get(reverse("offers:offers"), query).status_code
    if status != 200:
        raise RuntimeError(f"the directory answered {status}")


def lines(sizes: Sequence[Directory]) -> Iterator[str]:
    """The table in Markdown; growth is the median at the largest size over that at the smallest."""
    heads = "".join(f" {size.offers:,} offers: median | p95 | statements |" for size in sizes)
    yield f"| directory, five languages, ms |{heads} growth | × bare limit |"
    yield "|---|" + "---:|" * (3 * len(sizes) + 2)
    for name in sizes[0].measured:
        found = [size.measured[name] for size in sizes]
        cells = "".join(f" {m.median:.2f} | {m.p95:.2f} | {m.queries} |" for m in found)
        ratio = found[-1].median / sizes[-1].measured[BARE].median
        yield f"| {name} |{cells} {found[-1].median / found[0].median:.2f} | {ratio:,.0f} |"
