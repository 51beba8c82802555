# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What peer review tells endorsements, through the second door: whom to begin with, who judges well."""

from collections.abc import Callable, Mapping

from django.conf import settings

from endorsements.ledger import Mirror
from endorsements.trust_input import UNKNOWN
from peerreview.accounts.models import User
from peerreview.cohorts.models import Membership
from peerreview.testimony import calibrated_people, reliability_of_reviewers

LOST_AS = 3  # findings that did not bear out what somebody said, for each badge taken from them
SHRUNK_BY = 5  # as many findings as the guess about somebody unknown is worth


Losses = Callable[[], Mapping[int, int]]
_losses: list[Losses] = []


def losses_from(provider: Losses) -> None:
    """Register what can tell from whom badges were taken lately, and how many: {id: number}."""
    _losses.append(provider)


def seeds() -> set[int]:
    """Ids of people who are trusted from the start (see `PEERAGE_TRUST_SEEDS`)."""
    staff = User.objects.filter(is_active=True, is_staff=True)
    found = set(staff.values_list("pk", flat=True))
    if settings.TRUST_SEEDS == "staff":
        return found
    seats = Membership.objects.filter(
        role=Membership.Role.FACILITATOR, left_at=None, user__is_active=True
    )
    return found.union(seats.order_by().values_list("user_id", flat=True), calibrated_people())


def reliability() -> dict[int, float]:
    """How well people judge, in [0, 1]: how their reviews agree with all, what reviewers found in
    those they vouched for, and badges that were taken from them; drawn towards what is guessed of
    somebody unknown."""
    parts = {
        told.person_id: (told.value * told.reviews, told.reviews)
        for told in reliability_of_reviewers()
    }
    for row in Mirror.objects.order_by("pk").iterator(chunk_size=5000):
        total, many = parts.get(row.endorser_id, (0.0, 0))
        parts[row.endorser_id] = (total + row.confirmed, many + row.judged)
    for person, lost in (pair for provider in _losses for pair in provider().items()):
        total, many = parts.get(person, (0.0, 0))
        parts[person] = (total, many + LOST_AS * lost)
    return {
        person: (total + SHRUNK_BY * UNKNOWN) / (many + SHRUNK_BY)
        for person, (total, many) in parts.items()
    }
