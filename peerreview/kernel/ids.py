# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Public identifiers: UUIDs for other systems, short codes for people to type."""

import secrets
import uuid

# Without 0/O, 1/I/L, U/V: what is easily misread or misheard is not used.
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTWXYZ"


def new_uuid() -> uuid.UUID:
    """A random identifier that tells nothing about when or in which order it was made."""
    return uuid.uuid4()


def short_code(length: int = 8) -> str:
    """A random code for people: `length` characters of CODE_ALPHABET."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(length))


def clean_code(text: str) -> str:
    """What a person typed, as a code: upper case, without spaces and dashes."""
    return "".join(ch for ch in text.upper() if ch in CODE_ALPHABET)
