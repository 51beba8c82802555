# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Measure allocation: ``python -m tests.bench.allocation``.

First the time of a pick among 1,000, 10,000 and 100,000 submissions: of the statement alone and of
the whole call (rules, lock, pick, assignment, counters, outbox), for activities at different
points: nobody reviewed yet, half and nearly all have their reviews, fewest-first order, surplus,
and a reviewer who may not be given 300 of the authors. Live notices to open pages (quick listeners,
told after the commit) are not counted. Then a simulated cohort (``cohort_life``)
with 30 % drop-out: how many have three reviews at the end, and after how many days, against
ORA2-like, random and static allocation.

SQLite in a folder of its own, or PostgreSQL when ``DATABASE_URL`` names one. ``--quick`` is
smaller, ``--json`` prints JSON, ``--explain`` adds the database's plan of each pick,
``--only picks`` or ``--only cohort`` does one half.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Iterator
from functools import partial

from tests.bench import sites
from tests.bench.cohort_life import WAYS, measure

STATES = ("fresh", "half done", "nearly done", "fewest first", "surplus", "300 barred")


def main(arguments: list[str] | None = None) -> int:
    """Entry point; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--explain", action="store_true")
    parser.add_argument("--only", choices=["picks", "cohort"])
    options = parser.parse_args(arguments)
    tables: dict[str, list[dict]] = {}
    if options.only != "cohort":
        sizes = (200, 1_000) if options.quick else (1_000, 10_000, 100_000)
        with sites.own_database() as vendor, sites.without_live_notices():
            tables[f"picks on {vendor}"] = list(_picks(sizes, 20 if options.quick else 100))
            tables["plans"] = list(_plans()) if options.explain else []
        tables["flatness"] = list(_flatness(tables[f"picks on {vendor}"]))
    if options.only != "picks":
        learners = 300 if options.quick else 2000
        tables["cohort with 30 % drop-out"] = [
            measure(name, learners=learners, asked=asked) for asked in (3, 4) for name in WAYS
        ]
    filled = {name: rows for name, rows in tables.items() if rows}
    texts = (sites.table(name, rows) for name, rows in filled.items())
    print(json.dumps(filled, indent=1) if options.json else "\n\n".join(texts))
    return 0


def _picks(sizes: tuple[int, ...], times: int) -> Iterator[dict]:
    from peerreview.allocation import picks

    for size in sizes:
        learners = sites.people(size, f"p{size}-")
        activity = sites.activity_with(learners)
        for state in STATES:
            _arrange(activity, state)
            sites.analyse()
            who = _reviewers(activity, learners, times, state)
            first = picks.first_spare if state == "surplus" else picks.first_short
            yield {
                "submissions": size,
                "state": state,
                "statement ms p50": _timed(partial(_statement, first, activity), who),
                "whole call ms p50": _timed(partial(_call, activity), who[1:]),
                "queries": _queries(activity, who[0]),
            }


def _arrange(activity, state: str) -> None:
    """Put the activity at a point of its life; the oldest are served first, as by picks."""
    from django.db.models import F

    from peerreview.activities.models import Activity

    needed = activity.reviews_needed
    rows = activity.submissions.order_by("submitted_at")
    share = {"half done": 0.5, "nearly done": 0.99, "surplus": 1.0}.get(state, 0.0)
    served = list(rows.values_list("pk", flat=True)[: int(share * rows.count())])
    rows.order_by().update(places_left=needed - F("reviews_leased"), reviews_done=0, doubt=0.0)
    for start in range(0, len(served), 5_000):
        some = activity.submissions.filter(pk__in=served[start : start + 5_000])
        some.update(reviews_done=needed, places_left=-F("reviews_leased"), doubt=(start % 7) / 7)
    Activity.objects.filter(pk=activity.pk).update(
        pick_order="fewest" if state == "fewest first" else "oldest"
    )
    activity.refresh_from_db()


def _reviewers(activity, learners: list, times: int, state: str) -> list:
    """Spread over the cohort, others for each state, so that none holds a duty."""
    place = STATES.index(state)
    step = max(len(learners) // (times + 1), len(STATES))
    chosen = [learners[(n * step + place) % len(learners)] for n in range(times)]
    chosen = list({user.pk: user for user in chosen}.values())
    if state != "300 barred":
        return chosen
    chosen = chosen[: min(10, times)]
    for user in chosen:
        _bar(activity, user, learners)
    return chosen


def _bar(activity, user, learners: list) -> None:
    """The oldest 150 they have reviewed, the next 150 have reviewed them."""
    from peerreview.allocation.models import Assignment
    from peerreview.kernel import clock

    oldest = list(activity.submissions.order_by("submitted_at")[: min(300, len(learners) // 3)])
    own = activity.submissions.get(author=user)
    half = len(oldest) // 2
    taken = set(Assignment.objects.filter(submission=own).values_list("reviewer", flat=True))
    common = {"state": "done", "alias": "Old", "reason": "Old", "lease_until": clock.now()}
    given = [
        Assignment(submission=work, reviewer=user, **common)
        for work in oldest[:half]
        if work.author_id != user.pk
    ]
    received = [
        Assignment(submission=own, reviewer_id=work.author_id, **common)
        for work in oldest[half:]
        if work.author_id not in {user.pk, *taken}
    ]
    Assignment.objects.bulk_create(given + received, ignore_conflicts=True)


def _timed(act, who: list) -> float:
    spent = []
    for user in who:
        started = time.perf_counter()
        act(user)
        spent.append(1000 * (time.perf_counter() - started))
    return statistics.median(spent)


def _statement(first, activity, user) -> None:
    from django.db import transaction

    with transaction.atomic():
        assert first(activity, user) is not None


def _call(activity, user) -> None:
    from peerreview.allocation.services import next_assignment

    assert next_assignment(activity=activity, reviewer=user) is not None


def _queries(activity, user) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        _call(activity, user)
    return sum(not query["sql"].startswith(("BEGIN", "COMMIT")) for query in captured)


def _plans() -> Iterator[dict]:
    from peerreview.activities.models import Activity
    from peerreview.allocation import picks

    activity = Activity.objects.order_by("-pk")[0]
    user = activity.submissions.order_by("-submitted_at")[0].author
    for state in ("half done", "fewest first", "surplus"):
        _arrange(activity, state)
        sites.analyse()
        rows = picks._pick(
            "spare" if state == "surplus" else "short",
            activity.pick_order,
            *picks._manner(activity),
            **picks._who(activity, user),
        )
        plan = rows.explain()
        yield {"state": state, "plan": "\n" + plan}


def _flatness(rows: list[dict]) -> Iterator[dict]:
    """The largest activity's time over the smallest's; 2 at most is called flat."""
    sizes = sorted({row["submissions"] for row in rows})
    for state in STATES:
        by_size = {row["submissions"]: row for row in rows if row["state"] == state}
        small, large = by_size[sizes[0]], by_size[sizes[-1]]
        ratios = {key: large[key] / small[key] for key in ("statement ms p50", "whole call ms p50")}
        yield {
            "state": state,
            "statement, largest / smallest": ratios["statement ms p50"],
            "whole call, largest / smallest": ratios["whole call ms p50"],
            "flat": str(max(ratios.values()) <= 2),
        }


if __name__ == "__main__":
    sys.exit(main())
