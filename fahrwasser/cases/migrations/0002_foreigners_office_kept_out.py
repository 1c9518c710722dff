"""No file of a foreigners' office's member: held by the database at every change that could bring one about."""

from django.db import migrations

KEPT_OUT = {
    "cases_case": "INSERT OR UPDATE OF lead_id, second_id, unit_id, state",
    "cases_grant": "INSERT OR UPDATE",
    "accounts_membership": "INSERT OR UPDATE",
    "accounts_unit": "UPDATE OF kind",
}


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial"), ("accounts", "0001_initial")]

    operations = [
        *(
            migrations.RunSQL(
                f"CREATE TRIGGER keep_foreigners_office_out AFTER {when} ON {table}"
                " FOR EACH ROW EXECUTE FUNCTION fw.keep_foreigners_office_out()",
                f"DROP TRIGGER keep_foreigners_office_out ON {table}",
            )
            for table, when in KEPT_OUT.items()
        ),
    ]
