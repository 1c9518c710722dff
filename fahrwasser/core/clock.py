"""The day of the domain. Sessions, grants and logs use real time; everything about cases uses this clock."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone


def today() -> date:
    """The current day in Germany, or the fixed day of a demo (``FAHRWASSER_TODAY``, ISO 8601)."""
    if settings.FAHRWASSER_TODAY:
        return date.fromisoformat(settings.FAHRWASSER_TODAY)
    return timezone.localdate()


def now() -> datetime:
    """The domain's day with the real time of day, aware, in the zone of the installation."""
    real = timezone.localtime()
    return real + timedelta(days=(today() - real.date()).days)


def is_fixed() -> bool:
    return bool(settings.FAHRWASSER_TODAY)
