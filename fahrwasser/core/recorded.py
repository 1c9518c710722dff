"""What is written in a record while somebody changes it: two people at one record hear of each other."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.db import connection
from django.db.models import Model
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext

SEEN = "seen"  # the field with the mark of what stood in the record when its page was opened


def mark(recorded: Mapping[str, Any]) -> str:
    """A short mark of these values; the same for the same values, and it tells nothing about them."""
    said = repr(sorted((name, _plain(value)) for name, value in recorded.items()))
    return salted_hmac("fahrwasser.core.recorded", said, algorithm="sha256").hexdigest()[:32]


def one_at_a_time(address: str) -> None:
    """Wait until nobody else is saving at this address; holds until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [address])


def in_words(field: forms.Field, value: Any) -> str:
    """A value as a person reads it beside the field; empty for nothing."""
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(in_words(field, one) for one in value)
    if isinstance(value, bool):
        return gettext("ja") if value else gettext("nein")
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%d.%m.%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    return _choice(field, value) if value is not None else ""


def _choice(field: forms.Field, value: Any) -> str:
    labels = {str(code): str(label) for code, label in _flat(getattr(field, "choices", ()))}
    return labels.get(_plain(value), str(value))


def _flat(choices: Iterable[Any]) -> Iterable[tuple[Any, Any]]:
    for code, label in choices:
        yield from _flat(label) if isinstance(label, list | tuple) else ((code, label),)


def _plain(value: Any) -> str:
    """None and nothing are the same to whoever reads a form."""
    if isinstance(value, Model):
        return str(value.pk)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, list | tuple | set | frozenset):
        return repr(sorted(_plain(one) for one in value))
    return "" if value is None else str(value)
