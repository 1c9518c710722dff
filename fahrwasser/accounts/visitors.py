"""Somebody without a log-in: how often they come, without keeping from where."""

import secrets
from datetime import datetime
from ipaddress import ip_address, ip_network

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from fahrwasser import policy

DAY = 24 * 60 * 60  # seconds
PREFIX_IPV6 = 64  # one connection holds so many bits' worth of addresses


def _limit(code: str) -> tuple[int, int]:
    found = next(row for row in policy.read("public_form")["limits"] if row["code"] == code)
    return found["at_most"], found["seconds"]


def _salt(now: datetime) -> str:
    """A secret of the day, drawn by chance and gone after a day: then nobody can compute a mark again."""
    return str(cache.get_or_set(f"visitors:salt:{now.date()}", secrets.token_hex, DAY))


def _connection(request: HttpRequest) -> str:
    address = ip_address(get_adapter(request).get_client_ip(request))
    bits = PREFIX_IPV6 if address.version == 6 else address.max_prefixlen
    return str(ip_network((address, bits), strict=False))


def mark(request: HttpRequest) -> str:
    """Stands for the connection of this request today, and says nothing about it."""
    return salted_hmac("fahrwasser.visitors", _connection(request), secret=_salt(timezone.now())).hexdigest()


def has_place(code: str, who: str) -> bool:
    """Take one of the places that the limit ``code`` of ``policy/public_form.yaml`` gives ``who`` in its period.

    Each place is a row of its own, so two requests at the same moment never take the same one.
    """
    at_most, seconds = _limit(code)
    slot = int(timezone.now().timestamp()) // seconds
    return any(cache.add(f"visitors:{code}:{who}:{slot}:{place}", True, seconds) for place in range(at_most))
