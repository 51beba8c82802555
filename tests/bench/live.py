# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Live delivery beside a plain Channels consumer: ``python -m tests.bench.live [--clients 1000 --seconds 20]``.

Rooms of five: five people who review the same work, each with a sign-in and a review of their own, all of
one audience, and who of them is at work told to all. The site's rooms go the whole way (origin, session, rights, groups, snapshot, heartbeat, asking anew
every half minute); the plain consumer joins a group and passes on. Real sockets over uvicorn with the
options of ``manage.py serve``, the same for both; readers in a process of their own; once in memory
with one server process, once over Redis with two, all spoken to through the first.

``p50 p95 p99`` are milliseconds from speaking to reading, at an even pace that the plain consumer
can hold. ``per CPU s`` are deliveries per second of CPU of all server processes, as fast as it goes,
counted from the first word until the last reader has it. ``kB each`` is resident memory per socket.

Needs Redis at REDIS_URL (redis://127.0.0.1:6379/1 when unset) for the second half. ``--json`` prints
JSON after the table.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.bench import sites
from tests.ports import free_port
from tests.servers import until

MEMBERS = 5
SPOKEN_PER_SECOND = 100
ROUNDS = 40
REDIS = os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/1")
WAYS = ("plain", "hub")


def main() -> int:
    """Entry point; returns the exit code, 1 when something was lost or doubled."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clients", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="peerage-live-") as folder:
        os.environ |= {
            "PEERAGE_DATA_DIR": folder,
            "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
            "PEERAGE_REDIS_PREFIX": f"bench-{os.getpid()}",
            "BENCH_ROOMS": f"{folder}/rooms.json",
        }
        os.environ.pop("REDIS_URL", None)
        os.environ["DJANGO_SETTINGS_MODULE"] = "peerreview.settings"
        desks = _world(max(1, options.clients // MEMBERS))
        rooms = sorted({desk["room"] for desk in desks})
        Path(os.environ["BENCH_ROOMS"]).write_text(json.dumps(rooms), encoding="utf-8")
        settings = [("in memory", 1, {}), ("Redis", 2, {"REDIS_URL": REDIS})]
        rows = []
        for name, processes, more in settings:
            for way in WAYS:
                found = _measure(way, desks, options.seconds, processes, more)
                rows.append({"layer": name, "way": way, **found, "load": os.getloadavg()[0]})
                print(sites.table("so far", rows[-1:]), file=sys.stderr)
    goals = [
        goal
        for plain, hub in zip(rows[::2], rows[1::2], strict=True)
        for goal in _goals(plain, hub)
    ]
    print(sites.table(f"rooms of {MEMBERS}, {len(desks)} sockets", rows))
    print(
        f"A room: {MEMBERS} people who review one work, each signed in for themselves, one audience.\n"
    )
    for goal in goals:
        print(f"{'met    ' if goal['met'] else 'NOT MET'}  {goal['goal']}: {goal['found']}")
    if options.json:
        print(json.dumps({"rows": rows, "goals": goals}, indent=1))
    return (
        0 if all(row["lost"] == row["doubled"] == 0 for row in rows if row["way"] == "hub") else 1
    )


def _goals(plain: dict[str, Any], hub: dict[str, Any]) -> list[dict[str, Any]]:
    ratio = hub["per CPU s"] / plain["per CPU s"]
    named = [
        (
            "p95 no later than the plain consumer's",
            hub["p95"] <= plain["p95"],
            f"{hub['p95']:.2f} ms to {plain['p95']:.2f} ms",
        ),
        ("at least 4 times its deliveries per CPU second", ratio >= 4, f"{ratio:.1f} times"),
        (
            "nothing lost or doubled",
            hub["lost"] == hub["doubled"] == 0,
            f"{hub['lost']} lost, {hub['doubled']} doubled",
        ),
    ]
    return [
        {"goal": f"{hub['layer']}: {goal}", "met": met, "found": found}
        for goal, met, found in named
    ]


# --- the world ------------------------------------------------------------------------------------
def _world(rooms: int) -> list[dict[str, Any]]:
    """For each room a work, and five people's reviews of it with their sessions."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    from peerreview.activities.models import Submission
    from peerreview.allocation.models import Assignment
    from peerreview.kernel import clock
    from peerreview.reviews.models import Review

    people = sites.people((rooms + 1) * MEMBERS, "reader")
    activity = sites.activity_with(people)
    works = list(Submission.objects.filter(activity=activity).order_by("pk"))
    until_when = clock.now() + timedelta(hours=5)
    readers = people[: rooms * MEMBERS]
    duties = Assignment.objects.bulk_create(
        Assignment(
            # The next five's first work, so nobody reads their own.
            submission=works[(n // MEMBERS + 1) * MEMBERS],
            reviewer=reader,
            alias=f"Heron {n}",
            lease_until=until_when,
        )
        for n, reader in enumerate(readers)
    )
    reviews = Review.objects.bulk_create(
        Review(assignment=duty, submission_id=duty.submission_id, reviewer_id=duty.reviewer_id)
        for duty in duties
    )
    return [
        {"room": review.submission_id, "uuid": str(review.uuid), "cookie": _signed_in(reader)}
        for review, reader in zip(reviews, readers, strict=True)
    ]


def _signed_in(person: Any) -> str:
    from django.test import Client

    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return f"sessionid={client.cookies['sessionid'].value}"


# --- one measurement ------------------------------------------------------------------------------
def _measure(
    way: str, desks: list, seconds: float, processes: int, more: dict[str, str]
) -> dict[str, Any]:
    with _servers(processes, more) as ports, _crowd() as ask:
        before = _usage(ports)
        joined = ask(connect=_doors(way, desks, ports))
        settled = _usage(ports)
        _speak(way, ports, ask, 1, 1, 1 / SPOKEN_PER_SECOND)  # warms up, all having joined
        paced_rounds = max(1, round(seconds * SPOKEN_PER_SECOND * MEMBERS / len(desks)))
        paced = _speak(way, ports, ask, 2, paced_rounds + 1, 1 / SPOKEN_PER_SECOND)
        start = _usage(ports)
        fast = _speak(way, ports, ask, paced_rounds + 2, paced_rounds + ROUNDS + 1, 0)
        spent = _usage(ports)["cpu"] - start["cpu"]
        ask(leave=True)
    return {
        "processes": processes,
        "p50": paced["p50"],
        "p95": paced["p95"],
        "p99": paced["p99"],
        "per CPU s": round(fast["delivered"] / spent),
        "µs each": 1e6 * spent / max(1, fast["delivered"]),
        "lost": paced["lost"] + fast["lost"],
        "doubled": paced["doubled"] + fast["doubled"],
        "disordered": paced["disordered"] + fast["disordered"],
        "kB each": (settled["kb"] - before["kb"]) / joined["connected"],
        "joins per s": joined["connected"] / joined["seconds"],
    }


def _doors(way: str, desks: list, ports: list[int]) -> list[dict[str, str]]:
    """The five of each room, in turn at every process."""
    where = "plain/{room}/" if way == "plain" else "ws/reviews/{uuid}/"
    return [
        {
            "url": f"ws://127.0.0.1:{ports[n % len(ports)]}/{where.format(**desk)}",
            "cookie": desk["cookie"],
            "origin": f"http://127.0.0.1:{ports[n % len(ports)]}",
        }
        for n, desk in enumerate(desks)
    ]


def _speak(way: str, ports: list[int], ask: Any, first: int, last: int, pause: float) -> dict:
    _get(ports[0], f"/drive?way={way}&first={first}&last={last}&pause={pause}")
    return ask(expect=last - first + 1, within=60)


def _usage(ports: list[int]) -> dict[str, float]:
    found = [_get(port, "/usage") for port in ports]
    return {key: sum(each[key] for each in found) for key in ("cpu", "kb")}


def _get(port: int, path: str) -> dict[str, Any]:
    return json.load(urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=300))


@contextmanager
def _servers(number: int, more: dict[str, str]) -> Iterator[list[int]]:
    ports = [free_port() for _ in range(number)]
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.bench.live_site", str(port)],
            env={**os.environ, **more, "PEERAGE_SITE_URL": f"http://127.0.0.1:{port}"},
        )
        for port in ports
    ]
    try:
        for port in ports:
            until(lambda port=port: _answers(port), seconds=60, what="a server")
        yield ports
    finally:
        for process in started:
            process.kill()
            process.wait()


def _answers(port: int) -> bool:
    with suppress(OSError):
        return bool(_get(port, "/usage"))
    return False


@contextmanager
def _crowd() -> Iterator[Any]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.live_clients"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def ask(**what: Any) -> dict[str, Any]:
        process.stdin.write(json.dumps(what) + "\n")
        process.stdin.flush()
        return json.loads(process.stdout.readline())

    try:
        yield ask
    finally:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()


if __name__ == "__main__":
    began = time.monotonic()
    code = main()
    print(f"{time.monotonic() - began:.0f} seconds", file=sys.stderr)
    sys.exit(code)
