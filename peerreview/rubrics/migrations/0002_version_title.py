# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rubrics", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="rubricversion",
            name="title",
            field=models.CharField(default="", max_length=160, verbose_name="title"),
            preserve_default=False,
        ),
    ]
