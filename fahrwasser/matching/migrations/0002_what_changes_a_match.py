"""The database notes what a match depends on, whoever changes it and by which way: a page, an import, a merge."""

from django.db import migrations

NOTE = """
CREATE FUNCTION fw.note_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    touched jsonb := to_jsonb(coalesce(NEW, OLD));
BEGIN
    INSERT INTO public.matching_changed (id, what, key)
    VALUES (gen_random_uuid(), TG_ARGV[0], (touched ->> TG_ARGV[1])::uuid);
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION fw.note_change FROM PUBLIC, fw_app;
"""
# A place is no offer, but where it lies changes what every offer at it is to a person who fears a district.
NOTE_PLACE = """
CREATE FUNCTION fw.note_change_of_place() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    INSERT INTO public.matching_changed (id, what, key)
    SELECT gen_random_uuid(), 'offer', o.offer_id FROM public.offers_offerplace o WHERE o.place_id = NEW.id;
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION fw.note_change_of_place FROM PUBLIC, fw_app;
CREATE TRIGGER note_change AFTER UPDATE OF district ON offers_place
FOR EACH ROW EXECUTE FUNCTION fw.note_change_of_place();
"""
UNNOTE_PLACE = "DROP TRIGGER note_change ON offers_place; DROP FUNCTION fw.note_change_of_place"
# Table, what it is about, the column with the key, and which columns matter where not all do.
WATCHED = (
    ("assessment_need", "need", "id", ""),
    ("assessment_knownfact", "case", "case_id", ""),
    ("assessment_riskscreen", "case", "case_id", ""),
    ("clients_householdstay", "case", "case_id", ""),
    ("clients_client", "case", "case_id", " OF birth_date, birth_precision, gender, district, languages, literacy, role, merged_into_id"),
    ("cases_case", "case", "id", " OF state, opened_on"),
    ("offers_offer", "offer", "id", " OF status, needs, kind, district, languages, starts_on, ends_on, format, capacity_valid_days"),
    ("offers_criterion", "offer", "offer_id", ""),
    ("offers_capacity", "offer", "offer_id", ""),
    ("offers_offerplace", "offer", "offer_id", ""),
)  # fmt: skip


def _trigger(table: str, what: str, key: str, columns: str) -> str:
    return (
        f"CREATE TRIGGER note_change AFTER INSERT OR DELETE OR UPDATE{columns} ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION fw.note_change('{what}', '{key}');"
    )


def _drop(table: str) -> str:
    return f"DROP TRIGGER note_change ON {table};"
# What the directory consists of; whoever keeps it in memory compares whether it was written to.
COUNT = """
CREATE FUNCTION fw.directory_was_written() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    INSERT INTO public.matching_directorychange (id, mark) VALUES (gen_random_uuid(), floor(random() * 2 ^ 48));
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION fw.directory_was_written FROM PUBLIC, fw_app;
"""
UNCOUNT = "DROP FUNCTION fw.directory_was_written"
COUNTED = (
    "offers_offer", "offers_criterion", "offers_capacity", "offers_offerplace", "offers_place",
    "accounts_organisation", "matching_offertrackrecord",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("matching", "0001_initial"), ("clients", "0001_initial")]

    operations = [
        migrations.RunSQL(NOTE, "DROP FUNCTION fw.note_change"),
        migrations.RunSQL(NOTE_PLACE, UNNOTE_PLACE),
        migrations.RunSQL(COUNT, UNCOUNT),
        migrations.RunSQL(
            "\n".join(
                f"CREATE TRIGGER directory_was_written AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON {table}"
                " FOR EACH STATEMENT EXECUTE FUNCTION fw.directory_was_written();"
                for table in COUNTED
            ),
            "\n".join(f"DROP TRIGGER directory_was_written ON {table};" for table in COUNTED),
        ),
        migrations.RunSQL(
            "\n".join(_trigger(*watched) for watched in WATCHED), "\n".join(_drop(watched[0]) for watched in WATCHED)
        ),
    ]
