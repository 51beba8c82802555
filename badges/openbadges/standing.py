# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0

"""Whether the issuer still stands by a credential: status lists, and whether they can be believed."""

from collections.abc import Mapping
from typing import Any

from badges.openbadges.canonical import CanonicalError
from badges.openbadges.proof import hash_document
from badges.openbadges.proving import check_proofs
from badges.openbadges.report import Check, State
from badges.openbadges.statuslist import ENTRY_TYPE, StatusListError, check_entry
from badges.openbadges.world import MAX_PROOFS, World, check_dates, failed, issuer_id, listed


def check_statuses(document: Mapping[str, Any], world: World, *, proved: bool) -> list[Check]:
    """One check per status entry; nothing is fetched for a credential that is not proved."""
    entries = [e for e in listed(document.get("credentialStatus")) if isinstance(e, Mapping)]
    if not entries:
        return [Check("status", State.PASSED, "status_none")]
    if not proved:
        return [Check("status", State.SKIPPED, "status_unchecked")]
    return [_check_status(entry, document, world) for entry in entries[:MAX_PROOFS]]


def _check_status(entry: Mapping[str, Any], document: Mapping[str, Any], world: World) -> Check:
    kind = str(entry.get("type"))
    if kind == "1EdTechRevocationList":
        return _check_revocation_list(entry, document, world)
    if kind != ENTRY_TYPE:
        return Check("status", State.SKIPPED, "status_unsupported", {"type": kind[:80]})
    url = str(entry.get("statusListCredential"))
    found = world.status_list(url)
    if found is None:
        return Check("status", State.SKIPPED, "status_unavailable", {"url": url[:200]})
    reason = _distrust_list(found, issuer_id(document), world)
    if reason:
        return failed("status", "status_list_wrong", url=url[:200], reason=reason)
    try:
        is_set = check_entry(entry, found["credentialSubject"])
    except StatusListError as error:
        return failed("status", "status_list_wrong", url=url[:200], reason=str(error))
    return _status_answer(str(entry.get("statusPurpose")), is_set=is_set)


def _status_answer(purpose: str, *, is_set: bool) -> Check:
    if not is_set:
        return Check("status", State.PASSED, "status_good")
    if purpose in ("revocation", "suspension"):
        code = "status_revoked" if purpose == "revocation" else "status_suspended"
        return failed("status", code)
    return Check("status", State.WARNING, "status_other", {"purpose": purpose[:80]})


def _distrust_list(found: Mapping[str, Any], issuer: str, world: World) -> str:
    """Why a status list credential is not to be believed; empty if it is."""
    if "BitstringStatusListCredential" not in listed(found.get("type")):
        return "not a status list credential"
    if issuer_id(found) != issuer:
        return "it is issued by somebody else"
    if not isinstance(found.get("credentialSubject"), Mapping):
        return "it lists nothing"
    try:
        proof = check_proofs(found, hash_document(found, meter=world.meter), world)
    except CanonicalError as error:
        return error.code
    dates = check_dates(found, world.now)
    good = (State.PASSED, State.WARNING)
    return next((check.code for check in (proof, dates) if check.state not in good), "")


def _check_revocation_list(
    entry: Mapping[str, Any], document: Mapping[str, Any], world: World
) -> Check:
    """1EdTech's hosted list: unsigned, believed because of the address the issuer signed."""
    url = str(entry.get("id"))
    found = world.status_list(url)
    if found is None:
        return Check("status", State.SKIPPED, "status_unavailable", {"url": url[:200]})
    if found.get("issuer") != issuer_id(document):
        reason = "it is issued by somebody else"
        return failed("status", "status_list_wrong", url=url[:200], reason=reason)
    for item in listed(found.get("revokedCredential")):
        if isinstance(item, Mapping) and item.get("id") == document.get("id"):
            return _status_answer("revocation", is_set=item.get("revoked", True) is not False)
    return _status_answer("revocation", is_set=False)
