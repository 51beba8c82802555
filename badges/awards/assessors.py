# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Who may decide on an appeal about a badge."""

from badges.issuers import queries as issuers
from badges.models import Achievement
from badges.sources import deeds
from peerreview.accounts.models import User

MOST = 20


def assessors_of(achievement: Achievement) -> list[User]:
    """The people of the outside body that assesses the badge. Where there is none, who answers for it:
    who defined it, who facilitates beside them or has a role for its issuer, the site's staff; in this
    order, as many as are asked at once."""
    people = User.objects.filter(is_active=True)
    seated = issuers.assessors_of(achievement)
    if issuers.standing_assessment(achievement):
        return list(people.filter(pk__in=seated).order_by("pk")[:MOST])
    defined_by = achievement.created_by_id
    near = [defined_by, *deeds.facilitators_beside(defined_by)] if defined_by else []
    near += seated
    own = sorted(people.filter(pk__in=near), key=lambda each: (each.pk != defined_by, each.pk))
    staff = people.filter(is_staff=True).exclude(pk__in=near).order_by("pk")[:MOST]
    return [*own, *staff][:MOST]
