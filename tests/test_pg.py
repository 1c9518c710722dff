"""The embedded server is closed to everybody but the user that started it."""

import os
import pwd
import stat

import psycopg
import pytest

from fahrwasser.installation import ensure_database, uses_embedded_server
from fahrwasser.pg import ADMIN, SOCKET_PATH_LIMIT, Server, is_root


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("var"))
    server.start()
    yield server
    server.destroy()


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_data_and_socket_belong_to_nobody_else(server):
    assert mode(server.data) == 0o700
    assert mode(server.socket) == 0o700


def test_there_is_no_network_port(server):
    with psycopg.connect(server.url(ADMIN, "postgres")) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        assert connection.execute("SHOW data_checksums").fetchone() == ("on",)


def test_starting_twice_changes_nothing_and_stopping_loses_nothing(server):
    ensure_database(server, "kept")
    with psycopg.connect(server.url("fw_owner", "kept"), autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept AS SELECT 1 AS one")
    server.start()
    server.stop()
    assert not server.is_running()
    server.start()
    with psycopg.connect(server.url("fw_owner", "kept")) as connection:
        assert connection.execute("SELECT one FROM kept").fetchone() == (1,)


def test_only_the_user_who_started_it_is_let_in(server):
    starter = pwd.getpwuid(os.geteuid()).pw_name
    assert (server.data / "pg_hba.conf").read_text() == "local all all peer map=fw\n"
    let_in = {line.split()[1] for line in (server.data / "pg_ident.conf").read_text().splitlines()}
    assert let_in == {starter}


def test_a_deep_folder_gets_a_short_socket(tmp_path):
    deep = Server(tmp_path / ("tief" * 30))
    assert len(str(deep.socket)) <= SOCKET_PATH_LIMIT or is_root()


def test_an_operators_database_leaves_the_embedded_server_alone(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://fw_app@db.example/fahrwasser")
    assert not uses_embedded_server()
