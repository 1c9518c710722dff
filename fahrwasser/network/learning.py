"""What the network learned from referrals, for the order of offers: how often help began, and where rules are bent."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Model

from fahrwasser.matching.models import OfferOverride, OfferTrackRecord

BY_REASON: Final = ("controller_id", "offer_id", "reason", "cases")


@transaction.atomic
def learn(*, today: date) -> None:
    """Counts by offer, of three files or more and none of level 2. A second time writes nothing. Run by the worker."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT offer_id, sent, started FROM fw.referral_records(%s)", [today])
        records = [OfferTrackRecord(offer_id=key, sent=sent, started=started) for key, sent, started in cursor]
        cursor.execute("SELECT controller_id, offer_id, reason, cases FROM fw.referral_overrides()")
        overrides = [OfferOverride(**dict(zip(BY_REASON, row, strict=True))) for row in cursor]
    _replace(OfferTrackRecord, records, ("offer_id", "sent", "started"))
    _replace(OfferOverride, overrides, BY_REASON)


def _replace(model: type[Model], rows: Iterable[Any], fields: tuple[str, ...]) -> None:
    """Only what differs is written: the directory is read anew after every change."""
    wanted = {tuple(getattr(row, name) for name in fields): row for row in rows}
    kept = {tuple(found): pk for pk, *found in model._default_manager.values_list("pk", *fields)}
    model._default_manager.filter(pk__in=[pk for found, pk in kept.items() if found not in wanted]).delete()
    model._default_manager.bulk_create([row for found, row in wanted.items() if found not in kept])
