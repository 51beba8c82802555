# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from django.db import migrations, models


def fill(apps, schema_editor):
    """Entries recorded before the column was there."""
    entries = apps.get_model("audit", "Entry").objects
    for entry in entries.filter(activity_id=None).only("payload").iterator():
        found = entry.payload.get("activity_id")
        if isinstance(found, int):
            entries.filter(pk=entry.pk).update(activity_id=found)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="entry",
            name="activity_id",
            field=models.PositiveBigIntegerField(null=True),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                condition=models.Q(("activity_id__isnull", False)),
                fields=["activity_id", "-number"],
                name="audit_of_an_activity",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
