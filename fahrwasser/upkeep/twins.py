"""Finding what may be in the directory twice. The database looks, by indexes; a person decides."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction

from fahrwasser.upkeep.models import Twin, What

ALIKE_ALONE: Final = 0.8
"""Names so similar (0 to 1) are a reason by themselves, at the same place."""
ALIKE_TOGETHER: Final = 0.45
"""Names so similar are a reason together with the same telephone, e-mail, website or address."""
REASONS: Final = {
    "name": "sehr ähnlicher Name am selben Ort",
    "phone": "gleiche Telefonnummer",
    "email": "gleiche E-Mail",
    "website": "gleiche Internetseite",
    "address": "gleiche Anschrift",
}
# Each pair is found through an index or a hash of one column; names are compared within it alone. ``%%`` uses the
# trigram index of the name.
OFFERS: Final = r"""
    WITH known AS MATERIALIZED (
        SELECT id, name, lower(district) AS place, nullif(lower(address), '') AS address, provider_id,
               nullif(right(regexp_replace(phone, '\D', '', 'g'), 8), '') AS phone, nullif(lower(email), '') AS email,
               nullif(regexp_replace(lower(website), '^https?://(www\.)?|/+$', '', 'g'), '') AS website, modified_at
        FROM offers_offer WHERE status <> 'ended'
    ), fresh AS (SELECT * FROM known WHERE modified_at >= %(since)s),
    pairs AS (
        SELECT f.id AS one, k.id AS other, 'phone' AS reason FROM fresh f JOIN known k USING (phone)
        UNION ALL SELECT f.id, k.id, 'email' FROM fresh f JOIN known k USING (email)
        UNION ALL SELECT f.id, k.id, 'website' FROM fresh f JOIN known k USING (website)
        UNION ALL SELECT f.id, k.id, 'address' FROM fresh f JOIN known k USING (address)
        UNION ALL SELECT f.id, o.id, 'name' FROM fresh f
            JOIN offers_offer o ON o.name %% f.name AND lower(o.district) = f.place AND o.status <> 'ended'
    )
    SELECT least(one, other), greatest(one, other), array_agg(DISTINCT reason)
    FROM pairs JOIN known a ON a.id = one JOIN known b ON b.id = other
    WHERE one <> other AND similarity(a.name, b.name) >= CASE reason WHEN 'name' THEN %(alone)s ELSE %(together)s END
    GROUP BY 1, 2
"""
PROVIDERS: Final = """
    SELECT least(a.id, b.id), greatest(a.id, b.id), ARRAY['name']
    FROM accounts_organisation a JOIN accounts_organisation b ON b.name %% a.name AND b.id <> a.id
    WHERE a.kind = 'provider' AND b.kind = 'provider' AND similarity(a.name, b.name) >= %(alone)s
      AND EXISTS (SELECT 1 FROM offers_offer o WHERE o.provider_id = a.id)
      AND EXISTS (SELECT 1 FROM offers_offer o WHERE o.provider_id = b.id)
    GROUP BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two keys in order, and why they may be one."""

    first: UUID
    second: UUID
    reasons: list[str]


def _pairs(query: str, since: Any) -> list[Pair]:
    limits = {"since": since, "alone": ALIKE_ALONE, "together": ALIKE_TOGETHER}
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.similarity_threshold', %s, true)", [str(ALIKE_ALONE)])
        cursor.execute(query, limits)
        return [Pair(*row) for row in cursor.fetchall()]


@transaction.atomic
def find(*, since: Any, today: date) -> int:
    """Write down every new pair among what has changed since then; known pairs stay as they are. How many are new."""
    return _keep(What.OFFER, _pairs(OFFERS, since), today) + _keep(What.PROVIDER, _pairs(PROVIDERS, since), today)


def _keep(what: What, pairs: Iterable[Pair], today: date) -> int:
    known = set(Twin.objects.filter(what=what).values_list("first", "second"))
    fresh = [pair for pair in pairs if (pair.first, pair.second) not in known]
    Twin.objects.bulk_create(
        Twin(what=what, first=pair.first, second=pair.second, reasons=pair.reasons, found_on=today) for pair in fresh
    )
    return len(fresh)


def reason_words(reasons: Iterable[str]) -> list[str]:
    return [REASONS[reason] for reason in reasons]
