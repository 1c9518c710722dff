"""The log is read within one controller: the condition of the policy changed, so it is made anew."""

from django.db import migrations

import fahrwasser.core.policies
from fahrwasser.core import sql


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_event_rows")]
    operations = [
        migrations.RunSQL(sql.functions(), migrations.RunSQL.noop),
        migrations.RemoveConstraint(model_name="access", name="audit_access_rows"),
        migrations.AddConstraint(
            model_name="access", constraint=fahrwasser.core.policies.Log(name="audit_access_rows")
        ),
    ]
