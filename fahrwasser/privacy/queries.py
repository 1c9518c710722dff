"""Reading for the data protection officer: who opened what, emergency accesses, the erasure concept."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from fahrwasser import policy
from fahrwasser.accounts.models import Membership, User
from fahrwasser.audit.models import Access
from fahrwasser.catalogue.laws import in_words
from fahrwasser.network.queries import controllers_of
from fahrwasser.privacy import rules


@dataclass(frozen=True)
class Emergency:
    """One emergency access: the file by its number, who opened it, why, and for how long."""

    number: str
    who: str
    reason: str
    since: datetime
    until: datetime


def accesses(officer: User, since: date | None, until: date | None) -> QuerySet[Access]:
    """Accesses by people of the officer's town, the newest first; both days belong to the period."""
    colleagues = Membership.objects.filter(unit__controller__in=controllers_of(officer)).values("user")
    found = Access.objects.filter(user__in=colleagues).select_related("user").order_by("-at", "-pk")
    if since:
        found = found.filter(at__gte=timezone.make_aware(datetime.combine(since, time.min)))
    if until:
        found = found.filter(at__lt=timezone.make_aware(datetime.combine(until + timedelta(days=1), time.min)))
    return found


def numbers(case_ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Numbers of files by key, for those who read the log; hidden and missing files are missing here too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM fw.numbers_for_log(%s)", [[key for key in case_ids if key]])
        return dict(cursor.fetchall())


def emergencies() -> list[Emergency]:
    """Emergency accesses of the officer's town, the newest first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, user_id, reason, valid_from, valid_until FROM fw.emergencies_for_log()")
        rows = cursor.fetchall()
    names = {user.pk: user.name for user in User.objects.filter(pk__in={row[1] for row in rows})}
    return [Emergency(number, names[who], *rest) for number, who, *rest in rows]


def _models_by_group() -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for model in apps.get_models():
        data: Any = getattr(model, "Data", None)
        if data is not None:
            groups.setdefault(data.retention, []).append(model._meta.label)
    return groups


def retention() -> list[dict[str, Any]]:
    """The groups of ``policy/retention.yaml`` in words, each with the kinds of records that belong to it."""
    content = policy.read("retention")
    records = _models_by_group()
    return [
        {
            **group,
            "ground": in_words(group["ground"]),
            "period_words": rules.period_in_words(group.get("period")),
            "restrict_words": rules.period_in_words(group["restrict_after"]) if group.get("restrict_after") else "",
            "action_words": content["actions"][group["action"]],
            "records": sorted(records.get(group["code"], [])),
        }
        for group in content["groups"]
    ]
