"""The day of the domain. Sessions, grants and logs use real time; everything about cases uses this clock."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone


def today() -> date:
    """The current day in Germany, or the fixed day of a demo (``FAHRWASSER_TODAY``, ISO 8601)."""
    if settings.FAHRWASSER_TODAY:
        return datetime.fromisoformat(settings.FAHRWASSER_TODAY).date()
    return timezone.localdate()


def now() -> datetime:
    """The domain's day, aware, with the real time of day, or the fixed one where ``FAHRWASSER_TODAY`` has one."""
    if "T" in settings.FAHRWASSER_TODAY:
        return timezone.make_aware(datetime.fromisoformat(settings.FAHRWASSER_TODAY))
    real = timezone.localtime()
    return real + timedelta(days=(today() - real.date()).days)


def is_fixed() -> bool:
    return bool(settings.FAHRWASSER_TODAY)
