"""What the statistics role may read for reports: counts by day, kind and life area, without any key of a case."""

from django.db import migrations

CONTACTS = """
CREATE VIEW stats.contacts AS
SELECT n.controller_id, (k.at AT TIME ZONE 'Europe/Berlin')::date AS day, k.type, k.outcome, count(*)::int AS contacts
FROM public.contacts_contact k
JOIN public.accounts_unit n ON n.id = k.unit_id
LEFT JOIN public.cases_case c ON c.id = k.case_id
WHERE c.id IS NULL OR c.closing_reason <> 'fehlanlage'
GROUP BY 1, 2, 3, 4
"""
CASES = """
CREATE VIEW stats.cases AS
SELECT c.controller_id, c.kind, c.accepted_on, c.closed_on, count(*)::int AS cases
FROM public.cases_case c
WHERE c.accepted_on IS NOT NULL AND c.closing_reason <> 'fehlanlage'
GROUP BY 1, 2, 3, 4
"""
# A case counts once in each life area, from its first need there until its last one there has ended.
AREAS = """
CREATE VIEW stats.areas AS
SELECT controller_id, area, accepted_on, closed_on, needed_from, needed_until, count(*)::int AS cases
FROM (
    SELECT c.controller_id, left(d.code, 4) AS area, c.accepted_on, c.closed_on, min(d.recognised_on) AS needed_from,
           CASE WHEN bool_and(d.closed_on IS NOT NULL) THEN max(d.closed_on) END AS needed_until
    FROM public.assessment_need d
    JOIN public.cases_case c ON c.id = d.case_id
    WHERE c.accepted_on IS NOT NULL AND c.closing_reason <> 'fehlanlage'
    GROUP BY c.id, c.controller_id, left(d.code, 4), c.accepted_on, c.closed_on
) AS once
GROUP BY 1, 2, 3, 4, 5, 6
"""


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0001_initial"),
        ("assessment", "0002_initial"),
        ("cases", "0001_initial"),
        ("contacts", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(CONTACTS, "DROP VIEW stats.contacts"),
        migrations.RunSQL(CASES, "DROP VIEW stats.cases"),
        migrations.RunSQL(AREAS, "DROP VIEW stats.areas"),
    ]
