# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Measure issuing and verifying: ``python -m tests.bench.issue``.

The floor of issuing, in the same run: canonicalise and sign the finished document twice over (proof and
token), and write the picture with it inside. The product does that and everything else: judges the
evidence again, takes a place in the status list, re-checks the award, builds the document, stores, logs,
emits. The floor of verifying canonicalises and checks the signature; the product checks everything.

``--people`` (300 unless told) are issued to by the worker, in parts, to show whether the cost grows;
``--quick`` is smaller, ``--json`` prints JSON. SQLite in a folder of its own, or PostgreSQL when
``DATABASE_URL`` names one.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable

from tests.bench import sites

PARTS = 5


def timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def each(acts: list[Callable[[], object]]) -> float:
    """Median seconds."""
    return statistics.median(timed(act) for act in acts)


def measure(people: int) -> dict:
    from badges import batching, images, keys, verifying
    from badges.models import BatchItem, Credential
    from badges.openbadges import baking
    from badges.openbadges.multikey import decode_ed25519
    from badges.openbadges.proof import verify_proof
    from peerreview.kernel import clock
    from peerreview.outbox import services as outbox
    from tests.badges import crowd

    [fran] = sites.people(1, "fran")
    achievement = crowd.a_crowd(people, by=fran)
    outbox.deliver_all(limit=10 * people + 100)
    batch = batching.start(achievement=achievement, by=fran)
    items = list(BatchItem.objects.filter(batch=batch).order_by("pk"))
    size = len(items) // PARTS
    rows = []
    for part in range(PARTS):
        chosen = items[part * size : (part + 1) * size]
        seconds = timed(
            lambda chosen=chosen: [batching.issue_item(item_id=item.pk) for item in chosen]
        )
        rows.append({"issued before": part * size, "ms each": 1000 * seconds / size})
    sample = list(Credential.objects.select_related("award__achievement")[:40])
    picture = images.png(achievement)
    key = keys.current_key(achievement.issuer)
    rsa = keys.token_key(achievement.issuer)
    now = clock.now()
    unsigned = [{k: v for k, v in json.loads(c.document).items() if k != "proof"} for c in sample]

    def floor(document: dict) -> None:
        signed = keys.sign(document, key, created=now)
        keys.sign_token(signed, rsa)
        baking.bake_png(picture, json.dumps(signed, ensure_ascii=True))

    public = decode_ed25519(key.public_multibase)
    documents = [json.loads(c.document) for c in sample]
    found = {
        "floor": each([lambda d=d: floor(d) for d in unsigned]),
        "issue": statistics.median(row["ms each"] for row in rows) / 1000,
        "bake": each([lambda c=c: images.baked_png(c) for c in sample]),
        "verify floor": each(
            [lambda d=d: verify_proof(d, d["proof"][0], public_key=public) for d in documents]
        ),
        "verify": each([lambda c=c: verifying.check(c.document) for c in sample]),
        "verify token": each([lambda c=c: verifying.check(c.token) for c in sample]),
    }
    product = found["issue"] + found["bake"]
    return {
        "ms": {name: 1000 * value for name, value in found.items()},
        "issued and baked per second": 1 / product,
        "issue + bake over floor": product / found["floor"],
        "verify over floor": found["verify"] / found["verify floor"],
        "last part over first": rows[-1]["ms each"] / rows[0]["ms each"],
        "parts": rows,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure issuing and verifying.")
    parser.add_argument("--people", type=int, default=300)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    people = 50 if options.quick else options.people
    with sites.own_database() as vendor, sites.without_live_notices():
        found = {"database": vendor, "people": people, **measure(people)}
    if options.json:
        print(json.dumps(found, indent=1))
        return
    parts = found.pop("parts")
    milliseconds = found.pop("ms")
    print(sites.table("Milliseconds each, median", [milliseconds]))
    print(sites.table("Cost as the site grows", parts))
    for name, value in found.items():
        print(f"{name}: {value:.2f}" if isinstance(value, float) else f"{name}: {value}")


if __name__ == "__main__":
    main()
