# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Open Badges 2.0: hosted badges are believed for where they lie, signed ones for their key."""

import pytest
from cryptography.hazmat.primitives import serialization

from badges.openbadges import jose, ob2
from badges.openbadges.verify import verify
from badges.openbadges.world import Page
from tests.badges.openbadges.samples import CREATED, NOW, badge, signed
from tests.badges.openbadges.test_tokens import rsa_key

HERE = "https://badges.example"
ASSERTION, BADGE, ISSUER = f"{HERE}/a/1", f"{HERE}/b/1", f"{HERE}/i/1"
EMAIL = "learner@example.org"


def assertion(**changes):
    made = ob2.assertion(
        signed(badge(endorsed=False)),
        id=ASSERTION,
        badge=BADGE,
        image=f"{HERE}/a/1.png",
        page=f"{HERE}/p/1",
        email=EMAIL,
        salt="0123456789abcdef",
    )
    return {**made, **changes}


def site(**changes):
    pages = {
        ASSERTION: assertion(),
        BADGE: ob2.badge_class(
            id=BADGE,
            name="Design",
            description="Plans a service.",
            image=f"{HERE}/b.png",
            criteria_url=BADGE,
            criteria="Three peers.",
            issuer=ISSUER,
        ),
        ISSUER: ob2.issuer_profile(id=ISSUER, name="College", url=HERE, email="a@example.org"),
    }
    pages |= changes.pop("pages", {})
    return {address: Page(200, page) for address, page in pages.items() if page is not None}


def check(document, pages=None, **options):
    served = site() if pages is None else pages
    return verify(document, now=NOW, fetch_page=served.get, **options)


def codes(report):
    return {item.name: item.code for item in report.checks}


def test_a_hosted_badge_is_genuine_where_it_lies():
    report = check(assertion(), holder=" Learner@example.org")
    assert report.verdict == "valid"
    assert codes(report)["proof"] == "hosted_ok"
    assert codes(report)["holder"] == "holder_ok"
    assert report.view["credentialSubject"]["achievement"]["name"] == "Design"


def test_results_and_digests_are_told_in_words():
    made = assertion()
    assert "Clarity: Exemplary (2.75)" in made["narrative"]
    assert "digestMultibase: uEi" in made["evidence"][0]["narrative"]


@pytest.mark.parametrize(
    ("pages", "code", "verdict"),
    [
        ({ASSERTION: assertion(narrative="Better.")}, "hosted_differs", "invalid"),
        ({ASSERTION: None}, "hosted_unavailable", "incomplete"),
        ({ISSUER: None}, "profile_unavailable", "incomplete"),
        ({ISSUER: {"id": f"{HERE}/i/2"}}, "profile_unavailable", "incomplete"),
    ],
)
def test_what_the_address_serves_decides(pages, code, verdict):
    report = check(assertion(), site(pages=pages))
    assert (codes(report)["proof"], report.verdict) == (code, verdict)


def test_a_badge_that_lies_elsewhere_than_its_issuer_is_no_badge_of_theirs():
    elsewhere = "https://evil.example/a/1"
    mine = assertion(id=elsewhere)
    report = check(mine, {**site(), elsewhere: Page(200, mine)})
    assert codes(report)["proof"] == "hosted_elsewhere"
    assert report.verdict == "invalid"


@pytest.mark.parametrize(
    ("policy", "is_good"),
    [
        ({"startsWith": f"{HERE}/a/"}, False),  # the badge class does not lie there
        ({"startsWith": [f"{HERE}/a/", f"{HERE}/b/"]}, True),
        ({"startsWith": "https://badges.exam"}, False),
        ({"allowedOrigins": "badges.example"}, True),
        ({"allowedOrigins": ["evil.example"]}, False),
    ],
)
def test_the_issuer_says_where_its_badges_lie(policy, is_good):
    issuer = {**site()[ISSUER].body, "verification": policy}
    report = check(assertion(), site(pages={ISSUER: issuer}))
    assert (report.verdict == "valid") is is_good


def test_gone_and_withdrawn_are_not_the_same():
    withdrawn = Page(410, ob2.revoked(id=ASSERTION, reason="Mixed up."))
    assert codes(check(assertion(), {**site(), ASSERTION: withdrawn}))["status"] == (
        "status_revoked"
    )
    gone = check(assertion(), {**site(), ASSERTION: Page(404)})
    assert (codes(gone)["proof"], gone.verdict) == ("hosted_gone", "invalid")


def test_somebody_elses_badge_and_an_expired_one_are_named():
    assert check(assertion(), holder="other@example.org").first_failure.code == "holder_other"
    old = assertion(expires="2026-11-02T00:00:00Z")
    assert check(old, site(pages={ASSERTION: old})).first_failure.code == "expired"


@pytest.mark.parametrize("missing", ["id", "recipient", "badge", "issuedOn", "verification"])
def test_what_is_missing_is_named(missing):
    document = assertion()
    del document[missing]
    report = check(document)
    assert report.first_failure.values["path"] == missing


@pytest.mark.parametrize("value", [5, [], {}, "x", {"type": 5}, [[]]])
@pytest.mark.parametrize("name", ["recipient", "badge", "verification", "id", "issuedOn"])
def test_strange_shapes_are_never_valid_and_never_break(name, value):
    assert check(assertion(**{name: value})).verdict != "valid"


KEY = f"{HERE}/keys/1"
REVOKED = f"{HERE}/revoked"


def signed_site(*, owner=ISSUER, listed=KEY, revoked=()):
    pem = (
        rsa_key()
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    issuer = {**site()[ISSUER].body, "publicKey": listed, "revocationList": REVOKED}
    return site(
        pages={
            ISSUER: issuer,
            KEY: {"id": KEY, "owner": owner, "publicKeyPem": pem.decode()},
            REVOKED: {"id": REVOKED, "revokedAssertions": list(revoked)},
        }
    )


def token(key=None):
    document = assertion(
        id="urn:uuid:5b1c2f6e-1111-4222-8333-444455556666",
        verification={"type": "SignedBadge", "creator": KEY},
    )
    return jose.sign_token(
        document, header={"alg": "RS256"}, signer=jose.rs256(key or rsa_key())
    ), document["id"]


def test_a_signed_badge_is_genuine_by_its_key():
    report = check(token()[0], signed_site())
    assert report.verdict == "valid"
    assert codes(report)["status"] == "status_good"


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"owner": "https://evil.example"}, "key_unvouched"),
        ({"listed": f"{HERE}/keys/2"}, "key_unvouched"),
    ],
)
def test_a_key_the_issuer_does_not_list_is_refused(options, code):
    assert codes(check(token()[0], signed_site(**options)))["proof"] == code


def test_a_wrong_key_and_a_revoked_badge_are_found():
    forged, _id = token(rsa_key("forger"))
    assert codes(check(forged, signed_site()))["proof"] == "signature_wrong"
    good, name = token()
    assert codes(check(good, signed_site(revoked=[name])))["status"] == "status_revoked"
    assert codes(check(good, signed_site(revoked=[{"id": name}])))["status"] == "status_revoked"
    assert CREATED < NOW
