# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0

"""Endorsements embedded in a credential, each judged on its own: one that does not stand does not
fell the badge, but it is not counted either."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from badges.openbadges import contents, vcjwt
from badges.openbadges.jose import JoseError, Token, parse_token
from badges.openbadges.report import Check, State
from badges.openbadges.strictjson import JsonError
from badges.openbadges.world import MAX_ENDORSEMENTS, MAX_NAME, World, issuer_id, issuer_name

CheckOne = Callable[..., list[Check]]


@dataclass(frozen=True)
class _Found:
    """An endorsement, and the token around it if it came as one; `fault` if it cannot be read."""

    document: Mapping[str, Any]
    token: Token | None = None
    claims: Mapping[str, Any] = field(default_factory=dict)
    fault: str = ""

    @property
    def id(self) -> str:
        return str(self.document.get("id", ""))

    @property
    def subject(self) -> str:
        subject = self.document.get("credentialSubject")
        return str(subject.get("id", "") if isinstance(subject, Mapping) else "")


def check_endorsements(
    document: Mapping[str, Any], world: World, *, check_one: CheckOne
) -> list[Check]:
    """One check per endorsement, found as JSON or as a token anywhere in the credential.

    `check_one` checks a single credential: `verify.check_credential`.
    """
    found = list(_found_in(document))
    circular = _in_circles(found[:MAX_ENDORSEMENTS])
    checks = [
        _check(item, world, check_one, is_circular=item.id in circular)
        for item in found[:MAX_ENDORSEMENTS]
    ]
    if len(found) > MAX_ENDORSEMENTS:
        limit = {"limit": str(MAX_ENDORSEMENTS)}
        checks.append(Check("endorsement", State.WARNING, "endorsements_too_many", limit))
    return checks or [Check("endorsement", State.SKIPPED, "endorsements_none")]


def _found_in(document: Mapping[str, Any]) -> Iterator[_Found]:
    for item in contents.find_endorsements(document):
        yield _Found(item)
    for text in contents.find_endorsement_tokens(document):
        try:
            token = parse_token(text)
        except (JoseError, JsonError) as error:
            yield _Found({}, fault=error.code)
        else:
            inner, claims = vcjwt.split(token.payload)
            yield _Found(inner, token, claims)


def _in_circles(found: list[_Found]) -> set[str]:
    """Ids of endorsements that, followed from subject to subject, vouch for themselves."""
    subject_of = {item.id: item.subject for item in found if item.id}
    circular = set()
    for start in subject_of:
        seen: set[str] = set()
        place = start
        while place in subject_of and place not in seen:
            seen.add(place)
            place = subject_of[place]
        if place == start:
            circular.add(start)
    return circular


def _check(item: _Found, world: World, check_one: CheckOne, *, is_circular: bool) -> Check:
    values = {
        "id": item.id[:MAX_NAME],
        "issuer": issuer_id(item.document)[:MAX_NAME],
        "name": issuer_name(item.document),
        "subject": item.subject[:MAX_NAME],
    }
    reason = item.fault or ("endorsement_circle" if is_circular else "")
    if not reason:
        checks = check_one(
            item.document, world, endorsement=True, token=item.token, claims=item.claims
        )
        bad = (State.FAILED, State.SKIPPED)
        reason = next((check.code for check in checks if check.state in bad), "")
    if reason:
        return Check(
            "endorsement", State.WARNING, "endorsement_fails", {**values, "reason": reason}
        )
    return Check("endorsement", State.PASSED, "endorsement_ok", values)
