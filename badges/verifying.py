# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Checking a credential for a stranger, each check in words."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from badges import attesting, fetching, hosted, images, log, queries, standing_words
from badges.models import Credential, Issuer, SignedEndorsement
from badges.openbadges import baking, verify
from badges.openbadges.report import SENTENCES, Check, Report, State
from badges.openbadges.world import issuer_id
from badges.questions import question
from badges.reading import Says, what_it_says
from peerreview.kernel import clock, text
from peerreview.kernel.errors import Invalid

MAX_BYTES = 5 * 1024 * 1024
# What a whole request may have: the file, and room for the form around it.
MAX_REQUEST = MAX_BYTES + 1024 * 1024
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
    """The whole check. `verdict` is valid, invalid, incomplete, revoked, replaced, suspended,
    expired, or other: somebody else's.

    `is_ours`: the signature is by a key of this site. `credential` is this site's own record of
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


# --- from what was given to a document -----------------------------------------------------------
def document_in(content: bytes) -> str | bytes:
    """The credential in an uploaded file: a baked PNG or SVG, or JSON. Raises Invalid."""
    if not content:
        message = _("The file is empty. Choose the badge's PNG or JSON file.")
        raise Invalid("empty", message, field="file")
    if len(content) > MAX_BYTES:
        raise too_large()
    head = content[:400].removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith((baking.PNG_SIGNATURE, b"<")):
        return images.unbaked(content)
    if head.startswith(b"{") or verify.as_token_text(content):
        return content
    message = _("This is not a badge file. Badges come as PNG, SVG or JSON.")
    raise Invalid("not-a-badge", message, field="file")


def too_large() -> Invalid:
    """The refusal of what is larger than any badge."""
    message = _("The file is larger than %(mb)d MB, which no badge is.") % {"mb": MAX_BYTES >> 20}
    return Invalid("too-large", message, field="file")


def document_by_id(typed: str) -> str | bytes:
    """The document of a public credential of this site by its id or address, pasted text, or what lies
    at an address elsewhere, where the site fetches that. Raises Invalid."""
    typed = typed.strip().removeprefix("\ufeff")
    if typed.startswith("{") or verify.as_token_text(typed):
        return typed
    if hosted.is_ours(typed) and (page := hosted.page_at(typed)) and page.status == 200:
        return json.dumps(page.as_object())
    credential = queries.credential_by_any_id(typed) or queries.signed_by_any_id(typed)
    if credential is None and _is_elsewhere(typed):
        return _document_elsewhere(typed)
    if credential is None:
        message = _(
            "No public badge with this id was issued here. Paste the whole id or address, or add the "
            "badge's file."
        )
        raise Invalid("unknown", message, field="credential_id")
    return credential.document


def _is_elsewhere(typed: str) -> bool:
    is_address = typed.lower().startswith(("https://", "http://"))
    return is_address and not hosted.is_ours(typed)


def _document_elsewhere(address: str) -> str | bytes:
    if not settings.VERIFY_ELSEWHERE:
        message = _(
            "This page does not fetch addresses of other sites: upload the badge's file or paste its "
            "JSON."
        )
        raise Invalid("elsewhere", message, field="credential_id")
    page = fetching.fetcher().page(address)
    if page is None or page.status != 200:
        message = _(
            "There is nothing to be had at this address. It must begin with https:// and lead to the "
            "badge's file, not to a page about it."
        )
        raise Invalid("nothing-there", message, field="credential_id")
    return document_in(bytes(page.body))


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
    credential = _record_of(report)
    is_ours, is_same = _is_ours(report), _is_same(credential, report.document)
    findings = [
        *(
            _finding(item)
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
        headline=_headline(verdict),
        explanation=_explanation(verdict, report, findings, credential, is_ours=is_ours),
        findings=tuple(findings),
        says=what_it_says(report.view or report.document),
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


def _is_ours(report: Report) -> bool:
    """Whether a key of this site made the signature."""
    if not _proof_holds(report):
        return False
    name = issuer_id(report.view or report.document or {})
    if name.startswith(DID_KEY):
        return queries.signing_key(name.removeprefix(DID_KEY)) is not None
    return hosted.own_issuer(name) is not None or hosted.is_ours(name)


def _record_of(report: Report) -> Credential | SignedEndorsement | None:
    """Our record with the id the document claims."""
    identifier = report.document.get("id") if report.document else None
    if not isinstance(identifier, str) or "\0" in identifier:
        return None
    return queries.credential_with_id(identifier) or queries.signed_with_id(identifier)


def _withdrawn_since(report: Report) -> list[Finding]:
    """Endorsements inside that were signed here and no longer stand. The badge does."""
    question = _("Do its endorsers stand by it?")
    return [
        Finding(
            question=question,
            state=State.WARNING.value,
            sentence=_("One of the endorsements inside was withdrawn on %(day)s.")
            % {"day": item.revoked_at.date().isoformat()},
        )
        for item in attesting.withdrawn_inside(report.document or {})
    ]


def _is_same(
    credential: Credential | SignedEndorsement | None, document: Mapping[str, Any]
) -> bool:
    return credential is not None and json.loads(credential.document) == document


def _is_told_by_record(item: Check, *, is_ours: bool) -> bool:
    """Where a badge of ours is older than our lists, `_standing` answers from our own record."""
    return is_ours and item.code == "status_none"


def _acquaintance(
    report: Report, credential: Credential | SignedEndorsement | None, *, is_ours: bool
) -> Finding:
    question = _("Do we know the issuer?")
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
    if entry := log.entry_of(dict(report.document or {})):
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


def _headline(verdict: str) -> str:
    if verdict in standing_words.HEADLINES:
        return str(standing_words.HEADLINES[verdict])
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
        return _("This site issued it, and not a character was changed since.")
    if verdict == "valid":
        return _(
            "Not a character was changed since it was signed. Whether the issuer is who they say they "
            "are, this site cannot know."
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


def _finding(item: Check) -> Finding:
    if item.code == "evidence_unbound" and item.values["count"] != item.values["total"]:
        return _evidence(int(item.values["total"]), int(item.values["count"]))
    state = NOTE if item.code == "status_none" else item.state.value
    return Finding(
        question=question(item.name), state=state, sentence=_sentence(item), code=item.code
    )


def _evidence(total: int, without: int) -> Finding:
    """Some evidence is files, known by a fingerprint; some is words, which are all there."""
    sentence = _(
        "Yes: %(total)d pieces. %(bound)d carry a fingerprint by which the work can be recognised; the "
        "others are words."
    )
    return Finding(
        question=question("evidence"),
        state=State.PASSED.value,
        sentence=sentence % {"total": total, "bound": total - without},
    )


def _sentence(item: Check) -> str:
    # What is put in comes from strangers: one line each, and not too long a one.
    values = {name: text.one_line(str(value))[:SHOWN] for name, value in item.values.items()}
    return _(SENTENCES[item.code]).format_map(values)
