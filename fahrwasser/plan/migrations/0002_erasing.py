"""Erasing rows of an accepted version runs the triggers that keep it too."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("plan", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "GRANT EXECUTE ON FUNCTION _pgtrigger_should_ignore(name) TO fw_eraser", migrations.RunSQL.noop
        ),
    ]
