"""What the statistics role may read for reports: counts by day, kind and life area, without any key of a case."""

from django.db import migrations

# A message with a counterpart went to an office; those of one day about one file are one thread.
CONTACTS = """
CREATE VIEW stats.contacts AS
SELECT controller_id, day, type, outcome, office <> '' AS with_office, count(*)::int AS contacts,
       CASE WHEN office = '' THEN count(*) ELSE count(DISTINCT (case_id, office)) END::int AS counted
FROM (
    SELECT n.controller_id, (k.at AT TIME ZONE 'Europe/Berlin')::date AS day, k.type, k.outcome, k.case_id,
           CASE WHEN k.type = 'MSG' AND k.outcome = 'took_place'
                THEN btrim(regexp_replace(replace(lower(k.counterpart), 'ß', 'ss'), '\\s+', ' ', 'g'))
                ELSE '' END AS office
    FROM public.contacts_contact k
    JOIN public.accounts_unit n ON n.id = k.unit_id
    LEFT JOIN public.cases_case c ON c.id = k.case_id
    WHERE c.id IS NULL OR c.closing_reason <> 'fehlanlage'
) AS one
GROUP BY controller_id, day, type, outcome, office <> '', office = ''
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
# A message with a counterpart went to an office; those of one day about one file are one thread.
CONTACTS = """
CREATE VIEW stats.contacts AS
SELECT controller_id, day, type, outcome, office <> '' AS with_office, count(*)::int AS contacts,
       CASE WHEN office = '' THEN count(*) ELSE count(DISTINCT (case_id, office)) END::int AS counted
FROM (
    SELECT n.controller_id, (k.at AT TIME ZONE 'Europe/Berlin')::date AS day, k.type, k.outcome, k.case_id,
           CASE WHEN k.type = 'MSG' AND k.outcome = 'took_place'
                THEN btrim(regexp_replace(replace(lower(k.counterpart), 'ß', 'ss'), '\\s+', ' ', 'g'))
                ELSE '' END AS office
    FROM public.contacts_contact k
    JOIN public.accounts_unit n ON n.id = k.unit_id
    LEFT JOIN public.cases_case c ON c.id = k.case_id
    WHERE c.id IS NULL OR c.closing_reason <> 'fehlanlage'
) AS one
GROUP BY controller_id, day, type, outcome, office <> '', office = ''
"""
# A case runs from its acceptance, or from being taken up again, until the next closing.
SPELLS = """
CREATE VIEW stats.spells AS
SELECT b.controller_id, b.began_on, b.reopened, e.ended_on, e.reason, count(*)::int AS cases
FROM (
    SELECT case_id, controller_id, began_on, reopened,
           row_number() OVER (PARTITION BY case_id ORDER BY reopened, began_on, id) AS number
    FROM (
        SELECT c.id AS case_id, c.controller_id, c.accepted_on AS began_on, false AS reopened, c.id
        FROM public.cases_case c WHERE c.kind = 'case_management' AND c.closing_reason <> 'fehlanlage'
        UNION ALL SELECT r.case_id, c.controller_id, r.reopened_on, true, r.id
        FROM public.cases_reopening r JOIN public.cases_case c ON c.id = r.case_id
        WHERE r.kind = 'case_management' AND c.closing_reason <> 'fehlanlage'
    ) AS beginnings
) AS b
JOIN (
    SELECT case_id, ended_on, reason, 
           row_number() OVER (PARTITION BY case_id ORDER BY ended_on NULLS LAST, last, id) AS number
    FROM (
        SELECT r.case_id, r.closed_on AS ended_on, r.closing_reason AS reason, false AS last, r.id
        FROM public.cases_reopening r WHERE r.kind = 'case_management'
        UNION ALL SELECT c.id, c.closed_on, c.closing_reason, true, c.id FROM public.cases_case c
    ) AS endings
) AS e ON e.case_id = b.case_id AND e.number = b.number
GROUP BY 1, 2, 3, 4, 5
"""


class Migration(migrations.Migration):
    dependencies = [("reporting", "0001_initial"), ("assessment", "0001_initial"), ("cases", "0001_initial"), ("contacts", "0001_initial")]

    operations = [
        migrations.RunSQL(CONTACTS, "DROP VIEW stats.contacts"),
        migrations.RunSQL(CASES, "DROP VIEW stats.cases"),
        migrations.RunSQL(AREAS, "DROP VIEW stats.areas"),
        migrations.RunSQL(SPELLS, "DROP VIEW stats.spells"),
    ]
