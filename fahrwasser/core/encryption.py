"""Encryption by the application for what must not lie readable in the database, its dumps or its backups.

The key file holds one Fernet key per line, the newest first: writing uses the first, reading tries all.
"""

import os
from functools import lru_cache
from pathlib import Path

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def _read_or_create(path: Path) -> list[bytes]:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes().split()
    with os.fdopen(handle, "wb") as file:
        file.write(Fernet.generate_key() + b"\n")
    return path.read_bytes().split()


@lru_cache(maxsize=4)
def _cipher(path: Path) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in _read_or_create(path)])


def encrypt(text: str) -> str:
    """``text`` as a token that only the holder of a key in the key file can read; empty stays empty."""
    return _cipher(settings.ENCRYPTION_KEY_FILE).encrypt(text.encode()).decode() if text else ""


def decrypt(token: str) -> str:
    """The text behind ``token``. Raises ``cryptography.fernet.InvalidToken`` when no key fits."""
    return _cipher(settings.ENCRYPTION_KEY_FILE).decrypt(token.encode()).decode() if token else ""


def seal(content: bytes) -> bytes:
    """The same for bytes."""
    return _cipher(settings.ENCRYPTION_KEY_FILE).encrypt(content)


def unseal(token: bytes) -> bytes:
    """The bytes behind ``token``. Raises ``cryptography.fernet.InvalidToken`` when no key fits."""
    return _cipher(settings.ENCRYPTION_KEY_FILE).decrypt(token)
