import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("activities", "0005_pick")]

    operations = [
        migrations.AddField(
            model_name="submission",
            name="revises",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="revision",
                to="activities.submission",
            ),
        ),
        migrations.AddField(
            model_name="submission",
            name="superseded_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="submission",
            name="held_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RemoveConstraint(
            model_name="submission", name="activities_one_live_submission_each"
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.UniqueConstraint(
                condition=models.Q(("superseded_at", None), ("withdrawn_at", None)),
                fields=("activity", "author"),
                name="activities_one_live_submission_each",
            ),
        ),
    ]
