# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A whole site in processes of its own, for tests that kill it or look at it with a browser.

`Site` has its own data folder, and with PostgreSQL its own database, with Redis its own prefix. What
people who are not on stage do goes through `Site.act`, see `tests.backstage`.
"""

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from tests.migrated import (
    DATABASE_FILE,
    ROOT,
    basis,
    beside,
    copy_on_server,
    copy_to_file,
    on_server,
)
from tests.ports import free_port

# On a machine with much else to do.
STARTS_WITHIN = 150
T = TypeVar("T")


def until(look: Callable[[], T], *, seconds: float = 15, what: str = "what was expected") -> T:
    """The first true answer of `look`; fails when there is none in time."""
    ends = time.monotonic() + seconds
    while not (found := look()):
        if time.monotonic() > ends:
            raise AssertionError(f"Waited {seconds} s for {what}; last seen: {found!r}")
        time.sleep(0.05)
    return found


class Site:
    """`with Site() as site:` serves at `site.url`. `environment` is added to the processes'."""

    def __init__(self, **environment: str) -> None:
        self.name = f"peerage_site_{secrets.token_hex(4)}"
        self.folder = Path(tempfile.mkdtemp(prefix="peerage-site-"))
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.database = self._make_database(environment.pop("DATABASE_URL", None))
        self.environment = {
            **basis(self.folder),
            "PEERAGE_SITE_URL": self.url,
            "PEERAGE_REDIS_PREFIX": self.name,
            **({"DATABASE_URL": self.database} if self.database else {}),
            **environment,
        }
        self._processes: list[subprocess.Popen] = []
        self._backstage: subprocess.Popen | None = None
        self._server: subprocess.Popen | None = None

    def _make_database(self, own_server: str | None) -> str:
        """The address of a new database, or "" for SQLite. On the site's own server it is empty, since
        nothing could be copied from there again; else what is migrated once is copied."""
        server = os.environ.get("DATABASE_URL", "") if own_server is None else own_server
        if not server.startswith("postgres"):
            copy_to_file(self.folder / DATABASE_FILE)
            return ""
        if own_server:
            on_server(server, "CREATE DATABASE {}", self.name)
        else:
            copy_on_server(server, self.name)
        return beside(server, self.name)

    def __enter__(self) -> "Site":
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- the server -------------------------------------------------------------------------------
    def start(self) -> None:
        """Start the server and wait until it answers."""
        self._server = self.run("manage.py", "serve", "--migrate", "--port", str(self.port))
        until(self._answers, seconds=STARTS_WITHIN, what="the server")

    def ensure(self) -> "Site":
        """The site with its server up, whatever an earlier test left."""
        if self._server.poll() is not None:
            self.start()
        return self

    def kill(self) -> None:
        """kill -9: no goodbye, no flush."""
        self._server.send_signal(signal.SIGKILL)
        self._server.wait()

    @contextmanager
    def away(self) -> Iterator[None]:
        """The server is killed, and is back afterwards, also when what happens meanwhile fails."""
        self.kill()
        try:
            yield
        finally:
            self.start()

    def run(self, *arguments: str) -> subprocess.Popen:
        """Another process of this site: `site.run("manage.py", "deliver_events")`."""
        with (self.folder / "log").open("a") as log:
            process = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE if "tests.backstage" in arguments else log,
                stderr=log,
                text=True,
            )
        self._processes.append(process)
        return process

    def log(self) -> str:
        """What the processes said."""
        return (self.folder / "log").read_text(encoding="utf-8")

    def _answers(self) -> bool:
        if self._server.poll() is not None:
            raise AssertionError(f"The server ended:\n{self.log()}")
        try:
            urllib.request.urlopen(self.url, timeout=5).close()
        except (urllib.error.URLError, OSError):
            return False
        return True

    # --- people not on stage ----------------------------------------------------------------------
    def act(self, act: str, /, **values: Any) -> Any:
        """Have something done, or looked at, in the site's database."""
        if self._backstage is None:
            self._backstage = self.run("-m", "tests.backstage")
        self._backstage.stdin.write(json.dumps({"act": act, "with": values}) + "\n")
        self._backstage.stdin.flush()
        line = self._backstage.stdout.readline()
        answer = json.loads(line) if line else {"failed": self.log()}
        if "failed" in answer:
            raise AssertionError(f"{act}: {answer['failed']}")
        return answer["is"]

    def mails(self, address: str) -> list[str]:
        """Mails to that address, oldest first."""
        files = sorted((self.folder / "mail").glob("*.log"), key=lambda path: path.stat().st_mtime)
        texts = [path.read_text(encoding="utf-8") for path in files]
        return [text for text in texts if f"To: {address}" in text]

    # --- the end ----------------------------------------------------------------------------------
    def close(self) -> None:
        """End every process that is left, and remove folder and database."""
        for process in self._processes:
            if process.poll() is None:
                process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe:
                    pipe.close()
        shutil.rmtree(self.folder, ignore_errors=True)
        if self.database:
            on_server(self.database, "DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name)
