"""A need for which there is no offer starts the clock of the unmet need; it stops when the need is covered."""

from django.db import migrations

# A waiting that ends in "no offer" goes on under that; what a refusal or somebody said stays.
OPEN = """
CREATE FUNCTION fw.unmet_by_need() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    INSERT INTO public.network_unmetneed AS u (id, case_id, need_id, reason, reason_code, since)
    VALUES (gen_random_uuid(), NEW.case_id, NEW.id, 'no_offer', '', coalesce(NEW.moved_on, NEW.recognised_on))
    ON CONFLICT (need_id) WHERE until IS NULL
    DO UPDATE SET reason = excluded.reason, reason_code = excluded.reason_code WHERE u.reason = 'waiting';
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION fw.unmet_by_need FROM PUBLIC, fw_app;
CREATE TRIGGER unmet_by_need AFTER UPDATE OF state ON public.assessment_need FOR EACH ROW
    WHEN (OLD.state IS DISTINCT FROM NEW.state AND NEW.state = 'no_offer')
    EXECUTE FUNCTION fw.unmet_by_need();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0006_aftercare"),
        ("assessment", "0004_risks_and_languages"),
    ]

    operations = [
        migrations.RunSQL(
            OPEN, "DROP TRIGGER unmet_by_need ON public.assessment_need; DROP FUNCTION fw.unmet_by_need()"
        ),
    ]
