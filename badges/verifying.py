# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Checking a credential for a stranger, each check in words."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from badges import attesting, fetching, hosted, log, queries, standing_words
from badges.models import Credential, Issuer, SignedEndorsement
from badges.openbadges import baking, contents, ob2check, verify
from badges.openbadges.report import SENTENCES, Check, Report, State
from badges.openbadges.world import issuer_id
from badges.questions import question
from badges.reading import Says, what_it_says
from peerreview.kernel import clock, text
from peerreview.kernel.errors import Invalid

DID_KEY = "did:key:"
SHOWN = 300
# The state of a finding that is neither good nor bad.
NOTE = "note"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One check for a person: its question, how it stands, and the answer in a sentence."""

    question: str
    state: str
    sentence: str
    code: str = ""


@dataclass(frozen=True, kw_only=True)
class Result:
    """The whole check. `verdict` is valid, invalid, incomplete, revoked, replaced, suspended, expired,
    or other: not bound to the e-mail address that was given. `tone` is the verdict for the eye: a badge
    that is whole, but of an issuer this site does not know, is a "stranger".

    `is_ours`: a key of this site signed it, or this site serves it. `credential` is this site's own record of
    the id the document claims, if there is one; `is_changed`: that record says something else.
    `document` is what was read, without the token around it.
    """

    verdict: str
    headline: str
    explanation: str
    findings: tuple[Finding, ...]
    says: Says
    is_ours: bool
    credential: Credential | None
    is_changed: bool
    document: Mapping[str, Any]

    @property
    def tone(self) -> str:
        """How the verdict looks."""
        return "stranger" if self.verdict == "valid" and not self.is_ours else self.verdict


# --- the check -----------------------------------------------------------------------------------
def check(
    document: str | bytes,
    *,
    field: str | None = None,
    holder: str = "",
    fetcher: fetching.Fetcher | None = None,
) -> Result:
    """Every check, in order, in the reader's language. Raises Invalid for what is no badge at all.

    `holder`: the e-mail address of who shows it, if that matters. `fetcher`: where to look for what is
    not in the badge; what visitors may have fetched unless told.
    """
    found = fetcher or fetching.fetcher()
    report = verify.verify(
        _at_its_address(document, found, field),
        now=clock.now(),
        resolve_key=found.controller,
        fetch_status=found.document,
        fetch_page=found.page,
        holder=holder,
    )
    if report.document is None:
        raise Invalid("unreadable", _sentence(report.checks[0]), field=field)
    if not _claims_to_be_a_badge(report.document):
        message = _(
            "This is not a badge: it is JSON, but neither an Open Badge nor anything else that says "
            "something of somebody."
        )
        raise Invalid("not-a-badge", message, field=field)
    credential = _record_of(report)
    is_ours, is_same = _is_ours(report, credential), _is_same(credential, report)
    says = what_it_says(report.view or report.document)
    findings = [
        *(
            _finding(item, says)
            for item in report.checks
            if not _is_told_by_record(item, is_ours=is_ours)
        ),
        _acquaintance(report, credential, is_ours=is_ours),
        *_standing(report, credential, is_ours=is_ours, is_same=is_same),
        *_withdrawn_since(report),
    ]
    verdict = _verdict(report, findings, credential, is_same=is_same)
    return Result(
        verdict=verdict,
        headline=_headline(verdict, is_ours=is_ours),
        explanation=_explanation(verdict, report, findings, credential, is_ours=is_ours),
        findings=tuple(findings),
        says=says,
        is_ours=is_ours,
        credential=credential if isinstance(credential, Credential) else None,
        is_changed=credential is not None and not is_same,
        document=report.document,
    )


def as_json(result: Result) -> dict[str, Any]:
    """The check for programs."""
    return {
        "verdict": result.verdict,
        "headline": result.headline,
        "explanation": result.explanation,
        "issuer": {"id": result.says.issuer_id, "name": result.says.issuer},
        "issued_here": result.is_ours,
        # Signed and unchanged is one thing; whether we can say who the issuer is, another.
        "issuer_known": result.is_ours,
        "checks": [
            {
                "question": item.question,
                "state": item.state,
                "code": item.code,
                "answer": item.sentence,
            }
            for item in result.findings
        ],
    }


def _at_its_address(
    document: str | bytes, fetcher: fetching.Fetcher, field: str | None
) -> str | bytes:
    """Old pictures hold only the address of their badge."""
    if not isinstance(document, str) or not baking.is_address(document):
        return document
    page = fetcher.page(document)
    if page is None or page.status != 200:
        message = _("The picture only says where its badge lies, and there is nothing: %(address)s")
        raise Invalid("nothing-there", message % {"address": document[:SHOWN]}, field=field)
    return json.dumps(page.as_object() or {})


def _is_ours(report: Report, credential: Credential | SignedEndorsement | None) -> bool:
    """Whether a key of this site made the signature."""
    if not _proof_holds(report):
        return False
    name = issuer_id(report.view or report.document or {})
    if credential and name == f"{DID_KEY}{credential.key.public_multibase}":
        return True
    if name.startswith(DID_KEY):
        return queries.signing_key(name.removeprefix(DID_KEY)) is not None
    return hosted.own_issuer(name) is not None or hosted.is_ours(name)


def _claims_to_be_a_badge(document: Mapping[str, Any]) -> bool:
    """Whether it is worth checking: it calls itself a credential, or speaks of somebody."""
    kinds = {kind for kind in contents.types_of(document) if isinstance(kind, str)}
    named = any(kind.endswith(("Credential", "Assertion")) for kind in kinds)
    return named or "credentialSubject" in document or "recipient" in document


def _record_of(report: Report) -> Credential | SignedEndorsement | None:
    """Our record with the id the document claims; of a hosted badge, with its address."""
    document = report.document or {}
    identifier = document.get("id")
    if not isinstance(identifier, str) or "\0" in identifier:
        return None
    if ob2check.is_version_2(document):
        return hosted.credential_at(identifier)
    return queries.credential_with_id(identifier) or queries.signed_with_id(identifier)


def _withdrawn_since(report: Report) -> list[Finding]:
    """Endorsements inside that were signed here and no longer stand. The badge does."""
    question = _("Do its endorsers stand by it?")
    return [
        Finding(
            question=question,
            state=State.WARNING.value,
            sentence=_("One of the endorsements inside was withdrawn on %(day)s.")
            % {"day": date_format(item.revoked_at, "DATE_FORMAT")},
        )
        for item in attesting.withdrawn_inside(report.document or {})
    ]


def _is_same(credential: Credential | SignedEndorsement | None, report: Report) -> bool:
    """Whether our record says the same. A hosted badge was compared with what its address serves."""
    if credential is None:
        return False
    if _is_hosted(report):
        return _proof_holds(report)
    return json.loads(credential.document) == report.document


def _is_hosted(report: Report) -> bool:
    return ob2check.is_version_2(report.document or {})


def _is_told_by_record(item: Check, *, is_ours: bool) -> bool:
    """Where a badge of ours is older than our lists, `_standing` answers from our own record."""
    return is_ours and item.code == "status_none"


def _acquaintance(
    report: Report, credential: Credential | SignedEndorsement | None, *, is_ours: bool
) -> Finding:
    question = _("Do we know the issuer?")
    if is_ours and _is_hosted(report):
        sentence = _("Yes: it lies at an address of this site, which serves it.")
        return Finding(question=question, state=State.PASSED.value, sentence=sentence)
    if is_ours:
        sentence = _("Yes: the signature was made with a key of this site.")
        if credential and credential.key.issuer.kind != Issuer.Kind.SITE:
            sentence = _(
                "Yes, as an issuer on this site. Nobody here has checked who is behind it."
            )
        return Finding(question=question, state=State.PASSED.value, sentence=sentence)
    if not _proof_holds(report):
        sentence = _("That cannot be said without a signature that holds.")
        return Finding(question=question, state=State.SKIPPED.value, sentence=sentence)
    sentence = _(
        "No. The signature fits the key the badge names, but who holds that key this site cannot say. "
        "Anyone can write any name: compare the issuer's id with one you trust."
    )
    return Finding(question=question, state=State.WARNING.value, sentence=sentence)


def _proof_holds(report: Report) -> bool:
    proofs = report.named("proof")
    return bool(proofs) and all(item.state is State.PASSED for item in proofs)


def _standing(
    report: Report,
    credential: Credential | SignedEndorsement | None,
    *,
    is_ours: bool,
    is_same: bool,
) -> list[Finding]:
    """What our own record says of a credential that carries our signature, or one of our ids."""
    question = _("Does the issuer stand by it?")
    if credential is None:
        if not is_ours:
            return []
        sentence = _("It is not in this site's record of issued badges.")
        return [Finding(question=question, state=State.WARNING.value, sentence=sentence)]
    if not is_same:
        sentence = _("This site issued a badge with this id, but it does not say the same.")
        return [Finding(question=question, state=State.FAILED.value, sentence=sentence)]
    if credential.revoked_at:
        sentence = standing_words.withdrawal(credential)
        return [Finding(question=question, state=State.FAILED.value, sentence=sentence)]
    if standing_words.is_suspended(credential):
        sentence = str(standing_words.SUSPENDED)
        return [Finding(question=question, state=State.FAILED.value, sentence=sentence)]
    sentence = _("It is in this site's record of issued badges and has not been revoked.")
    if entry := log.entry_of(json.loads(credential.document)):
        sentence = _(
            "It is entry %(number)d of this site's public log of issued badges, and has not been revoked."
        ) % {"number": entry.number}
    return [Finding(question=question, state=State.PASSED.value, sentence=sentence)]


# --- in words ------------------------------------------------------------------------------------
def _verdict(
    report: Report,
    findings: list[Finding],
    credential: Credential | SignedEndorsement | None,
    *,
    is_same: bool,
) -> str:
    """What failed decides: a withdrawn badge is still genuine, and so is somebody else's."""
    failed = {item.code for item in report.checks if item.state is State.FAILED}
    if failed == {"holder_other"} and not (credential and credential.revoked_at):
        return "other"
    if failed - {"status_revoked", "status_suspended", "expired"}:
        return "invalid"
    if "status_revoked" in failed or (is_same and credential and credential.revoked_at):
        return "replaced" if is_same and getattr(credential, "is_replaced", False) else "revoked"
    if "status_suspended" in failed or (is_same and standing_words.is_suspended(credential)):
        return "suspended"
    if "expired" in failed:
        return "expired"
    if not is_same and any(item.state == State.FAILED.value for item in findings):
        return "invalid"
    return report.verdict.value


def _headline(verdict: str, *, is_ours: bool) -> str:
    if verdict in standing_words.HEADLINES:
        return str(standing_words.HEADLINES[verdict])
    if verdict == "valid" and not is_ours:
        return _("Signed and unchanged, by an issuer this site does not know.")
    return _(SENTENCES[f"verdict_{verdict}"])


def _explanation(
    verdict: str,
    report: Report,
    findings: list[Finding],
    credential: Credential | SignedEndorsement | None,
    *,
    is_ours: bool,
) -> str:
    """One sentence under the headline: the reason, or how far the answer reaches."""
    if verdict == "valid" and is_ours:
        return (
            _("This site issued it, and serves it word for word as it is here.")
            if _is_hosted(report)
            else _("This site issued it, and not a character was changed since.")
        )
    if verdict == "valid":
        return _stranger(report)
    if verdict == "other":
        return _(
            "That says nothing against whoever shows it: it may be a slip of the pen, or another address "
            "of theirs. Ask which address it was issued to."
        )
    if verdict == "incomplete":
        open_check = next(item for item in report.checks if item.state is State.SKIPPED)
        return _sentence(open_check)
    if verdict == "revoked" and credential and credential.revocation_reason:
        return standing_words.reason(credential)
    if verdict in standing_words.EXPLANATIONS:
        return str(standing_words.EXPLANATIONS[verdict])
    failed = [item.sentence for item in findings if item.state == State.FAILED.value]
    return failed[0] if failed else ""


def _stranger(report: Report) -> str:
    """How far the name of an issuer reaches whom this site does not know: as far as the address by which
    its key, or its badge, was found."""
    issuer = issuer_id(report.view or report.document or {})
    if issuer.startswith(DID_KEY) or not (host := _host_of(issuer)):
        return _(
            "Anyone can make such a badge under any name: rely on it only if you know the issuer's id, "
            "below, from the issuer. Not a character was changed since it was signed."
        )
    return _(
        "It comes from %(host)s: rely on it only if you know that this is the issuer's own address. Not a "
        "character was changed since."
    ) % {"host": host}


def _host_of(issuer: str) -> str:
    """The host that an issuer's id (https or did:web) names, for people to compare."""
    if issuer.startswith("did:web:"):
        host = unquote(issuer.removeprefix("did:web:").partition(":")[0])
    else:
        host = issuer.partition("://")[2].partition("/")[0]
    return text.one_line(host)[:SHOWN]


def _finding(item: Check, says: Says) -> Finding:
    if item.code == "evidence_unbound" and item.values["count"] != item.values["total"]:
        return _evidence(says, int(item.values["total"]), int(item.values["count"]))
    # Another address is nothing that speaks against a badge.
    milder = {"status_none": NOTE, "holder_other": State.WARNING.value}
    state = milder.get(item.code, item.state.value)
    return Finding(
        question=question(item.name), state=state, sentence=_sentence(item), code=item.code
    )


def _evidence(says: Says, total: int, without: int) -> Finding:
    """Some evidence is files, known by a fingerprint; some is words, which are all there."""
    sentence = _(
        "Yes: %(total)d pieces (%(names)s). With a fingerprint, by which it can be recognised: %(bound)d; "
        "the others are words."
    )
    names = "; ".join(item.name for item in says.evidence if item.name)[:SHOWN]
    return Finding(
        question=question("evidence"),
        state=State.PASSED.value,
        sentence=sentence % {"total": total, "bound": total - without, "names": names or "–"},
    )


def _sentence(item: Check) -> str:
    # What is put in comes from strangers: one line each, and not too long a one.
    values = {name: text.one_line(str(value))[:SHOWN] for name, value in item.values.items()}
    return _(SENTENCES[item.code]).format_map(values)
