"""A household with a protected file stays as safe as that file: held by the database at every change."""

from django.db import migrations

SAFE_HOUSEHOLD = {
    "cases_case": "UPDATE OF level",
    "clients_client": "UPDATE OF role, merged_into_id",
    "clients_householdstay": "INSERT OR UPDATE OR DELETE",
    "clients_relation": "INSERT OR UPDATE",
}


class Migration(migrations.Migration):
    dependencies = [("clients", "0001_initial"), ("cases", "0001_initial")]

    operations = [
        *(
            migrations.RunSQL(
                f"CREATE TRIGGER keep_household_safe AFTER {when} ON {table}"
                " FOR EACH ROW EXECUTE FUNCTION fw.keep_household_safe()",
                f"DROP TRIGGER keep_household_safe ON {table}",
            )
            for table, when in SAFE_HOUSEHOLD.items()
        ),
    ]
