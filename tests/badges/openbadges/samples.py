# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0

"""Keys, documents and files the Open Badges tests share."""

import hashlib
import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from badges.openbadges import did, model
from badges.openbadges.contexts import ContextStore, packaged
from badges.openbadges.credential import build_badge, build_endorsement
from badges.openbadges.proof import add_proof

GOLDEN = Path(__file__).parents[2] / "golden" / "openbadges"
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
CREATED = datetime(2026, 11, 1, 9, 30, tzinfo=UTC)
LIST_URL = "https://badges.example/status/7"
ARTIFACT = b"a small design for a lending library"

ISSUER_KEY = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"issuer").digest())
PEER_KEY = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"peer").digest())


def public_bytes(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes_raw()


def golden(*parts: str) -> bytes:
    return GOLDEN.joinpath(*parts).read_bytes()


def golden_json(*parts: str) -> Any:
    return json.loads(golden(*parts))


def w3c_store() -> ContextStore:
    """The packaged contexts and the one the W3C vectors add (its whole content is known)."""
    examples = {"@context": {"@vocab": "https://www.w3.org/ns/credentials/examples#"}}
    return packaged().extended({"https://www.w3.org/ns/credentials/examples/v2": examples})


def urn(name: str) -> str:
    digest = hashlib.sha256(name.encode()).hexdigest()
    return f"urn:uuid:{digest[:8]}-{digest[8:12]}-4{digest[13:16]}-8{digest[17:20]}-{digest[20:32]}"


def criterion(name: str) -> model.Criterion:
    levels = tuple(
        model.Level(id=urn(f"{name} {word}"), name=word, description=f"{word} work", points=str(n))
        for n, word in enumerate(("Emerging", "Proficient", "Exemplary"), start=1)
    )
    return model.Criterion(
        id=urn(name), name=name, levels=levels, required_level_id=urn(f"{name} Proficient")
    )


def achievement() -> model.Achievement:
    return model.Achievement(
        id="https://badges.example/achievements/design",
        name="Design for access",
        description="Plans a service that everyone can use.",
        criteria_narrative="Three peers place the design at *Proficient* or above.",
        criteria_url="https://badges.example/achievements/design/criteria",
        image=model.Image(url="https://badges.example/achievements/design.png", caption="A door"),
        tags=("design", "access"),
        alignments=(
            model.Alignment(
                name="Interaction design",
                url="https://skills.example/interaction-design",
                framework="Example skills",
                type="CTDL",
            ),
        ),
        criteria=(criterion("Clarity"), criterion("Reach")),
        language="en",
    )


def statistics() -> tuple[model.Statistic, ...]:
    kinds = model.StatisticKind
    return (
        model.Statistic(
            id=urn("n"), kind=kinds.REVIEWER_COUNT, name="Reviewers", value="4", minimum="0"
        ),
        model.Statistic(
            id=urn("alpha"),
            kind=kinds.AGREEMENT,
            name="Agreement between reviewers",
            value="0.71",
            minimum="-1",
            maximum="1",
        ),
        model.Statistic(
            id=urn("p"),
            kind=kinds.PROBABILITY,
            name="Probability that the required level is met",
            value="0.96",
            minimum="0",
            maximum="1",
            required="0.9",
        ),
        model.Statistic(
            id=urn("total"),
            kind=kinds.PERCENT,
            name="Total",
            value="82.5",
            minimum="0",
            maximum="100",
        ),
    )


def evidence() -> tuple[model.Evidence, ...]:
    return (
        model.Evidence(
            id="https://badges.example/artifacts/41",
            name="Lending library",
            description="Version 3, as it was reviewed",
            narrative='Braces { and } and "quotes", ümlauts and a fox: 🦊',
            genre="Artifact",
            sha256=hashlib.sha256(ARTIFACT).digest(),
        ),
        model.Evidence(id=urn("statement"), name="Review", genre="Review", sha256=bytes(32)),
    )


def endorsement(key: Ed25519PrivateKey = PEER_KEY) -> dict[str, Any]:
    document = build_endorsement(
        model.Endorsement(
            id=urn("endorsement"),
            name="Endorsement",
            issuer=model.Issuer(id=did.did_key(public_bytes(key)), name="Rosa"),
            subject_id="https://badges.example/artifacts/41",
            comment="I use this every week.",
            valid_from=CREATED,
        )
    )
    method = did.did_key_method(public_bytes(key))
    return add_proof(document, signer=key, verification_method=method, created=CREATED)


def badge(*, issuer_id: str = "", status: bool = False, endorsed: bool = True) -> model.Badge:
    return model.Badge(
        id=urn("badge"),
        issuer=model.Issuer(
            id=issuer_id or did.did_key(public_bytes(ISSUER_KEY)),
            name="Example College",
            url="https://badges.example/",
        ),
        achievement=achievement(),
        recipient=model.Recipient(
            email="Learner@Example.org ", salt="0123456789abcdef", name="Zoë"
        ),
        valid_from=CREATED,
        awarded=CREATED,
        description="Awarded after review by peers.",
        results=(
            model.CriterionResult(
                criterion_id=urn("Clarity"), level_id=urn("Clarity Exemplary"), value="2.75"
            ),
            model.CriterionResult(
                criterion_id=urn("Reach"), level_id=urn("Reach Proficient"), value="2.25"
            ),
        ),
        statistics=statistics(),
        evidence=evidence(),
        endorsements=(endorsement(),) if endorsed else (),
        status=model.StatusEntry(list_url=LIST_URL, index=94567) if status else None,
    )


def signed(value: model.Badge, *, method: str = "", created: datetime = CREATED) -> dict[str, Any]:
    return add_proof(
        build_badge(value),
        signer=ISSUER_KEY,
        verification_method=method or did.did_key_method(public_bytes(ISSUER_KEY)),
        created=created,
    )


@cache
def rich_text() -> str:
    """A signed badge with everything in it, as text: tests that change it parse it afresh."""
    return json.dumps(signed(badge()))


def rich() -> dict[str, Any]:
    return json.loads(rich_text())
