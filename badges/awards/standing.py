# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""How a credential stands, for its page."""

from typing import Any

from badges import rules, standing_words
from badges.awards import queries
from badges.models import Credential
from peerreview.accounts.models import User
from peerreview.kernel import clock


def of_credential(user: User, credential: Credential) -> dict[str, Any]:
    """What stands across it, the newer edition if the reader may see it, and, for who holds it, the case
    that runs about it."""
    award = credential.award
    newer = None if credential.is_current else award.credential
    is_owner = user.is_authenticated and award.recipient_id == user.pk
    return {
        "stamp": standing_words.stamp(credential, clock.now()),
        "newer": newer if newer and rules.may_see_credential(user, newer) else None,
        "is_withheld": rules.is_withheld(user, credential),
        "case": queries.open_case_of(award) if is_owner and credential.is_current else None,
    }
