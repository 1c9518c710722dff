"""Making a database ready: server, roles, schema, what the organisation decided. Safe to repeat at any time."""

import os

import psycopg
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection, transaction
from psycopg import sql as compose

from fahrwasser.accounts.actions import load_roles
from fahrwasser.core import sql
from fahrwasser.deadlines.revising import load_rules
from fahrwasser.pg import ADMIN, Server


def uses_embedded_server() -> bool:
    return not os.environ.get("DATABASE_URL")


def ensure_server() -> None:
    """Start the embedded server and make its owner role and database; an operator's own server is not touched."""
    if not uses_embedded_server():
        return
    server = Server(settings.VAR)
    server.start()
    ensure_database(server, os.environ.get("FAHRWASSER_DB_NAME", "fahrwasser"))


def ensure_database(server: Server, name: str) -> None:
    with psycopg.connect(server.url(ADMIN, "postgres"), autocommit=True) as admin:
        if not admin.execute("SELECT 1 FROM pg_roles WHERE rolname = 'fw_owner'").fetchone():
            admin.execute("CREATE ROLE fw_owner LOGIN CREATEROLE")
        if not admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            admin.execute(compose.SQL("CREATE DATABASE {} OWNER fw_owner").format(compose.Identifier(name)))


def prepare_database() -> None:
    """Bring the schema, the functions, the roles and the rules of the connected database up to date, as the owner."""
    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    with transaction.atomic():
        apply_functions()
        load_roles()
        load_rules()


def refuse_powerful_role() -> None:
    """Raise ``ImproperlyConfigured`` where the web application would run past the row policies."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolname FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolbypassrls OR EXISTS"
            " (SELECT 1 FROM pg_class c WHERE c.relname = 'cases_case' AND c.relowner = pg_roles.oid))"
        )
        powerful = cursor.fetchone()
    connection.close()
    if powerful:
        raise ImproperlyConfigured(
            f"DATABASE_URL logs in as {powerful[0]}, which reads past the row policies. Use the role fw_app."
        )


def apply_functions() -> None:
    """Apply every function of schema ``fw`` again: they are code, and change without a migration."""
    with connection.cursor() as cursor:
        cursor.execute(sql.functions())
