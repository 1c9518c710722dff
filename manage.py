#!/usr/bin/env python
"""Command line of Django: the owner role changes the schema, the worker does jobs, the application all else."""

import os
import sys

OWNER_COMMANDS = {"migrate", "prepare", "demo", "makemigrations", "sqlmigrate"}
WORKER_COMMANDS = {"procrastinate", "match_all"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fahrwasser.settings")
    if len(sys.argv) > 1 and sys.argv[1] in OWNER_COMMANDS:
        os.environ.setdefault("FAHRWASSER_DB_ROLE", "fw_owner")
    if len(sys.argv) > 1 and sys.argv[1] in WORKER_COMMANDS:
        os.environ.setdefault("FAHRWASSER_DB_ROLE", "fw_worker")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
