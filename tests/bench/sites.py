# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A database of one's own for a bench, and large activities in it.

With ``DATABASE_URL`` a database beside that one on the same server, else SQLite in a folder that
goes when the bench ends. The site's own settings apply: journal, durability, everything.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import django


@contextmanager
def own_database() -> Iterator[str]:
    """Its name, "sqlite" or "postgresql"; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="peerage-bench-") as folder:
        os.environ["PEERAGE_DATA_DIR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "peerreview.settings"
        django.setup()
        from django.db import connection

        # A pool keeps connections open, and an open connection keeps the database from going.
        connection.settings_dict["OPTIONS"].pop("pool", None)
        connection.settings_dict["TEST"]["NAME"] = (
            f"{folder}/bench.sqlite3" if connection.vendor == "sqlite" else f"bench_{os.getpid()}"
        )
        before = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, serialize=False)
        try:
            yield connection.vendor
        finally:
            connection.creation.destroy_test_db(before, verbosity=0)


@contextmanager
def without_live_notices() -> Iterator[None]:
    """Within, pages that are open hear nothing."""
    from peerreview.outbox import registry

    kept = dict(registry._quick)
    registry._quick.clear()
    try:
        yield
    finally:
        registry._quick.update(kept)


def people(number: int, name: str) -> list:
    """Users, made in bulk."""
    from peerreview.accounts.models import User

    return User.objects.bulk_create(
        (
            User(email=f"{name}{n}@example.org", display_name=f"{name} {n}", password="!")
            for n in range(number)
        ),
        batch_size=2_000,
    )


def activity_with(learners: list, *, needed: int = 3):
    """A cohort's activity in which each learner has handed in the same version, an hour apart."""
    from peerreview.activities.models import Submission
    from peerreview.cohorts.models import Membership
    from peerreview.kernel import clock
    from tests import worlds

    now = clock.now()
    [fran] = people(1, f"fran{len(learners)}-")
    began = now - timedelta(days=1)
    activity = worlds.a_cohort_activity(
        fran, now=began, reviews_needed=needed, reviews_asked=needed
    )
    Membership.objects.bulk_create(
        (Membership(cohort=activity.cohort, user=user) for user in learners), batch_size=2_000
    )
    first = worlds.a_text_submission(activity, learners[0], now=began)
    step = timedelta(hours=20) / len(learners)
    Submission.objects.bulk_create(
        (
            Submission(
                activity=activity,
                author=user,
                version_id=first.version_id,
                submitted_at=began + (n + 1) * step,
                places_left=needed,
            )
            for n, user in enumerate(learners[1:])
        ),
        batch_size=2_000,
    )
    return activity


def analyse() -> None:
    """Let the planner know what is there, as a running server does by itself."""
    from django.db import connection

    with connection.cursor() as cursor:
        # With what the arranging left behind cleared away, as autovacuum does in time.
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def table(title: str, rows: list[dict]) -> str:
    """Rows as text in columns."""
    head = list(rows[0])
    cells = [[_cell(row.get(key, "")) for key in head] for row in rows]
    widths = [max(map(len, column)) for column in zip(head, *cells, strict=True)]
    lines = [
        "  ".join(t.ljust(w) for t, w in zip(line, widths, strict=True)) for line in (head, *cells)
    ]
    return "\n".join([title.upper(), *lines])


def _cell(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)
