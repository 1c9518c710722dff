"""What the statistics role may read about deadlines: counts by day of their end, without any key of a case."""

from django.db import migrations

DEADLINES = """
CREATE VIEW stats.deadlines AS
SELECT c.controller_id, d.statutory_end, d.state, r.residence, count(*)::int AS deadlines
FROM public.deadlines_deadline d
JOIN public.cases_case c ON c.id = d.case_id
JOIN public.deadlines_deadlinerule r ON r.id = d.rule_id
WHERE d.kind = 'deadline' AND d.state IN ('confirmed', 'met', 'missed') AND c.closing_reason <> 'fehlanlage'
GROUP BY 1, 2, 3, 4
"""


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0001_initial")]

    operations = [migrations.RunSQL(DEADLINES, "DROP VIEW stats.deadlines")]
