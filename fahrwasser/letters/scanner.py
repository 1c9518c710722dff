"""Asking a ClamAV daemon of the municipality whether a file is clean (its INSTREAM command)."""

import socket
import struct
from contextlib import closing

from fahrwasser.core.errors import NotAllowed

PIECE = 64 * 1024  # bytes
PATIENCE = 20  # seconds
INFECTED = "Der Virenscanner hat diese Datei abgelehnt. Sie ist nicht gespeichert. Bitte fragen Sie die IT."
UNREACHABLE = "Der Virenscanner antwortet nicht. Die Datei ist nicht gespeichert. Bitte versuchen Sie es später."


def check(content: bytes, address: str) -> None:
    """Raise ``NotAllowed`` unless the daemon says that ``content`` is clean; without an ``address`` nobody is asked.

    ``address`` is the path of a socket, or host:port.
    """
    if not address:
        return
    try:
        answer = _ask(content, address)
    except (OSError, ValueError):
        raise NotAllowed(UNREACHABLE, field="scans") from None
    if answer.endswith(b"FOUND"):
        raise NotAllowed(INFECTED, field="scans")
    if answer != b"stream: OK":
        raise NotAllowed(UNREACHABLE, field="scans")


def _connect(address: str) -> socket.socket:
    if address.startswith("/"):
        found = socket.socket(socket.AF_UNIX)
        found.settimeout(PATIENCE)
        found.connect(address)
        return found
    host, _, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=PATIENCE)


def _ask(content: bytes, address: str) -> bytes:
    with closing(_connect(address)) as connection:
        connection.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), PIECE):
            piece = content[start : start + PIECE]
            connection.sendall(struct.pack("!L", len(piece)) + piece)
        connection.sendall(struct.pack("!L", 0))
        answer = b""
        while not answer.endswith(b"\0") and (more := connection.recv(4096)):
            answer += more
        return answer.rstrip(b"\0").strip()
