# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Endorsements of who deletes their account: about them hidden, by them kept under no name.

In a download of one's own data there is nothing that has not reached one yet, and no way from an
endorsement to the review behind it.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q

from endorsements import flagging, queries  # noqa: F401  flagging registers itself
from endorsements.models import Answer, Endorsement, Request
from peerreview.accounts import personal
from peerreview.accounts.leaving import on_leaving

personal.withheld("endorsements.Endorsement", "recipient")
personal.secret("endorsements.Endorsement", "review_uuid")


@personal.section("endorsements.received")
def received(user: Any) -> Iterable[dict[str, Any]]:
    """What has reached them, without who gave it."""
    for row in queries.received_by(user.pk).order_by("pk"):
        yield {
            "skill": row.skill.name,
            "reason": row.reason,
            "relation": row.relation,
            "given_at": row.given_at,
            "accepted_at": row.accepted_at,
            "hidden_at": row.hidden_at,
        }


@on_leaving(order=1)
def hide_words(user: Any, now: datetime) -> None:
    """Words about them are read nowhere any more; their questions, and what they answered, go. When
    they left is kept with what they said and heard: it weighs on for others for a while."""
    either = Endorsement.objects.filter(Q(recipient=user) | Q(endorser=user), left_at=None)
    either.update(left_at=now)
    Endorsement.objects.filter(recipient=user, hidden_at=None).update(hidden_at=now)
    Request.objects.filter(Q(asker=user) | Q(asked=user)).delete()
    Answer.objects.filter(person=user).delete()
