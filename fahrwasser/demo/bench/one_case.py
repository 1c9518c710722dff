"""How long matching of one case takes: few offers in the directory, and many, each with its conditions and places."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import psycopg
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fahrwasser.accounts.models import User
from fahrwasser.assessment.models import Need
from fahrwasser.core import clock
from fahrwasser.core.acting import acting_as
from fahrwasser.demo.bench import databases
from fahrwasser.demo.bench.measure import BARE, BARE_ROUNDS, Measured
from fahrwasser.demo.town import DOMAIN
from fahrwasser.matching import queries
from fahrwasser.matching.directory import NOT_YET, Kept
from fahrwasser.matching.rules import Match
from fahrwasser.offers.models import Capacity, Criterion, Offer

BLOCKS: Final = 5
ROUNDS: Final = 10  # per block
COPIED: Final = (Criterion, Capacity)


@dataclass(frozen=True)
class Matched:
    """A directory of that many offers, and what was measured with it."""

    offers: int
    database: str
    measured: dict[str, Measured] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)


def run(sizes: Sequence[int], say: Callable[[str], object]) -> list[Matched]:
    """Every act at every size; expects the base database of the bench."""
    loaded = [_loaded(size) for size in sizes]
    for block in range(BLOCKS):
        say(f"matching of one case: block {block + 1} of {BLOCKS}")
        for one in loaded:
            with databases.connected("fw_app", one.database):
                _add_block(one)
    for one in loaded:
        databases.drop(one.database)
    return loaded


def _loaded(size: int) -> Matched:
    name = f"fw_bench_matching_{size}"
    databases.copy_base(name)
    with databases.admin(name) as admin:
        admin.execute("SET session_replication_role = replica")
        _grow(admin, size)
        admin.execute("VACUUM (ANALYZE)")
    return Matched(size, name)


def _grow(admin: psycopg.Connection, size: int) -> None:
    """So many offers: the demo's own again and again, with their conditions and capacities."""
    (known,) = admin.execute("SELECT count(*) FROM offers_offer").fetchone() or (0,)
    admin.execute(
        "CREATE TEMP TABLE grown AS SELECT o.id AS old, gen_random_uuid() AS id FROM"
        " (SELECT id, row_number() OVER (ORDER BY id) AS place FROM offers_offer) o"
        " JOIN generate_series(%s, %s - 1) AS n ON n %% %s = o.place - 1",
        [known, size, known],
    )
    _copy(admin, Offer, {"id": "g.id", "code": "''", "external_id": "''"}, "id")
    for model in COPIED:
        _copy(admin, model, {"id": "gen_random_uuid()", "offer_id": "g.id"}, "offer_id")


def _copy(admin: psycopg.Connection, model: type[Offer | Criterion | Capacity], new: dict[str, str], by: str) -> None:
    columns = [str(one.column) for one in model._meta.concrete_fields if not one.generated]
    values = ", ".join(new.get(column, f"o.{column}") for column in columns)
    admin.execute(
        f"INSERT INTO {model._meta.db_table} ({', '.join(columns)})"  # noqa: S608
        f" SELECT {values} FROM {model._meta.db_table} o JOIN grown g ON g.old = o.{by}"
    )


@override_settings(FAHRWASSER_MFA_REQUIRED=False)
def _add_block(one: Matched) -> None:
    Kept.read = NOT_YET  # another database than before
    user = User.objects.get(email=f"cm2@{DOMAIN}")
    with acting_as(user.pk):
        need = _busiest(user)
    browser = Client(headers={"host": "localhost"})
    browser.force_login(user)
    offer = Offer.objects.values_list("pk", flat=True)[0]
    one.measured.setdefault(BARE, Measured()).add(
        lambda: Offer.objects.filter(pk=offer).values_list("pk").get(), BARE_ROUNDS
    )
    for name, act in _acts(need, user, browser, one).items():
        act()  # the directory is read once by each process
        with CaptureQueriesContext(connection) as captured:
            act()
        one.measured.setdefault(name, Measured(queries=len(captured))).add(act, ROUNDS)


def _busiest(user: User) -> Need:
    """A need of the case with the most open needs."""
    needs = list(Need.objects.visible_to(user).filter(closed_on=None, case__state="open").select_related("case"))
    of_case: dict[object, list[Need]] = {}
    for need in needs:
        of_case.setdefault(need.case_id, []).append(need)
    return max(of_case.values(), key=len)[0]


def _acts(need: Need, user: User, browser: Client, one: Matched) -> dict[str, Callable[[], object]]:
    def whole() -> None:
        with acting_as(user.pk):
            found = queries.whole_case(need.case, user, clock.today())
        one.said[:] = [_sizes([ranked.match for comparison in found.comparisons for ranked in comparison.ranked])]

    def single() -> None:
        with acting_as(user.pk):
            queries.compare(need, user, clock.today())

    return {
        "Matching of one need": single,
        "Matching of one case": whole,
        "Page of one need": lambda: _ask(browser, reverse("matching:need", args=[need.pk])),
        "Page of one case": lambda: _ask(browser, reverse("matching:case", args=[need.case_id])),
    }


def _sizes(matches: Sequence[Match]) -> str:
    """The copies of an offer ask the same, so how many conditions differ belongs to the figures."""
    demands = [id(condition.demand) for match in matches for condition in match.asked.conditions]
    return f"{len(matches):,} pairs with {len(demands):,} conditions, {len(set(demands)):,} of them different"


def _ask(browser: Client, url: str) -> None:
    status = browser.get(url).status_code
    if status != 200:
        raise RuntimeError(f"the page answered {status}")


def lines(sizes: Sequence[Matched]) -> Iterator[str]:
    """The table in Markdown; growth is the median at the largest size over that at the smallest."""
    heads = "".join(f" {size.offers:,} offers: median | p95 | statements |" for size in sizes)
    yield f"| matching of one case, ms |{heads} growth | × bare limit |"
    yield "|---|" + "---:|" * (3 * len(sizes) + 2)
    for name in sizes[0].measured:
        found = [size.measured[name] for size in sizes]
        cells = "".join(f" {m.median:.2f} | {m.p95:.2f} | {m.queries} |" for m in found)
        ratio = found[-1].median / sizes[-1].measured[BARE].median
        yield f"| {name} |{cells} {found[-1].median / found[0].median:.2f} | {ratio:,.0f} |"
    told = "; ".join(f"at {size.offers:,} offers {said}" for size in sizes for said in size.said)
    yield ""
    yield f"The case: {told}."
