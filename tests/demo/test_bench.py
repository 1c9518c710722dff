"""The bench's towns are whole: nothing points nowhere, nothing is everybody's, and nobody sees another town."""

from collections.abc import Iterator
from random import Random
from typing import Any

import psycopg
import pytest

from fahrwasser.cases.models import Case
from fahrwasser.demo.bench import directory
from fahrwasser.demo.bench.measure import BARE, Measured
from fahrwasser.demo.bench.report import silence_lines, tables
from fahrwasser.demo.bench.run import Size
from fahrwasser.demo.bench.silence import compared
from fahrwasser.demo.bench.towns import MOST_TOWNS, copied_models, copy_towns
from fahrwasser.demo.town import load
from fahrwasser.offers.models import Offer
from fahrwasser.pg import ADMIN, Server
from tests.conftest import DEMO_TEMPLATE, TEMPLATE, VAR, _admin, _fresh, template

TOWNS = 3
OFFERS = 150


@pytest.fixture(scope="module")
def towns(django_db_setup: None, django_db_blocker: Any, worker_id: str) -> Iterator[psycopg.Connection]:
    """Three towns in a database of their own, past all policies."""
    name = f"fw_bench_test_{worker_id}"
    with django_db_blocker.unblock():
        template(DEMO_TEMPLATE, load, like=TEMPLATE)
    _fresh(name, DEMO_TEMPLATE)
    with psycopg.connect(Server(VAR).url(ADMIN, name), autocommit=True) as connection:
        list(copy_towns(connection, TOWNS))
        yield connection
    _admin(f"DROP DATABASE {name} WITH (FORCE)")


def number(connection: psycopg.Connection, query: Any) -> int:
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0


def test_what_belongs_to_a_person_or_a_file_is_copied_and_offers_are_shared():
    models = copied_models()
    assert Case in models
    assert Offer not in models


def test_every_foreign_key_finds_its_row(towns: psycopg.Connection):
    for model in copied_models():
        for field in model._meta.concrete_fields:
            if field.is_relation:
                target = field.related_model._meta.db_table
                lost = number(
                    towns,
                    f"SELECT count(*) FROM {model._meta.db_table} r WHERE r.{field.column} IS NOT NULL"
                    f" AND NOT EXISTS (SELECT 1 FROM {target} t WHERE t.id = r.{field.column})",
                )
                assert lost == 0, f"{model.__name__}.{field.name}"


def test_each_town_has_its_own_people(towns: psycopg.Connection):
    people = number(towns, "SELECT count(*) FROM clients_client")
    names = number(towns, "SELECT count(DISTINCT search_key) FROM clients_client")
    assert people % TOWNS == 0
    assert names > people * 0.7
    phones = "SELECT count(DISTINCT phone) FROM clients_safechannel WHERE phone <> ''"
    assert number(towns, phones) > number(towns, "SELECT count(*) FROM clients_safechannel") * 0.6
    assert number(towns, "SELECT count(*) FROM accounts_organisation WHERE kind = 'municipality'") == TOWNS


def test_nobody_sees_another_town(towns: psycopg.Connection):
    """Each town's copy of one case manager, as the application's role: as many files as the original sees."""
    twins = towns.execute("SELECT id FROM accounts_user WHERE email LIKE '%cm2@demo.example'").fetchall()
    seen = []
    for (user,) in twins:
        with towns.transaction():
            towns.execute("SET LOCAL ROLE fw_app")
            towns.execute("SELECT set_config('app.user_id', %s, true)", [str(user)])
            seen.append(number(towns, "SELECT count(*) FROM cases_case"))
    assert len(seen) == TOWNS
    assert seen[0] > 0
    assert len(set(seen)) == 1


@pytest.mark.parametrize("wrong", [0, MOST_TOWNS + 1])
def test_a_number_of_towns_without_keys_is_refused(wrong):
    with pytest.raises(ValueError, match="towns"):
        list(copy_towns(None, wrong))  # type: ignore[arg-type]


def test_the_report_says_growth_beside_the_bare_limit():
    small = {BARE: Measured([1, 1]), "Page": Measured([40, 40], 16)}
    large = {BARE: Measured([2, 2]), "Page": Measured([60, 60], 16)}
    sizes = [Size(800, 300, 3, 14, 1, 20, small), Size(500_000, 200_000, 1900, 14, 150, 3000, large)]
    assert "| Page | 40.00 | 40.00 | 16 | 60.00 | 60.00 | 16 | 1.50 | 30 |" in list(tables(sizes))


@pytest.mark.parametrize(("added", "differs"), [(0.0, False), (5.0, True)])
def test_two_names_are_told_apart_only_when_they_differ(added, differs):
    chance = Random(7)  # noqa: S311  noise, no secret
    unknown = [30 + chance.random() for _ in range(400)]
    known = [30 + chance.random() + added for _ in range(400)]
    found = compared("known", known, unknown)
    assert found.differs is differs
    assert found.low <= found.median - found.unknown <= found.high
    assert list(silence_lines([found]))[2].endswith(f"| {'yes' if differs else 'no'} |")


def test_a_directory_of_the_bench_has_as_many_offers_as_asked_each_in_five_languages(towns: psycopg.Connection):
    with towns.transaction(force_rollback=True):
        directory._fill(
            towns, OFFERS, {code: directory._vocabulary(letters) for code, letters in directory.ALPHABETS.items()}
        )
        assert number(towns, "SELECT count(*) FROM offers_offer") == OFFERS
        foreign = "SELECT count(*) FROM offers_offertext WHERE language IN ('en', 'ar', 'uk', 'tr')"
        assert number(towns, foreign) == OFFERS * 4
        assert number(towns, "SELECT count(DISTINCT provider_id) FROM offers_offer") == OFFERS // 8 + 1
