"""The events' policy names the table of cases, which stands higher in the house: it comes after it."""

from django.db import migrations

import fahrwasser.core.policies


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial"), ("cases", "0001_initial")]
    operations = [
        migrations.AddConstraint(
            model_name="event", constraint=fahrwasser.core.policies.History(name="audit_event_rows")
        ),
    ]
