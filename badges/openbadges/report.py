# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0

"""What verification found: an ordered list of checks, each with a code and its facts.

Codes are for the interface to put into the reader's language; SENTENCES holds the English default
of each, so that no code is without words. The facts (`values`) come from the document: hostile
text, to be escaped wherever it is shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any


class State(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"
    WARNING = "warning"


class Verdict(StrEnum):
    VALID = "valid"
    INVALID = "invalid"
    INCOMPLETE = "incomplete"


# A check that could not be made leaves the answer open only for these.
ESSENTIAL = frozenset(("proof", "status"))


def gettext_noop(text: str) -> str:
    """Mark a sentence for translators without importing a framework."""
    return text


SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        # json
        "json_ok": gettext_noop("The document is well-formed JSON."),
        "json_syntax": gettext_noop(
            "The document is not JSON: it is damaged, or cut short. Take the whole of it again."
        ),
        "json_not_object": gettext_noop("The document is JSON, but not a credential."),
        "json_not_utf8": gettext_noop("The document is not UTF-8 text."),
        "json_too_large": gettext_noop("The document is larger than {detail} bytes."),
        "json_too_deep": gettext_noop("The document is nested more than {detail} levels deep."),
        "json_duplicate_key": gettext_noop(
            "The document gives “{detail}” twice, so it has two meanings."
        ),
        "json_lone_surrogate": gettext_noop("The document has half a character in it."),
        "json_not_a_number": gettext_noop("The document has {detail} where a number belongs."),
        "json_number_range": gettext_noop(
            "The number {detail} is too large to be read alike everywhere."
        ),
        "token_read": gettext_noop("The document is a well-formed signed token (JWT)."),
        "jws_malformed": gettext_noop("The signed token (JWT) cannot be read: {detail}."),
        "alg_refused": gettext_noop(
            "The signed token (JWT) asks to be checked by “{detail}”, which proves nothing."
        ),
        # structure
        "structure_ok": gettext_noop("The credential has the structure of an Open Badge 3.0."),
        "structure_ok_2": gettext_noop("The badge has the structure of an Open Badge 2.0."),
        "structure_invalid_2": gettext_noop(
            "The badge departs from Open Badges 2.0: “{path}” {message}."
        ),
        "structure_invalid": gettext_noop(
            "The credential departs from Open Badges 3.0 at “{path}”: {message}"
        ),
        "id_redescribed": gettext_noop(
            "The credential describes its own id a second time, inside itself."
        ),
        "result_unlinked": gettext_noop(
            "A result points to “{id}”, which the achievement does not describe."
        ),
        # contexts: whether every word of the document has an agreed meaning
        "contexts_ok": gettext_noop("Every term in the credential has an agreed meaning."),
        "context_unknown": gettext_noop(
            "The credential uses a vocabulary we do not know: {detail}"
        ),
        "context_inline": gettext_noop(
            "The credential brings its own vocabulary, which anyone could change."
        ),
        "keyword_refused": gettext_noop(
            "The credential uses “{detail}”, which may change its meaning."
        ),
        "term_undefined": gettext_noop("“{detail}” is not defined, so no signature can cover it."),
        "iri_not_absolute": gettext_noop(
            "“{detail}” is not defined, or not an absolute identifier."
        ),
        "blank_node_named": gettext_noop(
            "The credential names “{detail}”, which only readers may do."
        ),
        "data_lost": gettext_noop("Some of the credential would not be covered by any signature."),
        "not_json_ld": gettext_noop("The credential is not JSON-LD: {detail}."),
        "too_many_values": gettext_noop(
            "The credential has more parts than we are willing to read."
        ),
        "too_many_blank_nodes": gettext_noop(
            "The credential has too many parts without a name ({detail})."
        ),
        "too_much_work": gettext_noop(
            "The credential is built so that checking it would never end."
        ),
        # issuer
        "issuer_ok": gettext_noop("The credential says it is issued by {name} ({id})."),
        "issuer_id": gettext_noop(
            "The issuer's id “{id}” is not one a signature can be traced to."
        ),
        "profile_unavailable": gettext_noop(
            "What the badge is, and who issued it, could not be fetched from the issuer's site."
        ),
        # proof
        "proof_ok": gettext_noop("The signature is the issuer's, and nothing was changed since."),
        "proof_missing": gettext_noop("The credential is not signed."),
        "proof_unsupported": gettext_noop("The signature is of a kind we cannot check: {detail}."),
        "proof_malformed": gettext_noop("The signature cannot be read: {detail}."),
        "proof_purpose": gettext_noop("The signature was not made to assert anything."),
        "proof_expired": gettext_noop("The signature was good only until {expires}."),
        "proof_unchecked": gettext_noop(
            "The signature was not checked, as the document cannot be read safely."
        ),
        "issuer_mismatch": gettext_noop(
            "The signature belongs to {controller}, not to the issuer {issuer}."
        ),
        "key_refused": gettext_noop("The issuer does not vouch for the signing key: {detail}."),
        "key_unavailable": gettext_noop("The issuer's key could not be fetched from {controller}."),
        "key_unsupported": gettext_noop("We cannot look up keys of {controller}."),
        "signature_wrong": gettext_noop(
            "The signature does not fit: the credential was changed or forged."
        ),
        "token_ok": gettext_noop(
            "The signature of the token is the issuer's, and nothing was changed since."
        ),
        "claim_mismatch": gettext_noop(
            "The signed token and the credential inside it differ on “{claim}”."
        ),
        "key_unnamed": gettext_noop("The signed token names no key."),
        "key_malformed": gettext_noop("The signing key cannot be used: {detail}."),
        "key_unvouched": gettext_noop(
            "The signature fits the key it brings along, but the issuer does not list that key."
        ),
        "alg_mismatch": gettext_noop(
            "The signature claims to be of another kind than the issuer's key: {detail}."
        ),
        "hosted_ok": gettext_noop("The issuer's site serves this very badge at {url}."),
        "hosted_withdrawn": gettext_noop("The issuer's site no longer serves the badge at {url}."),
        "hosted_unavailable": gettext_noop("The badge could not be fetched from {url}."),
        "hosted_gone": gettext_noop("There is no such badge at {url}."),
        "hosted_differs": gettext_noop("The badge at {url} says something else than this one."),
        "hosted_elsewhere": gettext_noop(
            "The badge lies at {url}, which is not a place of its issuer {issuer}."
        ),
        "hosted_nowhere": gettext_noop("The badge's id “{id}” is not an address to look at."),
        # dates
        "dates_ok": gettext_noop("The credential is within its period of validity."),
        "dates_ahead": gettext_noop(
            "The credential begins a moment from now: the clocks differ a little."
        ),
        "not_yet_valid": gettext_noop("The credential is valid only from {moment}."),
        "expired": gettext_noop("The credential expired at {moment}."),
        "date_malformed": gettext_noop("“{value}” in {name} is not a date and time with a zone."),
        # status
        "status_none": gettext_noop(
            "It carries no status list; whether it was revoked is only known at its issuer."
        ),
        "status_good": gettext_noop("The issuer has not withdrawn the credential."),
        "status_revoked": gettext_noop("The issuer has revoked the credential."),
        "status_suspended": gettext_noop(
            "The issuer has suspended the credential for the time being."
        ),
        "status_other": gettext_noop(
            "The issuer has set the status “{purpose}” on the credential."
        ),
        "status_unavailable": gettext_noop(
            "The issuer's status list could not be fetched from {url}."
        ),
        "status_unsupported": gettext_noop(
            "The credential's status is of a kind we cannot check: {type}."
        ),
        "status_list_wrong": gettext_noop(
            "The status list at {url} is not the issuer's own: {reason}."
        ),
        "status_unchecked": gettext_noop(
            "The status was not looked up, as the signature does not hold."
        ),
        # endorsements
        "endorsements_none": gettext_noop(
            "The credential carries no endorsements with signatures of their own."
        ),
        "endorsement_ok": gettext_noop("{name} endorses it, with a signature that holds."),
        "endorsement_fails": gettext_noop("An endorsement by {name} does not stand: {reason}."),
        "endorsements_too_many": gettext_noop("Only the first {limit} endorsements were checked."),
        "endorsement_circle": gettext_noop("The endorsement vouches for itself in a circle."),
        # holder
        "holder_ok": gettext_noop("The badge is bound to this e-mail address."),
        "holder_other": gettext_noop(
            "The badge is not bound to the e-mail address you gave. It is to another one, or to none."
        ),
        "holder_of_endorsement": gettext_noop(
            "An endorsement belongs to nobody: it is about a work, a person or a badge, and says which. "
            "An e-mail address cannot be compared with it."
        ),
        # evidence
        "evidence_none": gettext_noop("The credential carries no evidence."),
        "evidence_bound": gettext_noop(
            "All {count} pieces of evidence that have a fingerprint are readable."
        ),
        "evidence_unbound": gettext_noop(
            "{count} of {total} pieces of evidence carry no fingerprint."
        ),
        "evidence_digest": gettext_noop("A fingerprint of the evidence “{id}” cannot be read."),
        # verdicts
        "verdict_valid": gettext_noop("This badge is genuine."),
        "verdict_invalid": gettext_noop("This badge cannot be trusted."),
        "verdict_incomplete": gettext_noop("This badge could not be checked completely."),
    }
)


@dataclass(frozen=True)
class Check:
    """One question, its answer, and the facts behind it."""

    name: str
    state: State
    code: str
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """The English default sentence."""
        return SENTENCES[self.code].format_map(self.values)


@dataclass(frozen=True)
class Report:
    """The checks in the order they were made, and the document they are about, if it was read.

    `view` is what people are shown of it where that is not the document itself (Open Badges 2.0).
    """

    checks: tuple[Check, ...]
    document: Mapping[str, Any] | None = None
    view: Mapping[str, Any] | None = None

    @property
    def verdict(self) -> Verdict:
        """Invalid if anything failed; incomplete if the proof or status could not be looked up."""
        if any(check.state is State.FAILED for check in self.checks):
            return Verdict.INVALID
        if any(c.state is State.SKIPPED and c.name in ESSENTIAL for c in self.checks):
            return Verdict.INCOMPLETE
        return Verdict.VALID

    @property
    def summary(self) -> str:
        """One English sentence for the whole."""
        return SENTENCES[f"verdict_{self.verdict}"]

    def named(self, name: str) -> tuple[Check, ...]:
        """The checks of this name."""
        return tuple(check for check in self.checks if check.name == name)

    @property
    def first_failure(self) -> Check | None:
        """The failed check to name first, if any."""
        return next((check for check in self.checks if check.state is State.FAILED), None)
