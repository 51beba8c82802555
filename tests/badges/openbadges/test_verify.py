# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0

import copy
import json
import string
import time
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badges.openbadges import did, multikey, statuslist
from badges.openbadges.credential import build_status_list
from badges.openbadges.proof import add_proof
from badges.openbadges.report import SENTENCES, State, Verdict
from badges.openbadges.verify import verify
from badges.openbadges.world import MAX_ENDORSEMENTS
from tests.badges.openbadges import samples
from tests.badges.openbadges.samples import (
    CREATED,
    ISSUER_KEY,
    LIST_URL,
    NOW,
    PEER_KEY,
    badge,
    public_bytes,
    rich,
    rich_text,
    signed,
)

ISSUER = "did:web:badges.example:issuers:7"
METHOD = f"{ISSUER}#key-1"


def issuer_document(key=ISSUER_KEY):
    return did.did_document(ISSUER, keys={"key-1": multikey.encode_ed25519(public_bytes(key))})


def status_list(*indexes, issuer=ISSUER, key=ISSUER_KEY, purpose="revocation", **more):
    document = build_status_list(
        LIST_URL,
        issuer_id=issuer,
        purpose=purpose,
        encoded=statuslist.encode(indexes),
        valid_from="2026-11-01T00:00:00Z",
        **more,
    )
    return add_proof(document, signer=key, verification_method=METHOD, created=CREATED)


def check(document, **options):
    options.setdefault("resolve_key", {ISSUER: issuer_document()}.get)
    return verify(document, now=options.pop("now", NOW), **options)


def hosted(**options):
    return signed(badge(issuer_id=ISSUER, **options), method=METHOD)


def codes(report):
    return [item.code for item in report.checks]


def resigned(change, key=ISSUER_KEY):
    """The rich badge, changed and then signed again: its signature is never the trouble."""
    document = rich()
    del document["proof"]
    change(document)
    method = did.did_key_method(public_bytes(key))
    return add_proof(document, signer=key, verification_method=method, created=CREATED)


def test_a_full_badge_is_genuine_in_every_respect():
    report = verify(rich_text(), now=NOW)
    assert report.verdict is Verdict.VALID
    assert codes(report) == [
        "json_ok",
        "structure_ok",
        "contexts_ok",
        "issuer_ok",
        "proof_ok",
        "dates_ok",
        "status_none",
        "endorsement_ok",
        "evidence_bound",
    ]
    assert report.named("issuer")[0].values["name"] == "Example College"
    assert report.document == rich()


@pytest.mark.parametrize("form", [rich_text(), rich_text().encode(), rich()])
def test_text_bytes_and_values_are_all_taken(form):
    assert verify(form, now=NOW).verdict == "valid"


def leaves(value, path=()):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from leaves(inner, (*path, index))
    else:
        yield path


def put(document, path, change):
    for step in path[:-1]:
        document = document[step]
    document[path[-1]] = change(document[path[-1]])


@given(st.sampled_from(list(leaves(rich()))), st.text(min_size=1, max_size=3))
def test_any_single_changed_value_breaks_the_badge(path, addition):
    document = rich()
    put(document, path, lambda old: (not old) if isinstance(old, bool) else old + addition)
    report = verify(document, now=NOW)
    assert report.verdict is Verdict.INVALID


@given(st.integers(0, len(rich_text()) - 1), st.sampled_from(string.printable))
def test_any_single_changed_byte_breaks_the_badge_or_says_the_same(position, char):
    text = rich_text()[:position] + char + rich_text()[position + 1 :]
    report = verify(text, now=NOW)
    assert report.verdict is not Verdict.VALID or json.loads(text) == rich()


@given(st.sampled_from(list(leaves(rich()))))
def test_any_single_removed_value_breaks_the_badge(path):
    """Or breaks the endorsement alone: the badge around it lends it any context it lost."""
    document = rich()
    parent = document
    for step in path[:-1]:
        parent = parent[step]
    del parent[path[-1]]
    report = verify(document, now=NOW)
    if path[:3] == ("endorsement", 0, "@context"):
        assert report.verdict is Verdict.INVALID or "endorsement_fails" in codes(report)
    else:
        assert report.verdict is Verdict.INVALID


hostile = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=4) | st.just("_:b0"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "type", "@id", "@context", "x"]), inner)
    ),
    max_leaves=6,
)


@given(st.sampled_from(list(leaves(rich()))), st.integers(1, 9), hostile)
def test_no_value_anywhere_makes_the_verifier_raise(path, depth, value):
    document = rich()
    put(document, path[:depth], lambda old: value)
    report = verify(document, now=NOW)
    assert report.verdict in Verdict
    assert all(item.sentence for item in report.checks)


VALID_SAMPLES = [
    "endorsement-valid.json",
    "simple.json",
    "simple-context-version.json",
    "simple-did-web-method.json",
    "simple-multiple-proofs.json",
    "simple_v1.json",
]

INVALID_SAMPLES = {
    "simple-did-key-method.json": "issuer_mismatch",
    "simple-eddsa-2022.json": "proof_unsupported",
    "simple-err-context.json": "structure_invalid /@context",
    "simple-err-credential-subject-achievement-result-description-type.json": (
        "structure_invalid credentialSubject/achievement/resultDescription/2/type"
    ),
    "simple-err-credential-subject-identifier-type.json": (
        "structure_invalid credentialSubject/identifier/0/type"
    ),
    "simple-err-credential-subject-profile-type.json": (
        "structure_invalid credentialSubject/source/type"
    ),
    "simple-err-credential-subject-result-type.json": (
        "structure_invalid credentialSubject/result/1/type"
    ),
    "simple-err-credential-subject-type.json": "structure_invalid credentialSubject/type",
    "simple-err-evidence-type.json": "structure_invalid evidence/1/type",
    "simple-err-expired.json": "expired",
    "simple-err-issuer.json": "structure_invalid",
    "simple-err-issuer-otheridentifier-type.json": (
        "structure_invalid issuer/otherIdentifier/1/type"
    ),
    "simple-err-issuer-parentorg-type.json": "structure_invalid issuer/parentOrg/type",
    "simple-err-issuer-type.json": "structure_invalid issuer/type",
    "simple-err-proof-method.json": "key_refused",
    "simple-err-proof-method-no-scheme.json": "issuer_mismatch",
    "simple-err-proof-method-unknown-did-method.json": "issuer_mismatch",
    "simple-err-proof-method-unknown-scheme.json": "issuer_mismatch",
    "simple-err-proof-value.json": "signature_wrong",
    "simple-err-type.json": "structure_invalid type",
    "simple-noproof.json": "structure_invalid credentialSubject",
    "complete_v1.json": ("structure_invalid credentialSubject/achievement/creator/endorsement/0"),
}

SAMPLE_KEYS = [
    "z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi",
    "z6MkrvfzkMnvCroEUP2DVc9SHPE48CRsvHiVSusHioxTYu1x",
    "z6MknNHHrBzPytzu6CUBP9Lg7fg4KSBjzimc2Frh693YbMiv",
    "z6Mknyb2Gb4NxzW3xSr9ChTtdQZ1zs77piQ3r9SaJ9vMzmrs",
    "z6MkoMGF38Ck9xkdqrbZt4h9eHb1qc3GhAAkoSWa4Vy3SHRN",
]


def sample_issuer(controller):
    """The samples' issuers are not on the network: a document with the keys they use."""
    return did.did_document(controller, keys={key: key for key in SAMPLE_KEYS})


@pytest.mark.parametrize("name", VALID_SAMPLES)
def test_valid_samples_of_1edtech_are_accepted(name):
    report = verify(samples.golden("1edtech", name), now=NOW, resolve_key=sample_issuer)
    assert report.verdict is Verdict.VALID, report.first_failure


@pytest.mark.parametrize(("name", "expected"), INVALID_SAMPLES.items())
def test_faulty_samples_of_1edtech_fail_for_their_own_reason(name, expected):
    code, _, path = expected.partition(" ")
    report = verify(samples.golden("1edtech", name), now=NOW, resolve_key=sample_issuer)
    assert report.verdict is Verdict.INVALID
    assert report.first_failure.code == code
    if path:
        assert report.first_failure.values["path"] == path.removeprefix("/")


def test_the_complete_sample_stands_but_its_ill_defined_endorsements_do_not():
    report = verify(samples.golden("1edtech", "complete.json"), now=NOW, resolve_key=sample_issuer)
    assert report.named("proof")[0].code == "proof_ok"
    assert {item.code for item in report.named("endorsement")} >= {"endorsement_fails"}
    assert report.verdict is Verdict.INCOMPLETE


def test_a_sample_of_1edtech_revoked_in_a_hosted_list_is_seen():
    document = samples.golden_json("1edtech", "credential-status-revoked.json")
    asked = []

    def fetch(url):
        asked.append(url)
        issuer, revoked = document["issuer"]["id"], [{"id": document["id"], "revoked": True}]
        return {"id": url, "issuer": issuer, "revokedCredential": revoked}

    report = verify(document, now=NOW, resolve_key=sample_issuer, fetch_status=fetch)
    assert [item.code for item in report.checks if item.state is State.FAILED] == ["status_revoked"]
    assert asked == [document["credentialStatus"]["id"]]


@pytest.mark.parametrize(
    "name", ["credential-status-revoked.json", "credential-status-revoked-blank-nodes.json"]
)
def test_revoked_samples_of_1edtech_are_seen_in_their_list(name):
    listed = samples.golden("1edtech", "bit-string-list", "testlist")
    report = verify(
        samples.golden("1edtech", "bit-string-list", name),
        now=NOW,
        resolve_key=sample_issuer,
        fetch_status=lambda url: listed,
    )
    assert report.first_failure.code == "status_revoked"


def test_the_resolver_is_asked_for_the_issuer_and_decides():
    asked = []

    def resolve(controller):
        asked.append(controller)
        return json.dumps(issuer_document()).encode()

    assert check(hosted(), resolve_key=resolve).verdict == "valid"
    assert asked == [ISSUER]


@pytest.mark.parametrize(
    "answer",
    [
        None,
        b"<html>",
        b'{"id": "a", "id": "b"}',
        pytest.param(OSError("unreachable"), id="error"),
        pytest.param(KeyError("boom"), id="bug"),
    ],
)
def test_an_unreachable_issuer_leaves_the_answer_open(answer):
    def resolve(controller):
        if isinstance(answer, Exception):
            raise answer
        return answer

    report = check(hosted(), resolve_key=resolve)
    assert report.verdict is Verdict.INCOMPLETE
    assert report.named("proof")[0].code == "key_unavailable"


def test_without_a_resolver_only_did_key_issuers_are_certain():
    assert verify(hosted(), now=NOW).verdict == "incomplete"
    assert verify(rich(), now=NOW).verdict == "valid"


def test_a_key_in_the_fragment_of_a_foreign_did_is_not_believed():
    name = multikey.encode_ed25519(public_bytes(PEER_KEY))
    document = hosted()
    del document["proof"]
    forged = add_proof(
        document, signer=PEER_KEY, verification_method=f"{ISSUER}#{name}", created=CREATED
    )
    assert check(forged).first_failure.code == "key_refused"


def test_a_key_of_somebody_else_is_not_the_issuers():
    forged = resigned(lambda d: None, key=PEER_KEY)
    assert verify(forged, now=NOW).first_failure.code == "issuer_mismatch"


def test_a_rotated_key_verifies_as_long_as_it_is_listed():
    old, new = (multikey.encode_ed25519(public_bytes(key)) for key in (ISSUER_KEY, PEER_KEY))
    both = did.did_document(ISSUER, keys={"key-1": old, "key-2": new})
    only_new = did.did_document(ISSUER, keys={"key-2": new})
    assert check(hosted(), resolve_key=lambda name: both).verdict == "valid"
    report = check(hosted(), resolve_key=lambda name: only_new)
    assert report.first_failure.code == "key_refused"


def test_a_small_order_issuer_key_is_refused():
    weak = "did:key:" + multikey.multibase_encode(b"\xed\x01" + (1).to_bytes(32, "little"))
    document = rich()
    document["issuer"]["id"] = weak
    document["proof"][0] |= {
        "verificationMethod": f"{weak}#{weak.removeprefix('did:key:')}",
        "proofValue": multikey.multibase_encode((1).to_bytes(32, "little") + bytes(32)),
    }
    assert verify(document, now=NOW).first_failure.code == "key_refused"


def test_an_unsigned_badge_is_not_genuine():
    document = rich()
    del document["proof"]
    assert verify(document, now=NOW).first_failure.code == "proof_missing"


def test_one_good_proof_among_others_is_enough():
    document = rich()
    document["proof"].insert(0, document["proof"][0] | {"created": "2026-11-02T00:00:00Z"})
    assert verify(document, now=NOW).verdict == "valid"


def test_a_proof_past_its_own_expiry_does_not_count():
    document = rich()
    document["proof"][0]["expires"] = "2026-11-02T00:00:00Z"
    assert verify(document, now=NOW).first_failure.code == "proof_expired"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"validFrom": "2026-11-23T12:05:01Z"}, "not_yet_valid"),
        ({"validFrom": "2026-11-23T13:00:00+01:00"}, "dates_ok"),
        ({"validUntil": "2026-11-23T11:59:59.5Z"}, "expired"),
        ({"validUntil": "2026-11-23T12:00:00Z"}, "dates_ok"),
        ({"validUntil": "2026-11-24"}, "date_malformed"),
        ({"validUntil": "2026-11-24T00:00:00"}, "date_malformed"),
        ({"validUntil": "2026-13-24T00:00:00Z"}, "date_malformed"),
        ({"awardedDate": "yesterday"}, "date_malformed"),
    ],
)
def test_dates_bound_the_badge_to_the_second(change, code):
    report = verify(resigned(lambda d: d.update(change)), now=NOW)
    assert report.named("dates")[0].code == code


def test_time_is_the_callers():
    document = resigned(lambda d: d.update(validUntil="2027-01-01T00:00:00Z"))
    assert verify(document, now=NOW).verdict == "valid"
    assert verify(document, now=NOW + timedelta(days=60)).verdict == "invalid"


@pytest.mark.parametrize(
    ("found", "code", "verdict"),
    [
        (status_list(5), "status_good", "valid"),
        (status_list(94567), "status_revoked", "invalid"),
        (None, "status_unavailable", "incomplete"),
        (b"not json", "status_unavailable", "incomplete"),
        ({}, "status_list_wrong", "invalid"),
        (status_list(5, purpose="suspension"), "status_list_wrong", "invalid"),
        (status_list(5, key=PEER_KEY), "status_list_wrong", "invalid"),
        (status_list(5, issuer="did:web:other.example"), "status_list_wrong", "invalid"),
        (status_list(94567) | {"proof": []}, "status_list_wrong", "invalid"),
        (status_list(5) | {"extra": "x"}, "status_list_wrong", "invalid"),
        (status_list(5) | {"credentialSubject": []}, "status_list_wrong", "invalid"),
        (rich(), "status_list_wrong", "invalid"),
    ],
)
def test_the_status_is_what_the_issuers_own_list_says(found, code, verdict):
    report = check(hosted(status=True), fetch_status=lambda url: found)
    assert report.named("status")[0].code == code
    assert report.verdict == verdict


def test_a_list_swapped_for_a_clean_one_of_another_time_is_noticed():
    clean, revoked = status_list(), status_list(94567)
    revoked["credentialSubject"] = clean["credentialSubject"]
    report = check(hosted(status=True), fetch_status=lambda url: revoked)
    assert report.first_failure.code == "status_list_wrong"


def test_nothing_is_fetched_for_a_forged_badge():
    fetched = []
    document = hosted(status=True)
    document["name"] = "Other"
    report = check(document, fetch_status=fetched.append)
    assert fetched == []
    assert report.named("status")[0].code == "status_unchecked"


def entry(**changes):
    return {"id": "https://badges.example/revoked", "type": "1EdTechRevocationList"} | changes


@pytest.mark.parametrize(
    ("listed", "code"),
    [
        ([], "status_good"),
        ([{"id": "urn:x:other"}], "status_good"),
        ([{"id": samples.urn("badge")}], "status_revoked"),
        ([{"id": samples.urn("badge"), "revoked": False}], "status_good"),
    ],
)
def test_a_hosted_revocation_list_is_read(listed, code):
    document = resigned(lambda d: d.update(credentialStatus=entry()))
    answer = {"issuer": document["issuer"]["id"], "revokedCredential": listed}
    report = verify(document, now=NOW, fetch_status=lambda url: answer)
    assert report.named("status")[0].code == code


def test_an_unknown_kind_of_status_leaves_the_answer_open():
    document = resigned(lambda d: d.update(credentialStatus=entry(type="1EdTechCredentialRefresh")))
    report = verify(document, now=NOW)
    assert report.named("status")[0].code == "status_unsupported"
    assert report.verdict is Verdict.INCOMPLETE


def forged_endorsement():
    document = samples.endorsement()
    document["credentialSubject"]["endorsementComment"] = "The best ever."
    return document


def test_an_endorsement_that_does_not_stand_is_told_and_the_badge_stays():
    def change(document):
        document["endorsement"] = [samples.endorsement(), forged_endorsement()]

    report = verify(resigned(change), now=NOW)
    good, bad = report.named("endorsement")
    assert (good.code, good.values["name"]) == ("endorsement_ok", "Rosa")
    assert good.values["subject"] == "https://badges.example/artifacts/41"
    assert (bad.state, bad.values["reason"]) == (State.WARNING, "signature_wrong")
    assert report.verdict is Verdict.VALID


def test_only_so_many_endorsements_are_checked():
    def change(document):
        document["endorsement"] = [samples.endorsement()] * (MAX_ENDORSEMENTS + 1)

    report = verify(resigned(change), now=NOW)
    assert codes(report).count("endorsement_ok") == MAX_ENDORSEMENTS
    assert "endorsements_too_many" in codes(report)


def test_an_endorsement_alone_is_verified_too():
    assert verify(samples.endorsement(), now=NOW).verdict == "valid"
    assert verify(forged_endorsement(), now=NOW).verdict == "invalid"


def test_a_badge_that_describes_itself_inside_itself_is_refused():
    def change(document):
        document["evidence"].append(
            {"id": document["id"], "type": ["Evidence"], "name": "Another name"}
        )

    assert verify(resigned(change), now=NOW).first_failure.code == "id_redescribed"


def test_a_result_that_points_nowhere_is_told():
    def change(document):
        document["credentialSubject"]["result"][0]["achievedLevel"] = "urn:x:nowhere"

    report = verify(resigned(change), now=NOW)
    assert report.named("results")[0].values == {"id": "urn:x:nowhere"}


@pytest.mark.parametrize(
    ("evidence", "code"),
    [
        ([], "evidence_none"),
        ([{"type": ["Evidence"], "name": "x"}], "evidence_unbound"),
        ([{"type": ["Evidence"], "digestMultibase": "uAAAA"}], "evidence_digest"),
    ],
)
def test_evidence_without_a_usable_fingerprint_is_told(evidence, code):
    report = verify(resigned(lambda d: d.update(evidence=evidence)), now=NOW)
    assert report.named("evidence")[0].code == code
    assert report.verdict is Verdict.VALID


def bomb_of_hubs(document):
    part = {"type": ["Alignment"], "targetName": "x", "targetUrl": "https://a.example/"}
    hub = {"type": ["Result"], "alignment": [part] * 12}
    document["credentialSubject"]["result"] = [hub, hub]


def bomb_of_endorsements(document):
    document["endorsement"] *= 40


def bomb_of_values(document):
    document["evidence"] = [{"type": ["Evidence"]}] * 40_000


def bomb_of_profiles(document):
    profile = document["issuer"]
    for number in range(25):
        profile["otherIdentifier"] = [{"type": "Bad"}] * 100
        profile["parentOrg"] = {"id": f"urn:x:{number}", "type": ["Profile"]}
        profile = profile["parentOrg"]


@pytest.mark.parametrize(
    "bomb", [bomb_of_hubs, bomb_of_endorsements, bomb_of_values, bomb_of_profiles]
)
def test_no_document_takes_longer_than_a_second(bomb):
    document = rich()
    bomb(document)
    text = json.dumps(document)
    started = time.process_time()
    assert verify(text, now=NOW).verdict is Verdict.INVALID
    assert time.process_time() - started < 1


@pytest.mark.parametrize("value", [b"", "null", "{}", "[]", '{"type": 7}', {}, {"@context": {}}])
def test_what_is_no_credential_is_invalid_with_a_reason(value):
    report = verify(value, now=NOW)
    assert report.verdict is Verdict.INVALID
    assert report.first_failure.sentence


def test_every_code_has_a_sentence_that_its_values_complete():
    report = verify(rich(), now=NOW)
    assert report.summary == SENTENCES["verdict_valid"]
    assert all("{" not in item.sentence for item in report.checks)


def test_verifying_leaves_the_document_as_it_was():
    document = rich()
    before = copy.deepcopy(document)
    verify(document, now=NOW)
    assert document == before
