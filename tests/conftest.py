"""The rig: one embedded server per run, a template database, every connection as the application role."""

import contextlib
import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import hypothesis
import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

from fahrwasser.accounts.actions import load_roles
from fahrwasser.core.acting import acting_as, as_role
from fahrwasser.deadlines.revising import load_rules
from fahrwasser.installation import apply_functions, ensure_database
from fahrwasser.pg import ADMIN, Server
from tests.browser import find_chromium
from tests.town import Town, build_town

# No test fails because the machine is busy with something else.
hypothesis.settings.register_profile("house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("house")
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's synchronous API runs an event loop of its own
# Two runs at the same time on one machine take different spaces.
VAR = Path(__file__).resolve().parent.parent / "var" / f"test{os.environ.get('FAHRWASSER_TEST_SPACE', '')}"
KEYS, TODAY = VAR / "keys" / "encryption_keys", "2026-03-09T12:00"
SOURCE = Path(__file__).resolve().parent.parent / "fahrwasser"


def _fingerprint(*patterns: str) -> str:
    """Changes with the files that a template database is made from, and with the libraries that make it."""
    found = {path for pattern in patterns for path in SOURCE.glob(pattern)}
    content = sha256((SOURCE.parent / "requirements.lock").read_bytes() + Path(__file__).read_bytes())
    for path in sorted(found):
        content.update(str(path.relative_to(SOURCE)).encode() + path.read_bytes())
    return content.hexdigest()[:12]


# A template stays for the next run as long as nothing has changed that it is made from.
SCHEMA = ("*/migrations/*.py", "core/sql/*", "core/policies.py", "accounts/*.py", "deadlines/*.py", "policy/*.yaml")
TEMPLATE = f"fw_template_{_fingerprint(*SCHEMA)}"
DEMO_TEMPLATE = f"fw_demo_template_{_fingerprint('**/*.py', '**/*.yaml', '**/*.sql', '**/*.json')}"


def _admin(statement: str) -> None:
    with psycopg.connect(Server(VAR).url(ADMIN, "postgres"), autocommit=True) as admin:
        admin.execute(statement)


def pytest_configure(config: pytest.Config) -> None:
    """The controlling process starts the server; the workers find it running."""
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    # Before any test: whichever worker builds a template, its sealed rows and its days are those of the tests.
    settings.ENCRYPTION_KEY_FILE, settings.FAHRWASSER_TODAY = KEYS, TODAY
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the slow one costs minutes
    if not hasattr(config, "workerinput"):
        server = Server(VAR)
        server.start()
        _drop_old_templates()
        _admin("""DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'fw_test') THEN
            CREATE ROLE fw_test LOGIN NOINHERIT; END IF; END $$""")


def _drop_old_templates() -> None:
    with psycopg.connect(Server(VAR).url(ADMIN, "postgres"), autocommit=True) as admin:
        rows = admin.execute("SELECT datname FROM pg_database WHERE datname ~ '^fw_(demo_)?template'").fetchall()
    for (name,) in rows:
        if name not in (TEMPLATE, DEMO_TEMPLATE):
            _admin(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        Server(VAR).stop()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test may use both aliases of the one database; transactions keep tests apart, or a database of its own."""
    for item in items:
        if "journeys" not in item.nodeid and "at_once" not in item.nodeid:
            item.add_marker(pytest.mark.django_db(databases=["default", "cache"]))


@contextlib.contextmanager
def _connected(user: str, name: str) -> Iterator[None]:
    before = {alias: dict(connections[alias].settings_dict) for alias in connections}
    for alias in connections:
        connections[alias].close()
        connections[alias].settings_dict.update(NAME=name, USER=user, HOST=str(Server(VAR).socket))
    yield
    for alias in connections:
        connections[alias].close()
        connections[alias].settings_dict.update(before[alias])


def _migrate() -> None:
    call_command("migrate", verbosity=0, interactive=False)
    apply_functions()
    load_roles()
    load_rules()
    _admin("GRANT fw_app, fw_owner, fw_worker, fw_eraser TO fw_test WITH INHERIT FALSE, SET TRUE")
    _admin("ALTER ROLE fw_test SET role = 'fw_app'")


def template(name: str, fill: Callable[[], object], like: str = "") -> None:
    """Build a template database once, by whichever worker comes first; ``like`` names one to start from."""
    VAR.mkdir(parents=True, exist_ok=True)
    with (VAR / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with psycopg.connect(Server(VAR).url(ADMIN, "postgres"), autocommit=True) as admin:
            if admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                return
        if like:
            _fresh(f"{name}_new", like)
        else:
            _admin(f"DROP DATABASE IF EXISTS {name}_new WITH (FORCE)")
            ensure_database(Server(VAR), f"{name}_new")
        with _connected("fw_owner", f"{name}_new"):
            fill()
        _admin(f"ALTER DATABASE {name}_new RENAME TO {name}")


def _build_template() -> None:
    template(TEMPLATE, _migrate)


def _fresh(name: str, like: str = TEMPLATE) -> None:
    _admin(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    _admin(f"CREATE DATABASE {name} TEMPLATE {like}")


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    name = f"fw_test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    with django_db_blocker.unblock():
        _build_template()
        _fresh(name)
        with _connected("fw_test", name):
            yield
    _admin(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(autouse=True)
def _own_keys_and_day(settings: Any) -> None:
    settings.ENCRYPTION_KEY_FILE, settings.FAHRWASSER_TODAY = KEYS, TODAY


@contextlib.contextmanager
def as_owner() -> Iterator[None]:
    """Past all policies: for building fixtures and for looking at what really lies in a table."""
    with as_role("fw_owner"):
        yield


@pytest.fixture
def town(db: None) -> Town:
    """The people and files of the access matrix, in this test's transaction."""
    with as_owner():
        return build_town()


@pytest.fixture
def nobody(db: None) -> None:
    """The state between requests: nobody acts."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.user_id', '', true)")


@contextlib.contextmanager
def fresh_database(name: str, like: str = TEMPLATE) -> Iterator[None]:
    """A database of one test's own, whose rows stay: for several connections at once."""
    for alias in connections:
        connections[alias].close()
    _fresh(name, like)
    with _connected("fw_test", name):
        yield
    _admin(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture
def site_template() -> str:
    """The template the site's database is made from; journeys name their own."""
    return TEMPLATE


@pytest.fixture
def site(django_db_setup: None, django_db_blocker: Any, site_template: str) -> Iterator[Any]:
    """A live server on a database of its own, fresh from the template; its connections are the application's."""
    from pytest_django.live_server_helper import LiveServer

    with django_db_blocker.unblock(), fresh_database(connection.settings_dict["NAME"] + "_site", site_template):
        server = LiveServer("localhost")
        try:
            yield server
        finally:
            server.stop()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    arguments = [
        "--no-sandbox",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    return {**browser_type_launch_args, "executable_path": find_chromium(shutil.which), "args": arguments}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "locale": "de-DE", "viewport": {"width": 1280, "height": 900}}


__all__ = ["acting_as", "as_owner"]
