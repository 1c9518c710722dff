"""Secrets in files: made once with mode 0600, never in the environment, never in the database."""

import os
import secrets
from pathlib import Path


def read_or_create(path: Path) -> str:
    """The secret in ``path``; a new random one is written there the first time."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(50))
    return path.read_text().strip()
