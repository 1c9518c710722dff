"""What the statistics role may read of the network: counts of distinct cases, never a case."""

from django.db import migrations

EVIDENCE = """
CREATE VIEW stats.theme_evidence AS
SELECT f.theme_id, count(DISTINCT e.case_id)::int AS cases, count(DISTINCT u.need_id)::int AS needs
FROM public.network_evidence e
JOIN public.network_finding f ON f.id = e.finding_id
JOIN public.cases_case c ON c.id = e.case_id
LEFT JOIN public.network_unmetneed u ON u.id = e.unmet_need_id
WHERE f.theme_id IS NOT NULL AND c.closing_reason <> 'fehlanlage'
GROUP BY f.theme_id
"""
# A theme with a level-2 case among its evidence has no districts at all.
DISTRICTS = """
CREATE VIEW stats.theme_districts AS
SELECT f.theme_id, p.district, count(DISTINCT e.case_id)::int AS cases
FROM public.network_evidence e
JOIN public.network_finding f ON f.id = e.finding_id
JOIN public.cases_case c ON c.id = e.case_id
JOIN public.clients_client p ON p.case_id = c.id AND p.role = 'client' AND p.district <> ''
WHERE f.theme_id IS NOT NULL AND c.closing_reason <> 'fehlanlage'
GROUP BY f.theme_id, p.district
HAVING NOT EXISTS (
    SELECT 1 FROM public.network_evidence e2
    JOIN public.network_finding f2 ON f2.id = e2.finding_id
    JOIN public.cases_case c2 ON c2.id = e2.case_id
    WHERE f2.theme_id = f.theme_id AND c2.level >= 2
)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0001_initial"),
        ("clients", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(EVIDENCE, "DROP VIEW stats.theme_evidence"),
        migrations.RunSQL(DISTRICTS, "DROP VIEW stats.theme_districts"),
    ]
