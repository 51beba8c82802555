# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Into a wallet by VC-API: the door opens for its owner, for one wallet that holds its key, for minutes."""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from badges import issuing
from badges.connect import handing
from badges.connect.models import Handover
from badges.models import Credential
from badges.openbadges import did, multikey
from badges.openbadges.presentation import PresentationError, holder_of
from badges.openbadges.proof import _hash_options, hash_document
from peerreview.accounts.models import User
from peerreview.kernel import clock
from peerreview.kernel.errors import Conflict, Missing, NotAllowed
from tests.badges import earning
from tests.badges.openbadges import samples
from tests.house.inline import faults

V1 = ["https://www.w3.org/2018/credentials/v1", "https://w3id.org/security/suites/ed25519-2020/v1"]
V2 = ["https://www.w3.org/ns/credentials/v2"]
KEY = samples.PEER_KEY


def presented(
    challenge: str, *, domain: str = settings.SITE_HOST, key: Ed25519PrivateKey = KEY,
    suite: str = "eddsa-rdfc-2022", purpose: str = "authentication", **changes: Any,
) -> dict[str, Any]:  # fmt: skip
    """What a wallet sends, signed with its key."""
    holder = did.did_key(samples.public_bytes(key))
    is_old = suite == "Ed25519Signature2020"
    document = {
        "@context": V1 if is_old else V2,
        "type": ["VerifiablePresentation"],
        "holder": holder,
        **changes,
    }
    kind = {"type": suite} if is_old else {"type": "DataIntegrityProof", "cryptosuite": suite}
    options = {
        **kind,
        "created": "2026-11-23T12:00:00Z",
        "verificationMethod": did.did_key_method(samples.public_bytes(key)),
        "proofPurpose": purpose,
        "challenge": challenge,
        **({"domain": domain} if domain else {}),
    }
    signature = key.sign(_hash_options(document, options) + hash_document(document))
    return {**document, "proof": {**options, "proofValue": multikey.multibase_encode(signature)}}


def shown_by(presentation: dict[str, Any], challenge: str = "c") -> str:
    return holder_of(presentation, challenge=challenge, domain=settings.SITE_HOST, now=samples.NOW)


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "Ed25519Signature2020"])
@pytest.mark.parametrize("domain", [settings.SITE_HOST, ""])
def test_a_wallet_is_known_by_its_key(suite: str, domain: str) -> None:
    holder = shown_by(presented("c", suite=suite, domain=domain))

    assert holder == did.did_key(samples.public_bytes(KEY))


@pytest.mark.parametrize(
    "presentation",
    [
        presented("other"),
        presented("c", domain="evil.example"),
        presented("c", purpose="assertionMethod"),
        presented("c", holder="did:key:z6MkpTHR8VNsBxYAAWHut2Geadd9jSwuBV8xRoAnwWsdvktH"),
        {**presented("c"), "type": ["VerifiableCredential"]},
        {**presented("c"), "id": "urn:uuid:added-later"},
        {**presented("c"), "proof": []},
        {**presented("c"), "proof": [presented("c")["proof"]] * 2},
        {**presented("c"), "proof": {**presented("c")["proof"], "expires": "2020-01-01T00:00:00Z"}},
        {**presented("c"), "proof": {**presented("c")["proof"], "proofValue": "z5"}},
        {
            **presented("c"),
            "proof": {**presented("c")["proof"], "verificationMethod": "did:web:a.b#k"},
        },
        {**presented("c"), "@context": ["https://evil.example/context"]},
        {**presented("c"), "unknown": "term"},
        {"type": "VerifiablePresentation", "proof": {"type": "DataIntegrityProof"}},
        {},
    ],
    ids=lambda _value: "",
)
def test_whoever_does_not_hold_the_key_is_not(presentation: dict[str, Any]) -> None:
    with pytest.raises(PresentationError):
        shown_by(presentation)


@pytest.fixture
def credential(alice: User, ben: User, fran: User) -> Credential:
    cache.clear()
    return earning.claimed(earning.an_offer(alice, ben, fran), is_public=False)


def send(client: Client, url: str, body: Any) -> Any:
    return client.post(url, json.dumps(body), content_type="application/json")


@pytest.mark.django_db
def test_the_whole_way_and_only_once(
    client: Client, client_of: Callable[[User], Client], alice: User, credential: Credential
) -> None:
    page = client_of(alice).post(f"/credentials/{credential.uuid}/wallet/")
    url = page.context["begun"].interaction_url.removeprefix(settings.SITE_URL)
    said = client.get(url, headers={"Accept": "application/json"})
    talk = said.json()["protocols"]["vcapi"].removeprefix(settings.SITE_URL)
    asked = send(client, talk, {}).json()["verifiablePresentationRequest"]
    wrong = send(client, talk, {"verifiablePresentation": presented("other")})
    signed = presented(asked["challenge"], suite="Ed25519Signature2020")
    got = send(client, talk, {"verifiablePresentation": signed})
    again = send(client, talk, {"verifiablePresentation": signed})

    assert faults(page.content.decode()) == []
    assert page.context["begun"].wallet_url.startswith("https://lcw.app/request?request=%7B")
    assert asked["query"][0]["type"] == "DIDAuthentication"
    assert wrong.status_code == 422
    [badge] = got.json()["verifiablePresentation"]["verifiableCredential"]
    assert badge == json.loads(credential.document)
    assert (again.status_code, client.get(url).status_code) == (404, 404)
    handover = Handover.objects.get()
    assert handover.wallet == signed["holder"]
    assert hashlib.sha256(talk.rsplit("/", 1)[1].encode()).hexdigest() == handover.secret
    assert got["Access-Control-Allow-Origin"] == "*"


@pytest.mark.django_db
def test_the_door_is_its_owners_and_shuts(
    client_of: Callable[[User], Client], alice: User, ben: User, fran: User, credential: Credential
) -> None:
    assert client_of(ben).post(f"/credentials/{credential.uuid}/wallet/").status_code == 404
    with pytest.raises(NotAllowed):
        handing.begin(credential=credential, by=ben)
    secret = handing.begin(credential=credential, by=alice).interaction_url.split("/")[-1][:-6]

    assert handing.open_handover(secret)
    with pytest.raises(Missing):
        handing.open_handover(secret, clock.now() + timedelta(minutes=11))
    fran.is_staff = True
    issuing.revoke(credential=credential, by=fran, reason="Somebody else's work.")
    with pytest.raises(Missing):
        handing.open_handover(secret)
    credential.refresh_from_db()
    with pytest.raises(Conflict):
        handing.begin(credential=credential, by=alice)


@pytest.mark.django_db
@pytest.mark.parametrize("body", [b"[]", b"{", b"\xff", b"x" * 70_000, b'{"a":1,"a":2}'])
def test_nonsense_gets_a_plain_answer(
    client: Client, alice: User, credential: Credential, body: bytes
) -> None:
    url = handing.begin(credential=credential, by=alice).interaction_url
    answer = client.post(url.removeprefix(settings.SITE_URL), body, content_type="application/json")

    assert answer.status_code == 400
    assert answer.json()["error"]["message"]


@pytest.mark.django_db
def test_only_so_many_doors_are_open(alice: User, credential: Credential) -> None:
    for _ in range(handing.MOST_OPEN):
        handing.begin(credential=credential, by=alice)
    with pytest.raises(Conflict, match="Too many"):
        handing.begin(credential=credential, by=alice)
    later = clock.now() + timedelta(minutes=11)

    assert handing.begin(credential=credential, by=alice, now=later)
    assert Handover.objects.count() == 1
