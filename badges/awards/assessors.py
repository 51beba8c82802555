# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Who may decide on an appeal about a badge."""

from badges.models import Achievement
from badges.sources import deeds
from peerreview.accounts.models import User

MOST = 20


def assessors_of(achievement: Achievement) -> list[User]:
    """Who answers for the badge: who defined it, who facilitates beside them, the site's staff; in
    this order, as many as are asked at once."""
    defined_by = achievement.created_by_id
    near = [defined_by, *deeds.facilitators_beside(defined_by)] if defined_by else []
    people = User.objects.filter(is_active=True)
    own = sorted(people.filter(pk__in=near), key=lambda each: (each.pk != defined_by, each.pk))
    staff = people.filter(is_staff=True).exclude(pk__in=near).order_by("pk")[:MOST]
    return [*own, *staff][:MOST]
