"""What the statistics role may read of the answers: counts by town, month, question and mark."""

from django.db import migrations

SATISFACTION = """
CREATE VIEW stats.satisfaction AS
SELECT a.controller_id, a.month, q.question, q.mark, count(*)::int AS answers
FROM public.feedback_answer a
CROSS JOIN LATERAL (
    VALUES ('listened', a.listened), ('next_steps', a.next_steps), ('helped', a.helped)) AS q (question, mark)
WHERE q.mark IS NOT NULL
GROUP BY 1, 2, 3, 4
"""


class Migration(migrations.Migration):
    dependencies = [("feedback", "0001_initial")]

    operations = [migrations.RunSQL(SATISFACTION, "DROP VIEW stats.satisfaction")]
