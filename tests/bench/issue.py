# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Measure issuing and verifying: ``python -m tests.bench.issue``.

Everything is in CPU seconds of this process, so that others on the machine do not count; the wall's
clock stands beside it. A badge has the endorsement it rests on inside, which was signed when it was
accepted, as in life.

The floor of issuing, in the same run, with the same functions, the keys open: canonicalise the finished
document, sign it twice (proof inside, token around) and put it into the picture. The product does that
and everything else: judges the evidence again, takes a place in the status list, re-checks the award,
builds the document, stores, logs, emits, tells its owner. It is the worker's own step, as it takes what
a batch owes (`batching.issue_items`), with the transaction's end; ``claim`` is one badge that somebody
claims on their own.

The floor of verifying is what no verifier can do without: read the JSON, canonicalise the badge and the
endorsement inside, check the signature of each. The product checks everything else too, and says it in
words. "By pyld alone" is the same floor with the library as it comes, which was the floor before
`openbadges/reading_rdf.py`.

``--people`` (300 unless told) are issued to in parts, to show whether the cost grows; ``--quick`` is
smaller, ``--json`` prints JSON. SQLite in a folder of its own, or PostgreSQL when ``DATABASE_URL``
names one.
"""

import argparse
import gc
import hashlib
import json
import math
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.bench import sites

PARTS = 5
SAMPLE = 40
ALONE = 20


@dataclass(frozen=True)
class Spent:
    """Seconds: of this process, and of the clock on the wall."""

    cpu: float
    wall: float


def timed(act: Callable[[], object]) -> Spent:
    cpu, wall = time.process_time(), time.perf_counter()
    act()
    return Spent(time.process_time() - cpu, time.perf_counter() - wall)


def median(spent: list[Spent]) -> Spent:
    return Spent(
        statistics.median(one.cpu for one in spent), statistics.median(one.wall for one in spent)
    )


def each(act: Callable[[Any], object], things: list) -> Spent:
    """The median over the things, the first of which warms up."""
    act(things[0])
    return median([timed(lambda thing=thing: act(thing)) for thing in things])


def batches(people: int) -> list[Any]:
    """A badge owed to so many, as many at a time as a batch takes; what it rests on is signed."""
    from badges import attesting, batching
    from endorsements.models import Endorsement
    from peerreview.outbox import services as outbox
    from tests.badges import crowd

    [fran] = sites.people(1, "fran")
    achievement = crowd.a_crowd(people, by=fran)
    for about in Endorsement.objects.values_list("uuid", flat=True):
        attesting.sign_endorsement(about)
    outbox.deliver_all(limit=10 * people + 100)
    most = math.ceil(people / batching.MOST)
    return [batching.start(achievement=achievement, by=fran) for _ in range(most)]


def issued_in_parts(item_ids: list[int]) -> list[dict]:
    """What issuing costs, as more and more are there."""
    from badges import batching

    rows, size = [], len(item_ids) // PARTS
    for part in range(PARTS):
        chosen = item_ids[part * size : (part + 1) * size]
        together = min(batching.AT_ONCE, size)
        chunks = [chosen[at : at + together] for at in range(0, size, together)]
        spent = [timed(lambda ids=ids: batching.issue_items(item_ids=ids)) for ids in chunks]
        rows.append(
            {
                "issued before": part * size,
                "cpu ms each": 1000 * sum(one.cpu for one in spent) / size,
                "wall ms each": 1000 * sum(one.wall for one in spent) / size,
            }
        )
    return rows


def claimed_alone(item_ids: list[int]) -> tuple[Spent, int]:
    """What a single claim costs, and its queries."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from badges import issuing
    from badges.models import BatchItem

    items = BatchItem.objects.filter(pk__in=item_ids).select_related("award__recipient")
    first, *awards = [item.award for item in items]
    with CaptureQueriesContext(connection) as queries:
        issuing.claim(award=first, by=first.recipient, printed_name="Ada")
    count = sum(not q["sql"].startswith(("SAVEPOINT", "RELEASE")) for q in queries.captured_queries)
    return each(lambda a: issuing.claim(award=a, by=a.recipient), [awards[0], *awards]), count


def floors(achievement: Any, sample: list) -> dict[str, Spent]:
    """What nobody can do without, and the same with the library alone."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    from badges import images, keys
    from badges.openbadges import baking
    from badges.openbadges.contents import find_endorsements
    from badges.openbadges.multikey import decode_ed25519, multibase_decode
    from badges.openbadges.proof import verify_proof
    from peerreview.kernel import clock

    picture = images.png(achievement)
    key = keys.opened(keys.current_key(achievement.issuer))
    rsa = keys.opened(keys.token_key(achievement.issuer))
    now = clock.now()

    def finish(signed: Mapping[str, Any]) -> None:
        keys.sign_token(dict(signed), rsa)
        baking.bake_png(picture, json.dumps(signed))

    def sign(document: dict[str, Any]) -> None:
        finish(keys.sign(document, key, created=now))

    def sign_alone(document: dict[str, Any]) -> None:
        proof = {"created": now.isoformat(), "verificationMethod": key.method}
        signature = key.private.sign(
            alone({**proof, "@context": document["@context"]}) + alone(document)
        )
        finish({**document, "proof": [{**proof, "proofValue": signature.hex()}]})

    def check(text: str) -> None:
        document = json.loads(text)
        for one in (document, *find_endorsements(document)):
            public = decode_ed25519(one["issuer"]["id"].removeprefix("did:key:"))
            verify_proof(one, one["proof"][0], public_key=public)

    def check_alone(text: str) -> None:
        document = json.loads(text)
        for one in (document, *find_endorsements(document)):
            [proof] = one["proof"]
            options = {name: value for name, value in proof.items() if name != "proofValue"}
            data = alone({**options, "@context": document["@context"]}) + alone(without_proof(one))
            public = decode_ed25519(one["issuer"]["id"].removeprefix("did:key:"))
            signature = multibase_decode(proof["proofValue"])
            Ed25519PublicKey.from_public_bytes(public).verify(signature, data)

    texts = [credential.document for credential in sample]
    unsigned = [without_proof(json.loads(text)) for text in texts]
    return {
        "floor": each(sign, unsigned),
        "floor by pyld alone": each(sign_alone, unsigned),
        "verify floor": each(check, texts),
        "verify floor by pyld alone": each(check_alone, texts),
    }


def without_proof(document: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name != "proof"}


def alone(document: Mapping[str, Any]) -> bytes:
    """The digest of the canonical document, by the library as it comes."""
    from pyld import jsonld

    from badges.openbadges.contexts import packaged

    wanted = {"algorithm": "URDNA2015", "format": "application/n-quads"}
    quads = jsonld.normalize(document, {**packaged().pyld_options(), **wanted})
    return hashlib.sha256(quads.encode()).digest()


def measure(people: int) -> dict:
    from badges import images, verifying
    from badges.models import BatchItem, Credential

    [batch, *_more] = owed = batches(people + ALONE)
    items = BatchItem.objects.filter(batch__in=owed).order_by("pk").values_list("pk", flat=True)
    # What it took to prepare so many is no worker's to look through again and again.
    gc.collect()
    gc.freeze()
    claim, queries = claimed_alone(list(items[people:]))
    rows = issued_in_parts(list(items[:people]))
    sample = list(Credential.objects.select_related("award__achievement")[:SAMPLE])
    spent = {
        **floors(batch.achievement, sample),
        "bake": each(images.baked_png, sample),
        "claim": claim,
        "verify": each(lambda c: verifying.check(c.document), sample),
        "verify token": each(lambda c: verifying.check(c.token), sample),
    }
    cpu = {name: one.cpu for name, one in spent.items()}
    issue = statistics.median(row["cpu ms each"] for row in rows) / 1000 + cpu["bake"]
    return {
        "ms": [
            {"what": name, "cpu": 1000 * one.cpu, "wall": 1000 * one.wall}
            for name, one in spent.items()
        ],
        "parts": rows,
        "queries of a claim": queries,
        "issued and baked per second": 1 / issue,
        "issue + bake over floor": issue / cpu["floor"],
        "issue + bake over floor by pyld alone": issue / cpu["floor by pyld alone"],
        "verify over floor": cpu["verify"] / cpu["verify floor"],
        "verify over floor by pyld alone": cpu["verify"] / cpu["verify floor by pyld alone"],
        "last part over first": rows[-1]["cpu ms each"] / rows[0]["cpu ms each"],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure issuing and verifying.")
    parser.add_argument("--people", type=int, default=300)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    people = 100 if options.quick else options.people
    with sites.own_database() as vendor, sites.without_live_notices():
        found = {"database": vendor, "people": people, **measure(people)}
    if options.json:
        print(json.dumps(found, indent=1))
        return
    parts = found.pop("parts")
    print(sites.table("Milliseconds each, median", found.pop("ms")))
    print(sites.table("Cost as the site grows", parts))
    for name, value in found.items():
        print(f"{name}: {value:.2f}" if isinstance(value, float) else f"{name}: {value}")


if __name__ == "__main__":
    main()
