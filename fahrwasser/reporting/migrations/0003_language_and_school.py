"""What the statistics role may read about German and school places: days rounded to their month, no key of a case."""

from django.db import migrations

GERMAN = """
CREATE VIEW stats.german AS
SELECT controller_id, accepted_on, closed_on, levels, seen, count(*)::int AS persons
FROM (
    SELECT c.controller_id, c.accepted_on, c.closed_on, array_agg(e.level ORDER BY e.seen_on, e.id) AS levels,
           array_agg((date_trunc('month', e.seen_on) + interval '1 month - 1 day')::date
                     ORDER BY e.seen_on, e.id) AS seen
    FROM public.assessment_languageevidence e
    JOIN public.cases_case c ON c.id = e.case_id
    WHERE e.language = 'de' AND e.skill = 'overall' AND e.kind = 'certified'
      AND c.accepted_on IS NOT NULL AND c.closing_reason <> 'fehlanlage'
    GROUP BY c.id, c.controller_id, c.accepted_on, c.closed_on
) AS one
GROUP BY 1, 2, 3, 4, 5
"""
# A child counts while it belongs to the household; the place is the first one that was not entered in error.
SCHOOL = """
CREATE VIEW stats.school AS
SELECT controller_id, accepted_on, closed_on, born, place_since, count(*)::int AS children
FROM (
    SELECT c.controller_id, c.accepted_on, c.closed_on,
           (date_trunc('month', p.birth_date) + interval '1 month - 1 day')::date AS born,
           (SELECT (date_trunc('month', min(o.day)) + interval '1 month - 1 day')::date
            FROM public.outcomes_outcomeevent o
            WHERE o.about_id = p.id AND o.kind = 'schulplatz' AND NOT o.in_error) AS place_since
    FROM public.clients_client p
    JOIN public.cases_case c ON c.id = p.case_id
    WHERE p.role = 'child' AND p.birth_date IS NOT NULL AND p.merged_into_id IS NULL
      AND (NOT EXISTS (SELECT 1 FROM public.clients_householdstay s WHERE s.person_id = p.id)
           OR EXISTS (SELECT 1 FROM public.clients_householdstay s WHERE s.person_id = p.id AND s.left_on IS NULL))
      AND c.accepted_on IS NOT NULL AND c.closing_reason <> 'fehlanlage'
) AS one
GROUP BY 1, 2, 3, 4, 5
"""


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0002_views_without_persons"), ("assessment", "0001_initial"), ("clients", "0001_initial"),
        ("outcomes", "0001_initial"),
    ]  # fmt: skip

    operations = [
        migrations.RunSQL(GERMAN, "DROP VIEW stats.german"),
        migrations.RunSQL(SCHOOL, "DROP VIEW stats.school"),
    ]
