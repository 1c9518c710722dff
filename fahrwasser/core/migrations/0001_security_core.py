"""Roles, schemas and functions: before the first table, because every table's policies name them."""

from django.db import migrations

from fahrwasser.core import sql


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    run_before = [("contenttypes", "0001_initial"), ("auth", "0001_initial"),
                  ("sessions", "0001_initial"), ("procrastinate", "0001_initial"), ("mfa", "0001_initial"),
                  ("account", "0001_initial"), ("pghistory", "0001_initial")]
    operations = [
        migrations.RunSQL(sql.read("roles.sql"), migrations.RunSQL.noop),
        migrations.RunSQL(sql.functions(), migrations.RunSQL.noop),
        migrations.RunSQL(
            "CREATE EXTENSION IF NOT EXISTS pg_trgm; CREATE EXTENSION IF NOT EXISTS unaccent;"
            " CREATE EXTENSION IF NOT EXISTS btree_gist; CREATE EXTENSION IF NOT EXISTS fuzzystrmatch",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            "CREATE TABLE core_cache (cache_key varchar(255) PRIMARY KEY, value text NOT NULL,"
            " expires timestamptz NOT NULL); CREATE INDEX core_cache_expires ON core_cache (expires)",
            "DROP TABLE core_cache",
        ),
    ]
