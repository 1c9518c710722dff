"""What the statistics role may read of matching: counts by need, offer and day, without any key of a case.

Files of level 2 are in none of them, and no total has them: a difference would tell how many there are.
"""

from django.db import migrations

NEEDS = """
CREATE VIEW stats.match_needs AS
SELECT c.controller_id, d.code, count(*)::int AS needs, count(DISTINCT m.case_id)::int AS cases,
       count(*) FILTER (WHERE m.fits <> '{}')::int AS fitting,
       count(*) FILTER (WHERE m.fits = '{}' AND m.unclear <> '{}')::int AS unclear,
       count(*) FILTER (WHERE m.fits = '{}' AND m.unclear = '{}' AND m.near <> '{}')::int AS near
FROM public.matching_needmatch m
JOIN public.cases_case c ON c.id = m.case_id
JOIN public.assessment_need d ON d.id = m.need_id
WHERE c.level < 2
GROUP BY 1, 2
"""
# Needs that nothing fits, by the one condition that keeps an offer from fitting.
LEVERS = """
CREATE VIEW stats.levers AS
SELECT c.controller_id, n.key::uuid AS offer_id, n.value AS kind,
       count(*)::int AS needs, count(DISTINCT m.case_id)::int AS cases
FROM public.matching_needmatch m
JOIN public.cases_case c ON c.id = m.case_id
CROSS JOIN LATERAL jsonb_each_text(m.near) AS n
WHERE c.level < 2 AND m.fits = '{}'
GROUP BY 1, 2, 3
"""
# What begins or ends to fit.
CHANGES = """
CREATE VIEW stats.match_changes AS
SELECT c.controller_id, t.offer_id, t."on", t.fits,
       count(*)::int AS needs, count(DISTINCT t.case_id)::int AS cases
FROM public.matching_matchchange t
JOIN public.cases_case c ON c.id = t.case_id
WHERE c.level < 2
GROUP BY 1, 2, 3, 4
"""


class Migration(migrations.Migration):
    dependencies = [("matching", "0002_what_changes_a_match")]

    operations = [
        migrations.RunSQL(NEEDS, "DROP VIEW stats.match_needs"),
        migrations.RunSQL(LEVERS, "DROP VIEW stats.levers"),
        migrations.RunSQL(CHANGES, "DROP VIEW stats.match_changes"),
    ]
