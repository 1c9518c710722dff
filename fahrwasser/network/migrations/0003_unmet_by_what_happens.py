"""The clock of an unmet need runs by what happens: a refusal, a waiting list or no offer starts it, cover stops it."""

from django.db import migrations

from fahrwasser import catalogue

# group supply or access: something that the system could change
LEARNED_FROM = frozenset({"supply", "access"})
FULL = "UR-07"


def _reason(entry: dict[str, str]) -> str:
    if entry["group"] == "access":
        return "criterion"
    return "full" if entry.get("unsuitable") == FULL else "no_offer"


def _reasons() -> str:
    """Reason codes of a refusal with the reason of the unmet need, as rows of SQL."""
    told = [entry for entry in catalogue.read("reason_codes")["referral_end"] if entry["group"] in LEARNED_FROM]
    return ", ".join(f"('{entry['code']}', '{_reason(entry)}')" for entry in told)


# A waiting that ends in a refusal goes on under the refusal; what somebody wrote stays.
# The day is that of the answer, in the town's time.
OPEN = f"""
CREATE FUNCTION fw.unmet_by_answer() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    why text := CASE NEW.state WHEN 'waiting' THEN 'waiting' ELSE
        (SELECT k.reason FROM (VALUES {_reasons()}) AS k (code, reason) WHERE k.code = NEW.reason_code) END;
BEGIN
    INSERT INTO public.network_unmetneed AS u (id, case_id, need_id, reason, reason_code, since)
    SELECT gen_random_uuid(), n.case_id, n.id, why, coalesce(nullif(NEW.reason_code, ''), '{FULL}'),
           (NEW.answered_at AT TIME ZONE 'Europe/Berlin')::date
    FROM public.assessment_need n WHERE n.id = NEW.need_id AND n.closed_on IS NULL AND why IS NOT NULL
    ON CONFLICT (need_id) WHERE until IS NULL
    DO UPDATE SET reason = excluded.reason, reason_code = excluded.reason_code WHERE u.reason = 'waiting';
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION fw.unmet_by_answer FROM PUBLIC, fw_app;
CREATE TRIGGER unmet_by_answer AFTER UPDATE OF state ON public.referrals_referral FOR EACH ROW
    WHEN (OLD.state IS DISTINCT FROM NEW.state AND NEW.state IN ('declined', 'waiting') AND NEW.answered_at IS NOT NULL)
    EXECUTE FUNCTION fw.unmet_by_answer();
"""  # noqa: S608  codes of the catalogue, nothing from outside

# A waiting that ends in "no offer" goes on under that; what a refusal or somebody said stays.
NO_OFFER = """
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

CLOSE = """
CREATE FUNCTION fw.met_by_cover() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE public.network_unmetneed SET until = greatest(since, NEW.closed_on)
    WHERE need_id = NEW.id AND until IS NULL;
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION fw.met_by_cover FROM PUBLIC, fw_app;
CREATE TRIGGER met_by_cover AFTER UPDATE OF state ON public.assessment_need FOR EACH ROW
    WHEN (OLD.state IS DISTINCT FROM NEW.state AND NEW.state = 'covered' AND NEW.closed_on IS NOT NULL)
    EXECUTE FUNCTION fw.met_by_cover();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0002_views_without_persons"),
        ("assessment", "0001_initial"),
        ("referrals", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(
            OPEN, "DROP TRIGGER unmet_by_answer ON public.referrals_referral; DROP FUNCTION fw.unmet_by_answer()"
        ),
        migrations.RunSQL(
            NO_OFFER, "DROP TRIGGER unmet_by_need ON public.assessment_need; DROP FUNCTION fw.unmet_by_need()"
        ),
        migrations.RunSQL(CLOSE, "DROP TRIGGER met_by_cover ON public.assessment_need; DROP FUNCTION fw.met_by_cover()"),
    ]
