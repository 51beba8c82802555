# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Measure a whole review: ``python -m tests.bench.review``.

One cycle is: a reviewer is allocated a submission; their filled-in draft is handed in; the worker
makes the submission's consensus; the outbox and the audit trail record all of it. It is run through
the product's services, in activities of 200, 1,000 and 20,000 submissions.

The floor, measured in the same run on the same tables, reads and writes the same rows by plain
Django ORM calls in as many transactions, and decides nothing: no rules, no permissions, no checks,
no statistics, no conflicts; it too lets a worker take what waits by up to a hundred.

What is counted. Queries: all SQL but BEGIN and COMMIT. The worker runs after every ``--batch``
cycles (50 unless told), as it does under load, and its queries and time are divided by them; the
table also gives a worker that runs after every single cycle. Not counted on either side: filling in
the draft (autosaves, one by one, before), live notices to open pages, badges, and learning the
cohort's fit anew, which runs in the background and is timed in a column of its own.

SQLite in a folder of its own, or PostgreSQL when ``DATABASE_URL`` names one. ``--quick`` is
smaller, ``--json`` prints JSON.
"""

import argparse
import json
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import contextmanager

from tests.bench import sites

CYCLES = 150
LEVELS = (2, 1, 2, 0, 1)
STEPS = ("allocate", "hand in", "worker")
Clock = dict[str, list[float]]


def main(arguments: list[str] | None = None) -> int:
    """Entry point; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--batch", type=int, default=50)
    options = parser.parse_args(arguments)
    sizes = (60, 200) if options.quick else (200, 1_000, 20_000)
    cycles = 25 if options.quick else CYCLES
    with sites.own_database() as vendor, sites.without_live_notices(), only_the_trail():
        rows = [row for size in sizes for row in _rows(vendor, size, cycles, options.batch)]
    first, last = rows[0], rows[-2]
    flat = {
        "largest / smallest": last["ours ms"] / first["ours ms"],
        "flat": str(last["ours ms"] <= 2 * first["ours ms"]),
    }
    tables = {f"whole review on {vendor}": rows, "flatness": [flat]}
    texts = (sites.table(name, found) for name, found in tables.items())
    print(json.dumps(tables, indent=1) if options.json else "\n\n".join(texts))
    return 0


@contextmanager
def only_the_trail():
    """Within, events are heard by the audit trail and by consensus, and by nobody else."""
    from peerreview.outbox import registry

    kept = {name: dict(handlers) for name, handlers in registry._durable.items()}
    for handlers in registry._durable.values():
        for handler in list(handlers):
            heard = handler.startswith(("peerreview.audit.", "peerreview.aggregation."))
            if not heard or handler.endswith(".fit_anew"):
                del handlers[handler]
    try:
        yield
    finally:
        registry._durable.update(kept)


def _rows(vendor: str, size: int, cycles: int, batch: int) -> list[dict]:
    from peerreview.aggregation import services
    from peerreview.outbox.services import deliver_all

    learners = sites.people(size, f"r{size}-")
    activity = sites.activity_with(learners)
    ours = Ours(activity)
    everyone = iter(learners * 3)
    # The cohort has worked before: there is a fit, and nothing that has never been done is timed.
    for _ in range(min(size // 2, 100)):
        ours.cycle(next(everyone), defaultdict(list))
    deliver_all()
    started = time.perf_counter()
    services.refit(activity=activity)
    refit = time.perf_counter() - started
    deliver_all()
    sites.analyse()
    floor = Floor(activity)
    return [
        _row(vendor, size, every, floor, ours, everyone, cycles) | {"fit anew s": refit}
        for every in (batch, 1)
    ]


def _row(vendor, size, every, floor, ours, everyone, cycles) -> dict:
    cycles = cycles if every > 1 else max(cycles // 5, 5)
    # Turn and turn about, so that whatever else the machine does meets both.
    times = {"floor": defaultdict(list), "ours": defaultdict(list)}
    queries = {"floor": 0, "ours": 0}
    done = 0
    while done < cycles:
        for name, side in (("floor", floor), ("ours", ours)):
            with _counted() as count:
                for _ in range(every):
                    side.cycle(next(everyone), times[name])
                side.work(times[name])
            queries[name] += count()
        done += every
    spent = {
        name: {step: sum(found) / done for step, found in clock.items()}
        for name, clock in times.items()
    }
    whole = {name: sum(steps[step] for step in STEPS) for name, steps in spent.items()}
    cpu = {name: sum(steps[f"{step} CPU"] for step in STEPS) for name, steps in spent.items()}
    return {
        "database": vendor,
        "submissions": size,
        "worker after": every,
        "ours ms": whole["ours"],
        "floor ms": whole["floor"],
        "ratio": whole["ours"] / whole["floor"],
        "ours CPU ms": cpu["ours"],
        "floor CPU ms": cpu["floor"],
        "queries": queries["ours"] / done,
        "floor queries": queries["floor"] / done,
        **{f"{step} ms": spent["ours"][step] for step in STEPS},
        "p50 request ms": statistics.median(
            a + b for a, b in zip(times["ours"]["allocate"], times["ours"]["hand in"], strict=True)
        ),
    }


@contextmanager
def _counted():
    from django.db import connection

    found = [0]

    def count(execute, sql, params, many, context):
        found[0] += not sql.startswith(("BEGIN", "COMMIT"))
        return execute(sql, params, many, context)

    _untimed.append(count)
    with connection.execute_wrapper(count):
        yield lambda: found[0]
    _untimed.pop()


_untimed: list[Callable] = []


@contextmanager
def _uncounted():
    """Within, queries are not counted."""
    from django.db import connection

    kept, connection.execute_wrappers[:] = list(connection.execute_wrappers), []
    try:
        yield
    finally:
        connection.execute_wrappers[:] = kept


@contextmanager
def _timed(clock: Clock, step: str):
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    clock[step].append(1000 * (time.perf_counter() - wall))
    clock[f"{step} CPU"].append(1000 * (time.process_time() - cpu))


class Ours:
    """The product's services."""

    def __init__(self, activity) -> None:
        self.activity = activity

    def cycle(self, user, clock: Clock) -> None:
        """Allocate and hand in; the draft is filled in between, as autosaves have done."""
        from peerreview.allocation.services import next_assignment
        from peerreview.reviews.submitting import submit_review

        with _timed(clock, "allocate"):
            assignment = next_assignment(activity=self.activity, reviewer=user)
        assert assignment is not None
        with _uncounted():
            review = filled_draft(self.activity, assignment)
        with _timed(clock, "hand in"):
            submit_review(review=review, by=user)

    def work(self, clock: Clock) -> None:
        """The worker, until nothing is due."""
        from peerreview.outbox.services import deliver_all

        with _timed(clock, "worker"):
            deliver_all()


def filled_draft(activity, assignment):
    """A draft with a level and a comment on every criterion."""
    from peerreview.reviews.models import Review, Score
    from peerreview.rubrics.queries import criteria_at_hand

    review = Review.objects.create(
        assignment=assignment,
        submission_id=assignment.submission_id,
        reviewer_id=assignment.reviewer_id,
    )
    Score.objects.bulk_create(
        Score(
            review=review,
            criterion=criterion,
            level=criterion.levels.all()[level],
            comment="What I saw, and what to try next. " * 3,
        )
        for criterion, level in zip(criteria_at_hand(activity.rubric_version), LEVELS, strict=True)
    )
    return review


class Floor:
    """The same rows by plain ORM, nothing decided."""

    def __init__(self, activity) -> None:
        from peerreview.outbox import registry

        self.activity = activity
        self.handlers = {
            name: list(registry.durable_handlers(name))
            for name in (
                "allocation.AssignmentMade",
                "reviews.ReviewSubmitted",
                "aggregation.OutcomeComputed",
            )
        }

    def cycle(self, user, clock: Clock) -> None:
        """Allocate and hand in."""
        with _timed(clock, "allocate"):
            assignment = self.allocate(user)
        with _uncounted():
            review = filled_draft(self.activity, assignment)
        with _timed(clock, "hand in"):
            self.hand_in(review)

    def allocate(self, user):
        from django.db import transaction
        from django.db.models import F

        from peerreview.activities.models import Submission
        from peerreview.allocation.models import Assignment
        from peerreview.cohorts.models import Membership
        from peerreview.kernel import clock

        now = clock.now()
        with transaction.atomic():
            Membership.objects.select_related("user").get(cohort=self.activity.cohort_id, user=user)
            picked = (
                Submission.objects.filter(activity=self.activity, is_short=True)
                .exclude(author=user)
                .exclude(assignments__reviewer=user)
                .order_by("-author_has_reviewed", "submitted_at", "pk")
                .first()
            )
            assignment = Assignment.objects.create(
                submission=picked,
                reviewer=user,
                alias="Amber Otter",
                reason="It has waited longest of those that need reviews.",
                lease_until=now,
            )
            Submission.objects.filter(pk=picked.pk).update(
                reviews_leased=F("reviews_leased") + 1, places_left=F("places_left") - 1
            )
            self.record([("allocation.AssignmentMade", self.ids(assignment, picked))], now)
        return assignment

    def ids(self, assignment, submission) -> dict:
        return {
            "assignment_id": assignment.pk,
            "submission_id": submission.pk,
            "activity_id": self.activity.pk,
            "reviewer_id": assignment.reviewer_id,
            "author_id": submission.author_id,
            "reason": "It has waited longest of those that need reviews.",
        }

    def record(self, events: list[tuple[str, dict]], now) -> None:
        from peerreview.outbox.models import Delivery, Message

        messages = Message.objects.bulk_create(
            Message(name=name, payload=payload, recorded_at=now) for name, payload in events
        )
        Delivery.objects.bulk_create(
            Delivery(message=message, handler=handler, run_at=now)
            for message in messages
            for handler in self.handlers[message.name]
        )

    def hand_in(self, review) -> None:
        from django.db import transaction
        from django.db.models import F

        from peerreview.activities.models import Submission
        from peerreview.allocation.models import Assignment
        from peerreview.kernel import clock
        from peerreview.reviews.models import Review, Score

        now = clock.now()
        with transaction.atomic():
            review = Review.objects.select_related(
                "assignment",
                "reviewer",
                "submission__activity__cohort",
                "submission__activity__rubric_version",
                "submission__version",
            ).get(pk=review.pk)
            list(Score.objects.filter(review=review).select_related("criterion", "level"))
            review.state, review.submitted_at = Review.State.SUBMITTED, now
            review.save(update_fields=["state", "submitted_at"])
            Assignment.objects.filter(pk=review.assignment_id).update(state="done", ended_at=now)
            Submission.objects.filter(pk=review.submission_id).update(
                reviews_done=F("reviews_done") + 1, reviews_leased=F("reviews_leased") - 1
            )
            Submission.objects.filter(activity=self.activity, author=review.reviewer_id).update(
                author_has_reviewed=True
            )
            ids = self.ids(review.assignment, review.submission)
            self.record([("reviews.ReviewSubmitted", ids)], now)

    def work(self, clock: Clock) -> None:
        """What waits: trail entries, outcomes, their events, and the trail of those."""
        with _timed(clock, "worker"):
            while self.deliver():
                pass

    def deliver(self) -> bool:
        from django.db import transaction
        from django.db.models import F

        from peerreview.outbox.models import Delivery

        due = Delivery.objects.filter(state="pending").select_related("message").order_by("pk")
        waiting = list(due[:100])
        if not waiting:
            return False
        same = [row for row in waiting if row.handler == waiting[0].handler]
        held = Delivery.objects.filter(pk__in=[row.pk for row in same])
        held.update(lease_until=same[0].run_at)
        with transaction.atomic():
            act = self.trail if "audit" in same[0].handler else self.outcomes
            act([row.message for row in same])
            held.update(state="done", lease_until=None, attempts=F("attempts") + 1)
        return True

    def trail(self, messages: list) -> None:
        from peerreview.audit.models import Entry, Head

        head = Head.objects.get(pk=1)
        entries = [
            Entry(
                number=head.number + n + 1,
                message_id=message.pk,
                name=message.name,
                payload=message.payload,
                recorded_at=message.recorded_at,
                previous="0" * 64,
                digest="0" * 64,
            )
            for n, message in enumerate(messages)
        ]
        Entry.objects.bulk_create(entries)
        Head.objects.filter(pk=1).update(number=entries[-1].number, digest="0" * 64)

    def outcomes(self, messages: list) -> None:
        from django.db.models import F

        from peerreview.activities.models import Submission
        from peerreview.aggregation.models import CriterionOutcome, FitState, Outcome, ReviewerFit
        from peerreview.kernel import clock
        from peerreview.reviews.models import Review
        from peerreview.rubrics.queries import criteria_at_hand

        now = clock.now()
        ids = sorted({message.payload["submission_id"] for message in messages})
        submissions = list(
            Submission.objects.select_related("activity__rubric_version").filter(pk__in=ids)
        )
        state = FitState.objects.select_related("fit").get(activity=self.activity)
        scores = Review.objects.filter(submission__in=ids, state="submitted").values_list(
            "submission_id", "reviewer_id", "scores__criterion_id", "scores__level__value"
        )
        given: dict[int, list] = defaultdict(list)
        for row in scores:
            given[row[0]].append(row)
        who = {row[1] for rows in given.values() for row in rows}
        list(ReviewerFit.objects.filter(fit=state.fit, reviewer_number__in=who))
        before = Outcome.objects.filter(submission__in=ids)
        numbers: dict[int, int] = defaultdict(int)
        for pk, number in before.order_by().values_list("submission_id", "number"):
            numbers[pk] = max(numbers[pk], number)
        criteria = criteria_at_hand(self.activity.rubric_version)
        outcomes = Outcome.objects.bulk_create(
            Outcome(
                submission=submission,
                number=numbers[submission.pk] + 1,
                reviews_counted=len(given[submission.pk]) // 5,
                algorithm="floor",
                inputs_digest=f"{now.timestamp()}",
                inputs={"scores": [row[1:] for row in given[submission.pk]]},
                fit=state.fit,
                computed_at=now,
            )
            for submission in submissions
        )
        CriterionOutcome.objects.bulk_create(
            CriterionOutcome(
                outcome=outcome,
                criterion=criterion,
                reviews_counted=3,
                mean=1.0,
                mean_se=0.3,
                posterior=1.0,
                posterior_sd=0.3,
                consensus_value=1,
                agreement=0.5,
                at_least=[1.0, 0.9, 0.1],
                state="settled",
                parts=[
                    {"reviewer": row[1], "score": 1.0, "weight": 0.3}
                    for row in given[outcome.submission_id][:3]
                ],
            )
            for outcome in outcomes
            for criterion in criteria
        )
        Submission.objects.filter(pk__in=ids).update(doubt=0.1)
        FitState.objects.filter(pk=state.pk).update(
            reviews_since=F("reviews_since") + len(messages)
        )
        events = [
            (
                "aggregation.OutcomeComputed",
                {
                    "outcome_id": outcome.pk,
                    "submission_id": outcome.submission_id,
                    "activity_id": self.activity.pk,
                    "author_id": outcome.submission.author_id,
                    "reviews_counted": outcome.reviews_counted,
                },
            )
            for outcome in outcomes
        ]
        self.record(events, now)


if __name__ == "__main__":
    sys.exit(main())
