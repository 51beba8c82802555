# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Digests of content: canonical JSON (RFC 8785) and SHA-256."""

import hashlib
from typing import Any

import rfc8785


def canonical(value: Any) -> bytes:
    """`value` (JSON types only) as RFC 8785 bytes: equal content, equal bytes."""
    return rfc8785.dumps(value)


def digest(value: Any) -> str:
    """SHA-256 of the canonical JSON of `value`, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical(value)).hexdigest()


def digest_bytes(content: bytes) -> str:
    """SHA-256 of `content`, as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()
