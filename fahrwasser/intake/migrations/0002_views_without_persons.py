"""What the statistics role may read of the front desk: counts by day and decision, without any key of a case."""

from django.db import migrations

ENQUIRIES = """
CREATE VIEW stats.enquiries AS
SELECT c.controller_id, (e.received_at AT TIME ZONE 'Europe/Berlin')::date AS received_on, e.channel, e.decision,
       e.decided_on, e.waiting_since, e.waiting_until, c.accepted_on, count(*)::int AS enquiries
FROM public.intake_enquiry e
JOIN public.cases_case c ON c.id = e.case_id
WHERE c.closing_reason <> 'fehlanlage'
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
"""
# A file closed by another way than the front desk's ends its short advice too.
SHORT_ADVICE = """
CREATE VIEW stats.short_advice AS
SELECT c.controller_id, a.started_on, coalesce(a.ended_on, c.closed_on) AS ended_on, a.outcome,
       count(*)::int AS advices
FROM public.intake_shortadvice a
JOIN public.cases_case c ON c.id = a.case_id
WHERE c.closing_reason <> 'fehlanlage'
GROUP BY 1, 2, 3, 4
"""
# IND-24: how many lead each case; a shared one is led by the body it names.
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
    dependencies = [("intake", "0001_initial"), ("cases", "0001_initial")]

    operations = [
        migrations.RunSQL(ENQUIRIES, "DROP VIEW stats.enquiries"),
        migrations.RunSQL(SHORT_ADVICE, "DROP VIEW stats.short_advice"),
        migrations.RunSQL(LEADS, "DROP VIEW stats.leads"),
    ]
