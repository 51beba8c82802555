# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("studio", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="session",
            name="timer_note",
            field=models.CharField(
                blank=True,
                choices=[
                    ("stopped", "Stopped with the phase"),
                    ("started", "Started with the phase"),
                ],
                default="",
                max_length=8,
            ),
        ),
    ]
