# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A site's worker that issues a batch and dies: ``python -m tests.faults.issuer PEOPLE KILLS SEED``.

Run with the environment of a site of its own. With KILLS 0 a worker dies once before and once after
each step of issuing; else it is killed that often at random moments. Each worker is a fork, so that
there may be many. Prints what came of it as JSON.
"""

import json
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402  models need the apps loaded
from django.db import connections  # noqa: E402

from badges import batching, confirming, issuing, keys, log, signing, status  # noqa: E402
from badges.models import Credential, LogEntry, StatusPlace  # noqa: E402
from peerreview.accounts.services import create_person  # noqa: E402
from peerreview.audit import services as audit  # noqa: E402
from peerreview.outbox import services as outbox  # noqa: E402
from peerreview.outbox.models import Delivery, Message  # noqa: E402
from tests.badges import crowd  # noqa: E402

STEPS = (
    (status, "take_places"), (keys, "sign"), (keys, "sign_token"), (signing, "sign_awards"),
    (log, "append_all"), (issuing, "_announce"), (issuing, "_tell_issued"), (outbox, "_finish"),
    (batching, "issue_items"), (confirming, "confirm"), (issuing, "issue_together"),
)  # fmt: skip


# A life in which a worker gets as far as taking something, at least sometimes.
SHORTEST = 0.05


def forked(work: Callable[[], None]) -> int:
    """A worker of its own, with connections of its own."""
    connections.close_all()
    if child := os.fork():
        return child
    try:
        work()
    finally:
        os._exit(0)


def work_until_dead_at(module: Any, name: str, *, after: bool) -> None:
    real = getattr(module, name)

    def deadly(*args: Any, **options: Any) -> Any:
        if after:
            real(*args, **options)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(module, name, deadly)
    outbox.deliver_all()


def work() -> None:
    """As a worker does: what is due, again and again."""
    while True:
        if not outbox.deliver_all():
            time.sleep(0.02)


def is_done() -> bool:
    left = Delivery.objects.filter(state=Delivery.State.PENDING).exists()
    connections.close_all()
    return not left


def main(people: int, kills: int, seed: int) -> None:
    call_command("migrate", verbosity=0)
    fran = create_person(email="fran@example.org", display_name="Fran", password=None)
    achievement = crowd.a_crowd(people, by=fran)
    outbox.deliver_all()
    batch = batching.start(achievement=achievement, by=fran)
    dice, died, life = random.Random(seed), 0, 0.8
    plan = [(step, after) for step in STEPS for after in (False, True)] if not kills else []
    for (module, name), after in plan:
        child = forked(lambda m=module, n=name, a=after: work_until_dead_at(m, n, after=a))
        died += os.WIFSIGNALED(os.waitpid(child, 0)[1])
        time.sleep(1.1)  # the lease of the dead one
    while died < kills and not is_done():
        child = forked(work)
        time.sleep(dice.uniform(0, life))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        died += 1
        # However fast the machine, the kills are spread over all of the work.
        ahead = batching.progress(batch).done * kills > people * died
        life = max(SHORTEST, life * (0.8 if ahead else 1.25))
    child = forked(work)
    while not is_done():
        time.sleep(0.2)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    print(json.dumps({"died": died, **outcome(batch)}))


def outcome(batch: Any) -> dict[str, Any]:
    """What there is in the end, counted."""
    done = batching.progress(batch)
    issued = Message.objects.filter(name="badges.CredentialIssued").values_list(
        "payload", flat=True
    )
    told = Counter(each["recipient_id"] for each in issued)
    return {
        "issued": done.issued,
        "refused": done.refused,
        "credentials": Credential.objects.count(),
        "announced": len(told),
        "announced_most": max(told.values()),
        "logged": LogEntry.objects.filter(act="issued").count(),
        "places": StatusPlace.objects.filter(
            pk__in=Credential.objects.values("status_place")
        ).count(),
        "failed": Delivery.objects.filter(state=Delivery.State.FAILED).count(),
        "faults": list(log.faults()),
        "audit": list(audit.broken_links()),
    }


if __name__ == "__main__":
    main(*map(int, sys.argv[1:4]))
