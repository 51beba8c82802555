# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""An endorsement says whether it was asked for; of those there are, by the request it answered."""

from django.db import migrations, models


def mark_answers(apps, schema_editor):
    """An answer and its endorsement were written at the same moment; what was renewed came later."""
    endorsement = apps.get_model("endorsements", "Endorsement")
    request = apps.get_model("endorsements", "Request")
    for row in request.objects.filter(state="answered").iterator():
        same = endorsement.objects.filter(
            endorser_id=row.asked_id,
            recipient_id=row.asker_id,
            skill_id=row.skill_id,
            review_uuid=None,
        )
        answer = same.filter(given_at=row.ended_at).first()
        if answer:
            same.filter(given_at__gte=row.ended_at, reason=answer.reason).update(was_asked_for=True)


class Migration(migrations.Migration):
    dependencies = [("endorsements", "0006_guests_of_groups")]

    operations = [
        migrations.AddField(
            model_name="endorsement",
            name="was_asked_for",
            field=models.BooleanField(default=False),
        ),
        migrations.RunPython(mark_answers, migrations.RunPython.noop),
    ]
