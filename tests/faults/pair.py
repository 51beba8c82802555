# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A site of two server processes over a PostgreSQL and a Redis of its own."""

import contextlib
import signal
import subprocess
import urllib.error
import urllib.request

from tests.faults.own_servers import OwnPostgres, OwnRedis
from tests.servers import STARTS_WITHIN, Site, free_port, until


class Node:
    """One of the site's server processes."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.port = free_port()
        self.process: subprocess.Popen | None = None

    def launch(self) -> None:
        self.process = self.site.run("manage.py", "serve", "--port", str(self.port))

    def answers(self) -> bool:
        if self.process.poll() is not None:
            raise AssertionError(f"A server ended:\n{self.site.log()}")
        with contextlib.suppress(urllib.error.URLError, OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=5).close()
            return True
        return False

    def start(self) -> None:
        self.launch()
        until(self.answers, seconds=STARTS_WITHIN, what="a server")

    def signal(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def kill(self) -> None:
        self.signal(signal.SIGKILL)
        self.process.wait()


class Pair(Site):
    """`with Pair() as site:` serves from `site.nodes`; `site.redis` and `site.postgres` are its own."""

    def __init__(self, **environment: str) -> None:
        self.redis, self.postgres = OwnRedis(), OwnPostgres()
        try:
            self.redis.start()
            self.postgres.start()
            super().__init__(
                DATABASE_URL=self.postgres.url, REDIS_URL=self.redis.url, **environment
            )
        except BaseException:
            self._close_servers()
            raise
        self.nodes = [Node(self), Node(self)]

    def start(self) -> None:
        migrating = self.run("manage.py", "migrate", "--noinput", "--verbosity", "0")
        assert migrating.wait() == 0, self.log()
        for node in self.nodes:
            node.launch()
        for node in self.nodes:
            until(node.answers, seconds=STARTS_WITHIN, what="a server")

    def close(self) -> None:
        for process in self._processes:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGCONT)  # one that is frozen
        try:
            super().close()
        finally:
            self._close_servers()

    def _close_servers(self) -> None:
        self.redis.close()
        self.postgres.close()
