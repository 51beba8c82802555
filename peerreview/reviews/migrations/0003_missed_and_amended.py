# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reviews", "0002_hiding")]

    operations = [
        migrations.AddField(
            "review",
            "missed",
            models.TextField(blank=True, default="", verbose_name="what the rubric misses"),
            preserve_default=False,
        ),
        migrations.AddField("review", "amended_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("review", "seen_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("edit", "is_amendment", models.BooleanField(default=False)),
    ]
