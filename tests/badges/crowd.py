# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Many people who have earned one badge: made in bulk, offered through services."""

from badges import assessing
from badges.models import Achievement
from endorsements.models import Endorsement
from endorsements.services import add_skill
from peerreview.accounts.models import User
from peerreview.kernel import clock
from tests.badges import earning

AT_ONCE = 2_000


def a_crowd(number: int, *, by: User, name: str = "Crowd") -> Achievement:
    """A badge that so many people have earned and not claimed; `by` vouches for all of them."""
    achievement = earning.an_achievement(name)
    Achievement.objects.filter(pk=achievement.pk).update(created_by=by)
    skill, now = add_skill(name=earning.SKILL), clock.now()
    people = User.objects.bulk_create(
        (
            User(email=f"{name}-{n}@example.org".lower(), display_name=f"{name} {n}", password="!")
            for n in range(number)
        ),
        batch_size=AT_ONCE,
    )
    Endorsement.objects.bulk_create(
        (
            Endorsement(
                endorser=by,
                recipient=person,
                skill=skill,
                reason=earning.REASON,
                relation="facilitator",
                evidence=Endorsement.Evidence.CITED,
                opened_at=now,
                accepted_at=now,
            )
            for person in people
        ),
        batch_size=AT_ONCE,
    )
    found = Achievement.objects.get(pk=achievement.pk)
    for person in people:
        assessing.consider(person_id=person.pk, achievement=found)
    return found
