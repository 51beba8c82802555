# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Private keys lie encrypted, bound to their place, and leave it nowhere."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import connection
from django.test import override_settings

from badges import keys, services
from badges.openbadges import multikey

MOMENT = datetime(2031, 1, 2, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def sign(key: object) -> dict:
    return keys.sign({"@context": ["https://www.w3.org/ns/credentials/v2"]}, key, created=MOMENT)


def test_a_key_signs_with_the_secret_and_not_without() -> None:
    key = keys.current_key(services.site_issuer())

    assert sign(key)["proof"][0]["verificationMethod"].startswith("did:key:z6Mk")
    other = override_settings(KEY_ENCRYPTION_SECRET="another secret of more than 32 characters")
    with other, pytest.raises(InvalidTag):
        sign(key)


def test_a_stored_key_cannot_be_moved_to_another_issuer_or_number() -> None:
    ours = keys.current_key(services.site_issuer())
    theirs = keys.current_key(services.create_issuer(name="Others", slug="others"))
    theirs.private_encrypted = ours.private_encrypted
    with pytest.raises(InvalidTag):
        sign(theirs)
    ours.number = 2
    with pytest.raises(InvalidTag):
        sign(ours)


def test_a_changed_ciphertext_is_refused() -> None:
    key = keys.current_key(services.site_issuer())
    stored = bytes(key.private_encrypted)
    key.private_encrypted = stored[:-1] + bytes([stored[-1] ^ 1])

    with pytest.raises(InvalidTag):
        sign(key)


def test_the_newest_key_that_is_not_retired_signs() -> None:
    issuer = services.site_issuer()
    second = keys.new_key(issuer)
    assert keys.current_key(issuer) == second
    issuer.keys.filter(number=2).update(retired_at=MOMENT)

    assert keys.current_key(issuer).number == 1


@pytest.mark.django_db(transaction=True)
def test_private_bytes_are_nowhere_in_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Ed25519PrivateKey] = []
    generate = Ed25519PrivateKey.generate

    def watched() -> Ed25519PrivateKey:
        made.append(generate())
        return made[-1]

    monkeypatch.setattr(Ed25519PrivateKey, "generate", staticmethod(watched))
    key = keys.current_key(services.create_issuer(name="Watched", slug="watched"))
    [private] = made
    raw, public = private.private_bytes_raw(), private.public_key().public_bytes_raw()

    assert multikey.decode_ed25519(key.public_multibase) == public
    stored = _everything_stored()
    assert key.public_multibase.encode() in stored
    for secret in (raw, raw.hex().encode(), settings.KEY_ENCRYPTION_SECRET.encode()):
        assert secret not in stored


def _everything_stored() -> bytes:
    if connection.vendor == "sqlite":
        name = Path(connection.settings_dict["NAME"])
        return b"".join(path.read_bytes() for path in name.parent.glob(f"{name.name}*"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM badges_signingkey")
        return b"\n".join(
            bytes(value) if isinstance(value, memoryview | bytes) else str(value).encode()
            for row in cursor.fetchall()
            for value in row
        )
