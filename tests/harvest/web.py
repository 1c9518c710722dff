"""A real HTTP server on an address of this machine, that answers as a test wants."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HOST = "127.0.0.2"  # a network of the test: everything else of this machine stays forbidden


class Answers(BaseHTTPRequestHandler):
    """One way of answering per path; ``seen`` keeps what was asked."""

    ways: dict[str, Callable[["Answers"], None]]
    seen: list[tuple[str, dict[str, str]]]

    def do_GET(self) -> None:
        self.seen.append((self.path, dict(self.headers)))
        try:
            self.ways[self.path](self)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    @property
    def port(self) -> int:
        return int(self.headers["Host"].rsplit(":", 1)[1])

    def log_message(self, *args: object) -> None:
        """Nothing on the screen."""

    def say(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def drip(self) -> None:
        """A slow loris: a header that never ends."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(600):
            self.wfile.write(f"X-{number}: langsam\r\n".encode())
            time.sleep(0.1)

    def flood(self) -> None:
        """Ten gigabytes."""
        self.send_response(200)
        self.send_header("Content-Length", str(10 * 1024**3))
        self.end_headers()
        for _ in range(10 * 1024):
            self.wfile.write(b" " * 1024**2)


@contextmanager
def serving(**ways: Callable[[Answers], None]) -> Iterator[tuple[str, list[tuple[str, dict[str, str]]]]]:
    """The address of a server, and what it was asked; names of ``ways`` are paths."""
    seen: list[tuple[str, dict[str, str]]] = []
    handler = type("Here", (Answers,), {"ways": {f"/{name}": way for name, way in ways.items()}, "seen": seen})
    server = ThreadingHTTPServer((HOST, 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_port}", seen
    finally:
        server.shutdown()
        server.server_close()
