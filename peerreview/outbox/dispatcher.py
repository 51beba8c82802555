# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The embedded worker: a thread of the server process that delivers what is due."""

import logging
import threading
import time

from django.db import close_old_connections, connection

from peerreview.outbox import services

log = logging.getLogger(__name__)

POLL_SECONDS = 1.0
PERIOD_SECONDS = 60.0


class Dispatcher:
    """Delivers in one thread, woken by commits of this process and by the clock for the rest.

    Several may run, in one process or many: each delivery is leased to one of them.
    """

    def __init__(self, *, poll_seconds: float = POLL_SECONDS) -> None:
        self._poll_seconds = poll_seconds
        self._work = threading.Event()
        self._stop = threading.Event()
        self._period_ends = 0.0
        self._thread = threading.Thread(target=self._loop, name="outbox-dispatcher", daemon=True)

    def start(self) -> None:
        services.on_wake(self._work.set)
        self._thread.start()

    def stop(self, *, timeout_seconds: float = 10) -> None:
        """Finish the delivery at hand, then end."""
        self._stop.set()
        self._work.set()
        self._thread.join(timeout_seconds)

    def _loop(self) -> None:
        while not self._stop.is_set():
            self._work.clear()
            self._keep_time()
            self._drain()
            self._work.wait(self._poll_seconds)
        connection.close()

    def _keep_time(self) -> None:
        if time.monotonic() >= self._period_ends:
            self._period_ends = time.monotonic() + PERIOD_SECONDS
            services.run_periodic()

    def _drain(self) -> None:
        # The database may be restarting; the thread must outlive that.
        try:
            while not self._stop.is_set() and services.deliver_next():
                pass
        except Exception:
            log.exception("Dispatcher could not reach its work; trying again")
            connection.close()
        close_old_connections()
