"""A real worker process, logged in as the worker's role, takes what is in the queue, once."""

import os
import subprocess
import sys

from django.conf import settings
from django.db import connection

from tests.conftest import VAR


def work_once() -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "FAHRWASSER_VAR": str(VAR),
        "FAHRWASSER_DB_NAME": connection.settings_dict["NAME"],
        "FAHRWASSER_DB_ROLE": "fw_worker",
        "FAHRWASSER_TODAY": "2026-03-09",
    }
    return subprocess.run(
        [sys.executable, "manage.py", "procrastinate", "worker", "--one-shot"],
        cwd=settings.ROOT, env=environment, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
