# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0

"""Open Badges 2.0 documents: the same award for readers of the older standard, hosted, unsigned.

What 2.0 has no word for (results, statistics, digests) is told in the narrative. Every id is the
address the document lies at, which is what makes it genuine.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from badges.openbadges.credential import identity_hash
from badges.openbadges.model import Alignment

CONTEXT = "https://w3id.org/openbadges/v2"
Json = dict[str, Any]


def issuer_profile(
    *, id: str, name: str, url: str, email: str, description: str = "", image: str = ""
) -> Json:
    """The issuer's profile, which says where its hosted badges lie."""
    return _filled(
        {
            "@context": CONTEXT,
            "type": "Issuer",
            "id": id,
            "name": name,
            "url": url,
            "email": email,
            "description": description,
            "image": image,
        }
    )


def badge_class(
    *,
    id: str,
    name: str,
    description: str,
    image: str,
    criteria_url: str,
    criteria: str,
    issuer: str,
    tags: Iterable[str] = (),
    alignments: Iterable[Alignment] = (),
) -> Json:
    """What can be earned, by one version of its criteria."""
    return _filled(
        {
            "@context": CONTEXT,
            "type": "BadgeClass",
            "id": id,
            "name": name,
            "description": description,
            "image": image,
            "criteria": _filled({"id": criteria_url, "narrative": criteria}),
            "issuer": issuer,
            "alignment": [_alignment(item) for item in alignments],
            "tags": list(tags),
        }
    )


def _alignment(item: Alignment) -> Json:
    return _filled(
        {
            "targetName": item.name,
            "targetUrl": item.url,
            "targetDescription": item.description,
            "targetFramework": item.framework,
            "targetCode": item.code,
        }
    )


def assertion(
    credential: Mapping[str, Any],
    *,
    id: str,
    badge: str,
    image: str,
    page: str,
    email: str,
    salt: str,
) -> Json:
    """The 2.0 assertion of an Open Badges 3.0 credential; `page` is where people read about it.

    The recipient is the e-mail address, salted and hashed as in the credential.
    """
    subject = credential["credentialSubject"]
    return _filled(
        {
            "@context": CONTEXT,
            "type": "Assertion",
            "id": id,
            "recipient": {
                "type": "email",
                "hashed": True,
                "salt": salt,
                "identity": identity_hash(email, salt),
            },
            "badge": badge,
            "image": image,
            "verification": {"type": "HostedBadge"},
            "issuedOn": credential["validFrom"],
            "expires": credential.get("validUntil"),
            "narrative": _narrative(subject),
            "evidence": [_evidence(item, page) for item in credential.get("evidence", [])],
        }
    )


def revoked(*, id: str, reason: str) -> Json:
    """What lies at the address of a revoked assertion, under status 410."""
    return _filled(
        {
            "@context": CONTEXT,
            "type": "Assertion",
            "id": id,
            "revoked": True,
            "revocationReason": reason,
        }
    )


def _narrative(subject: Mapping[str, Any]) -> str:
    described = {item["id"]: item for item in subject["achievement"].get("resultDescription", [])}
    lines = [
        f"- {described[item['resultDescription']]['name']}: {_reached(item, described)}"
        for item in subject.get("result", [])
    ]
    return "\n".join([subject.get("narrative", ""), *lines]).strip()


def _reached(result: Mapping[str, Any], described: Mapping[str, Any]) -> str:
    levels = described[result["resultDescription"]].get("rubricCriterionLevel", [])
    name = next((each["name"] for each in levels if each["id"] == result.get("achievedLevel")), "")
    value = result.get("value", "")
    return f"{name} ({value})" if name and value else name or value


def _evidence(item: Mapping[str, Any], page: str) -> Json:
    kept = {
        name: item[name] for name in ("name", "description", "genre", "audience") if name in item
    }
    narrative = item.get("narrative", "")
    if "digestMultibase" in item:
        narrative = f"{narrative}\n\ndigestMultibase: {item['digestMultibase']}".strip()
    address = item.get("id", "")
    is_address = address.startswith(("https://", "http://"))
    return _filled(
        {"type": "Evidence", "id": address if is_address else page, **kept, "narrative": narrative}
    )


def _filled(properties: Mapping[str, Any]) -> Json:
    return {key: value for key, value in properties.items() if value not in (None, "", [], {})}
