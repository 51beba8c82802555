# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Whether a badge was issued to one of a person's own addresses. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from badges.openbadges import contents, ob2check

MINE, OTHER, UNNAMED = "mine", "other", "unnamed"
BY_ADDRESS = ("emailAddress", "email")


def match(document: Mapping[str, Any], addresses: Iterable[str]) -> str:
    """MINE, OTHER or UNNAMED, for Open Badges 3.0 and 2.0."""
    if ob2check.is_version_2(document):
        is_theirs, names = ob2check.is_recipient, _names_2(document)
    else:
        is_theirs, names = contents.is_recipient, _names_3(document)
    if not names:
        return UNNAMED
    return MINE if any(is_theirs(document, address) for address in addresses) else OTHER


def _names_2(document: Mapping[str, Any]) -> bool:
    recipient = document.get("recipient")
    return isinstance(recipient, Mapping) and recipient.get("type") == "email"


def _names_3(document: Mapping[str, Any]) -> bool:
    subject = document.get("credentialSubject")
    entries = subject.get("identifier") if isinstance(subject, Mapping) else None
    listed = entries if isinstance(entries, list) else [entries]
    return any(
        isinstance(entry, Mapping) and entry.get("identityType") in BY_ADDRESS for entry in listed
    )
