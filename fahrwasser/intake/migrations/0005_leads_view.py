"""IND-24: how many lead each case, counted without any key of a case; a shared one is led by the body it names."""

from django.db import migrations

LEADS = """
CREATE VIEW stats.leads AS
SELECT c.controller_id, c.accepted_on, c.closed_on,
       CASE WHEN e.decision = 'shared_lead' THEN (btrim(e.body_name) <> '')::int ELSE 1 END AS leads,
       coalesce(e.decision, '') = 'shared_lead' AS is_elsewhere, count(*)::int AS cases
FROM public.cases_case c
LEFT JOIN public.intake_enquiry e ON e.case_id = c.id
WHERE c.kind = 'case_management' AND c.accepted_on IS NOT NULL AND c.closing_reason <> 'fehlanlage'
GROUP BY 1, 2, 3, 4, 5
"""


class Migration(migrations.Migration):
    dependencies = [("intake", "0004_views_without_persons"), ("cases", "0001_initial")]

    operations = [migrations.RunSQL(LEADS, "DROP VIEW stats.leads")]
