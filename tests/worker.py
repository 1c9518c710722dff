"""A real worker process, logged in as the worker's role, takes what is in the queue, once."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

from tests.conftest import VAR

COMMAND = [sys.executable, "manage.py", "procrastinate", "worker", "--one-shot"]


def _environment() -> dict[str, str]:
    return {
        **os.environ,
        "FAHRWASSER_VAR": str(VAR),
        "FAHRWASSER_DB_NAME": connection.settings_dict["NAME"],
        "FAHRWASSER_DB_ROLE": "fw_worker",
        "FAHRWASSER_TODAY": "2026-03-09",
    }


def work_once() -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        COMMAND, cwd=settings.ROOT, env=_environment(), capture_output=True, text=True, timeout=180, check=True
    )


@contextmanager
def working() -> Iterator[subprocess.Popen[bytes]]:
    """A worker that runs beside the test, to be killed."""
    worker = subprocess.Popen(COMMAND, cwd=settings.ROOT, env=_environment())
    try:
        yield worker
    finally:
        worker.kill()
        worker.wait()
