"""What the database refuses on its own, when somebody gets past the application with its rights."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from fahrwasser.core.acting import acting_as
from tests.invariants.attempts import ATTEMPTS, GO_THROUGH
from tests.invariants.cast import build_cast
from tests.invariants.document import PAGE, document
from tests.invariants.laws import LAWS
from tests.invariants.probe import build_probe


@pytest.fixture
def probe(db: None) -> dict[str, Any]:
    return build_probe(build_cast())


REFUSALS = ("23", "42501", "P0")
"""Classes of SQLSTATE: a constraint, a missing right or a row policy, a trigger. Anything else is a broken attempt."""


class Undone(Exception):
    """Ends a statement that went through, so that nothing of it stays."""


def outcome(statement: str, keys: dict[str, Any]) -> str:
    """The SQLSTATE of the refusal, or how many rows a bare statement of the lead of the file has touched."""
    try:
        with transaction.atomic(), acting_as(keys["me"]), connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            assert cursor.fetchone() == ("fw_app",)
            cursor.execute(statement, keys)
            touched = cursor.rowcount
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
            raise Undone
    except Undone:
        return f"{touched} rows"
    except DatabaseError as error:
        return str(getattr(error.__cause__, "sqlstate", ""))


def test_the_database_refuses_what_it_is_said_to_refuse(probe: dict[str, Any]) -> None:
    for _law, what, statement in ATTEMPTS:
        found = outcome(statement, probe)
        if what in GO_THROUGH:
            assert found == "1 rows", f"{what}: {found}"
        else:
            assert found.startswith(REFUSALS), f"{what}: {found}"


def test_every_attempt_names_a_law() -> None:
    assert {law for law, _what, _statement in ATTEMPTS} <= {law.name for law in LAWS}
    assert {what for _law, what, _statement in ATTEMPTS} >= GO_THROUGH


def test_the_document_says_what_is_held_where() -> None:
    assert PAGE.read_text() == document(), "python -m tests.invariants.document"
