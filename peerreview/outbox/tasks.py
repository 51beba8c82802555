# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The scaled-out worker: procrastinate on the same PostgreSQL (only imported when it is chosen).

A job is deferred in the transaction that records the fact. The job names a delivery; the lease on
the delivery, not the job, decides who does the work, so a job run twice does it once.
"""

from procrastinate.contrib.django import app

from peerreview.outbox import services


@app.task(name="outbox.deliver", queue="outbox")
def deliver(delivery_id: int) -> None:
    """Deliver one message, if it is still due."""
    services.deliver_next(delivery_id=delivery_id)


@app.periodic(cron="* * * * *")
@app.task(name="outbox.sweep", queue="outbox", queueing_lock="outbox.sweep")
def sweep(timestamp: int) -> None:
    """Do what the clock asks for, and deliver what retries and dead workers have left behind."""
    services.run_periodic()
    services.deliver_all()


def defer(delivery_ids: list[int]) -> None:
    """Enqueue a job per delivery, in the current transaction."""
    for delivery_id in delivery_ids:
        deliver.defer(delivery_id=delivery_id)
