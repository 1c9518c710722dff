"""Fetching from public addresses: only out of the house, only so much, only so long. No Django.

The address that is checked is the one that is connected to: names are looked up here, once, and whatever a name says
the next time plays no part. Host and TLS name stay those of the address.
"""

import ipaddress
import socket
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Any, Final
from urllib.parse import unquote, urljoin, urlsplit

import httpcore
import httpx

from fahrwasser.core.errors import DomainError
from fahrwasser.harvest.jsontext import MAX_BYTES

REDIRECTS: Final = 3
PATIENCE: Final = 10.0  # seconds for one step
DEADLINE: Final = 120.0  # seconds for everything
MOVED: Final = (301, 302, 303, 307, 308)
NOT_PUBLIC: Final = "Diese Adresse liegt nicht im öffentlichen Internet."
NO_HOST: Final = "Den Rechner {} gibt es nicht."
SILENT: Final = "Der Rechner antwortet nicht oder zu langsam."
TOO_BIG: Final = "Die Antwort ist größer als 50 Megabyte."
TOO_MANY: Final = "Die Adresse leitet zu oft weiter."
BAD_ADDRESS: Final = "Das ist keine Adresse, die mit http:// oder https:// beginnt."
CARRIES_LOGIN: Final = "In der Adresse stehen Zugangsdaten. Abgerufen wird nur, was öffentlich ist."
ANSWER: Final = "Der Rechner antwortet mit dem Fehler {}."

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address


class Unreachable(DomainError):
    """What stands at an address could not be fetched."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """One answer. ``content`` is ``None`` when nothing is new; ``mark``: what to ask with the next time."""

    name: str
    content: bytes | None
    mark: Mapping[str, str] = field(default_factory=dict)


def check(address: str) -> str:
    """The address as it may be asked. Raises ``Unreachable`` for one that is none, or carries a password."""
    try:
        parts = urlsplit(address.strip())
        valid = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError as error:
        raise Unreachable(BAD_ADDRESS) from error
    if not valid or any(letter.isspace() or ord(letter) < 32 for letter in address.strip()):
        raise Unreachable(BAD_ADDRESS)
    if parts.username or parts.password:
        raise Unreachable(CARRIES_LOGIN)
    return address.strip()


def is_public(address: Address, also: Iterable[Network] = ()) -> bool:
    """Whether a machine outside may be meant; ``also``: networks that the operator allows."""
    if any(address in network for network in also):
        return True
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is not None:
            return is_public(inner, also)
        if address in ipaddress.ip_network("64:ff9b::/96"):
            return is_public(IPv4Address(int(address) & 0xFFFFFFFF), also)
    return address.is_global and not address.is_multicast


class _Stream(httpcore.NetworkStream):
    """A connection on which nothing takes longer than is left."""

    def __init__(self, stream: httpcore.NetworkStream, end: float) -> None:
        self.stream, self.end = stream, end

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.stream.read(max_bytes, left(self.end))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.stream.write(buffer, left(self.end))

    def close(self) -> None:
        self.stream.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self.stream.start_tls(ssl_context, server_hostname, left(self.end)), self.end)

    def get_extra_info(self, info: str) -> Any:
        return self.stream.get_extra_info(info)


def left(end: float) -> float:
    """Seconds for the next step. Raises when the time is over."""
    rest = end - time.monotonic()
    if rest <= 0:
        raise httpcore.ReadTimeout
    return min(PATIENCE, rest)


class _Outside(httpcore.NetworkBackend):
    """Connects to public machines only."""

    def __init__(self, also: Sequence[Network], end: float) -> None:
        self.also, self.end = also, end
        self.backend = httpcore.SyncBackend()

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.NetworkStream:  # fmt: skip
        for address in _found(host, port):
            if is_public(address, self.also):
                return _Stream(self.backend.connect_tcp(str(address), port, left(self.end)), self.end)
        raise Unreachable(NOT_PUBLIC)

    def connect_unix_socket(self, path: str, timeout: float | None = None, socket_options: Any = None) -> Any:
        raise Unreachable(NOT_PUBLIC)


def _found(host: str, port: int) -> list[Address]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable(NO_HOST.format(host)) from error
    return [ipaddress.ip_address(str(one[4][0]).split("%")[0]) for one in found]


class _Transport(httpx.BaseTransport):
    """httpx over connections that lead outside."""

    def __init__(self, also: Sequence[Network], end: float) -> None:
        context = httpx.create_ssl_context(trust_env=False)
        self.pool = httpcore.ConnectionPool(ssl_context=context, network_backend=_Outside(also, end))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = httpcore.URL(
            scheme=request.url.raw_scheme, host=request.url.raw_host, port=request.url.port,
            target=request.url.raw_path,
        )  # fmt: skip
        answer = self.pool.handle_request(httpcore.Request(request.method, url, headers=request.headers.raw))
        stream: Any = answer.stream
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(stream))

    def close(self) -> None:
        self.pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, stream: Any) -> None:
        self.stream = stream

    def __iter__(self) -> Iterator[bytes]:
        yield from self.stream

    def close(self) -> None:
        self.stream.close()


def fetch(
    address: str, mark: Mapping[str, str] | None = None, *, also: Sequence[str] = (), deadline: float = DEADLINE
) -> Fetched:
    """What stands at the address, or that nothing is new since ``mark``. Raises ``Unreachable`` with the reason."""
    networks = [ipaddress.ip_network(one) for one in also]
    try:
        with httpx.Client(
            transport=_Transport(networks, time.monotonic() + deadline), trust_env=False, follow_redirects=False
        ) as client:
            return _follow(client, check(address), dict(mark or {}))
    except (httpx.HTTPError, httpx.InvalidURL, httpcore.NetworkError, httpcore.TimeoutException,
            httpcore.ProtocolError, OSError) as error:  # fmt: skip
        raise Unreachable(SILENT) from error


def _follow(client: httpx.Client, address: str, mark: dict[str, str]) -> Fetched:
    headers = {"User-Agent": "Fahrwasser", "Accept-Encoding": "identity", **mark}
    for _ in range(REDIRECTS + 1):
        with client.stream("GET", address, headers=headers) as answer:
            if answer.status_code == 304:
                return Fetched(_name(address), None, mark)
            if answer.status_code in MOVED and "location" in answer.headers:
                address = check(urljoin(address, answer.headers["location"]))
                continue
            if answer.status_code != 200:
                raise Unreachable(ANSWER.format(answer.status_code))
            return Fetched(_name(address), _limited(answer), _mark(answer))
    raise Unreachable(TOO_MANY)


def _limited(answer: httpx.Response) -> bytes:
    parts, size = [], 0
    for part in answer.iter_bytes(65_536):
        size += len(part)
        if size > MAX_BYTES:
            raise Unreachable(TOO_BIG)
        parts.append(part)
    return b"".join(parts)


def _mark(answer: httpx.Response) -> dict[str, str]:
    found = {"If-None-Match": answer.headers.get("etag"), "If-Modified-Since": answer.headers.get("last-modified")}
    return {name: value[:500] for name, value in found.items() if value}


def _name(address: str) -> str:
    """A name for the file: the last parts of the way, which tell the language."""
    parts = [unquote(part) for part in urlsplit(address).path.split("/") if part][-2:]
    return "_".join(parts)[:150] or str(urlsplit(address).hostname)
