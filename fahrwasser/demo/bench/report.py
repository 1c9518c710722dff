"""The figures as a page of the documentation."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from django.conf import settings

from fahrwasser.demo.bench.measure import BARE
from fahrwasser.demo.bench.run import Size
from fahrwasser.demo.bench.silence import Compared
from fahrwasser.matching.bench import Measured as Engine

PLACE = Path(settings.ROOT) / "docs" / "reference" / "bench.md"
METHOD = """Method: the demo town is copied set by set (`fahrwasser/demo/bench`), every copy a municipality of its own
with its units, six case managers and their files; names, dates of birth, telephones and addresses differ; offers and
providers are shared. The person of the bench is the same case manager with the same files at every size. Each page is
a real request through the Django test client, with every middleware; duplicate candidates are the query that the
pages use; all in the role `fw_app` with row-level security. 25 of each are counted, in five blocks in which the sizes
take turns, client and server on the same machine. Beside them stands the bare limit of the same run: one `SELECT` by
primary key, there and back. Growth is the median at the largest size over that at the smallest.

Taking a message (docs/adr/0017): rounds of real requests in the smallest database, each about somebody known, somebody
on level 2 and nobody, in an order that changes by chance. Told apart: whether the median of the paired differences is
away from zero with 95 % confidence.

Directory: offers made from the demo's own under other names and providers, each with four translations of 40 invented
words (4,000 words a language, by Zipf's law); the whole page of search results with all its filters, 50 of each.

Matching of one case: offers of the demo again and again with their conditions and capacities, and the case of the bench
user with the most open needs; 50 of each, the directory read once before. The first two lines are the comparison with
its explanations and the small set, without the page around it."""


def tables(sizes: Sequence[Size]) -> Iterator[str]:
    """The lines of both tables, in Markdown."""
    yield "| clients | cases | towns | open cases of the bench user | loaded in s | MB on disk |"
    yield "|---:|---:|---:|---:|---:|---:|"
    for size in sizes:
        yield (f"| {size.clients:,} | {size.cases:,} | {size.towns:,} | {size.own_cases} | {size.seconds:.0f}"
               f" | {size.megabytes:,} |")  # fmt: skip
    yield ""
    heads = "".join(f" {size.clients:,}: median | p95 | statements |" for size in sizes)
    yield f"| milliseconds of the server |{heads} growth | × bare limit |"
    yield "|---|" + "---:|" * (3 * len(sizes) + 2)
    for name in sizes[0].measured:
        yield _line(name, sizes)


def _line(name: str, sizes: Sequence[Size]) -> str:
    measured = [size.measured[name] for size in sizes]
    cells = "".join(f" {m.median:.2f} | {m.p95:.2f} | {m.queries} |" for m in measured)
    bare = sizes[-1].measured[BARE]
    growth = measured[-1].median / measured[0].median
    return f"| {name} |{cells} {growth:.2f} | {measured[-1].median / bare.median:,.0f} |"


def engine_lines(sizes: Sequence[Engine]) -> Iterator[str]:
    """The matching engine: pairs of need and offer explained per second, and the peak memory of the process so far."""
    yield "| matching | needs | offers | pairs | taking in, s | comparing, s | pairs per second | × scalar form | MB |"
    yield "|---|" + "---:|" * 8
    for size in sizes:
        yield (f"| {size.name} | {size.needs:,} | {size.offers:,} | {size.pairs:,} | {size.taking_in:.2f}"
               f" | {size.seconds:.2f} | {size.pairs_per_second:,.0f} | {size.times_faster:,.0f}"
               f" | {size.megabytes:,.0f} |")  # fmt: skip


def silence_lines(found: Sequence[Compared]) -> Iterator[str]:
    """Taking a message: the answer for a name we know beside one we do not."""
    yield "| taking a message about somebody | ms | ms, unknown | difference, 95 of 100 | told apart |"
    yield "|---|---:|---:|---:|---|"
    for one in found:
        yield (f"| {one.kind} | {one.median:.2f} | {one.unknown:.2f} | {one.low:+.2f} to {one.high:+.2f}"
               f" | {'yes' if one.differs else 'no'} |")  # fmt: skip


def write(lines: Sequence[str], machine: str) -> None:
    head = f"# Speed\n\nMeasured on {date.today():%d.%m.%Y} by `make bench`: {machine}.\n"  # noqa: DTZ011  a real day
    PLACE.write_text("\n".join([head, METHOD, "", *lines, ""]))
