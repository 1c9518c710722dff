"""What the statistics role may read of matching: counts by offer and day, without any key of a case."""

from django.db import migrations

# What begins or ends to fit; files of level 2 are not counted.
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
        migrations.RunSQL(CHANGES, "DROP VIEW stats.match_changes"),
    ]
