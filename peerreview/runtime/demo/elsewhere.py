# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A badge that a learner earned elsewhere: of a college that does not exist, signed with a key made here."""

import json
from datetime import UTC
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from badges.backpack import services
from badges.openbadges import did, model
from badges.openbadges.credential import build_badge
from badges.openbadges.proof import add_proof
from peerreview.accounts.models import User
from peerreview.kernel import ids

HOLDERS = ("lena", "amara")


def elsewhere(world: Any) -> None:
    """Two learners bring a badge of another issuer along"""
    key = Ed25519PrivateKey.generate()
    for name in HOLDERS:
        person = world.people[name]
        brought = services.bring(
            owner=person, content=json.dumps(_signed(key, person, world)), now=world.ago(days=1)
        )
        services.set_shown(badge=brought.badge, by=person, is_shown=True)


def _signed(key: Ed25519PrivateKey, person: User, world: Any) -> dict[str, Any]:
    public, day = key.public_key().public_bytes_raw(), world.ago(days=40).astimezone(UTC)
    badge = model.Badge(
        id=f"urn:uuid:{ids.new_uuid()}",
        issuer=model.Issuer(id=did.did_key(public), name="Harbour College (simulated)"),
        achievement=model.Achievement(
            id=f"urn:uuid:{ids.new_uuid()}",
            name="First aid for sound recordings",
            description="Cleaned up a noisy recording so that every word can be understood.",
            criteria_narrative="Two listeners who did not know the text wrote it down without a gap.",
        ),
        recipient=model.Recipient(email=person.email, salt=ids.new_uuid().hex),
        valid_from=day,
        awarded=day,
    )
    method = did.did_key_method(public)
    return add_proof(build_badge(badge), signer=key, verification_method=method, created=day)
