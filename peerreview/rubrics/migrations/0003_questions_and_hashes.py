# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
import hashlib

import rfc8785
from django.db import migrations, models

COMMENT = [
    ("off", "No comment"),
    ("optional", "Comment if wanted"),
    ("required", "Comment required"),
]


def number(value):
    return f"{value.normalize() + 0:f}"


def take_structure_hashes(apps, schema_editor):
    # As specs.structure and hashing.digest did when this was written.
    versions = apps.get_model("rubrics", "RubricVersion").objects.prefetch_related(
        models.Prefetch(
            "criteria", apps.get_model("rubrics", "Criterion").objects.order_by("position")
        ),
        models.Prefetch(
            "criteria__levels", apps.get_model("rubrics", "Level").objects.order_by("value")
        ),
    )
    for version in versions:
        said = [
            {
                "key": criterion.key,
                "weight": number(criterion.weight),
                "points": [number(level.points) for level in criterion.levels.all()],
            }
            for criterion in version.criteria.all()
        ]
        version.structure_hash = hashlib.sha256(rfc8785.dumps(said)).hexdigest()
        version.save(update_fields=["structure_hash"])


class Migration(migrations.Migration):
    dependencies = [("rubrics", "0002_version_title")]

    operations = [
        migrations.RenameField("rubricversion", "digest", "content_hash"),
        migrations.AddField(
            "rubricversion",
            "structure_hash",
            models.CharField(default="", max_length=64),
            preserve_default=False,
        ),
        migrations.AddField(
            "rubricversion",
            "overall",
            models.CharField(choices=COMMENT, default="optional", max_length=10),
        ),
        migrations.AddField(
            "rubricversion", "overall_min_chars", models.PositiveSmallIntegerField(default=0)
        ),
        migrations.AddField(
            "rubricversion",
            "asks_missed",
            models.BooleanField(default=False, verbose_name="asks what the rubric misses"),
        ),
        migrations.AddField(
            "criterion",
            "questions",
            models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField("criterion", "allows_cannot_judge", models.BooleanField(default=True)),
        migrations.RunPython(take_structure_hashes, migrations.RunPython.noop),
    ]
