# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A PostgreSQL and a Redis that belong to one test and may be killed; never the machine's own."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
from pathlib import Path

import psycopg

from tests.servers import free_port, until

NOT_ROOT = "postgres"  # who runs PostgreSQL when we are root, as whom it refuses to run
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": 200,
    # What counts here is that processes die, not that the machine does.
    "fsync": "off",
    "shared_buffers": "32MB",
    "log_min_messages": "fatal",
}


def postgres_binaries() -> Path | None:
    """The folder of the server's programs, where PATH leads to them."""
    found = shutil.which("pg_ctl")
    return Path(found).resolve().parent if found else None


def what_is_missing() -> str:
    """Why servers of one's own cannot be had here; "" when they can."""
    if shutil.which("redis-server") is None:
        return "there is no redis-server on this machine"
    if postgres_binaries() is None:
        return "PATH leads to no PostgreSQL server (initdb, pg_ctl; `pg_config --bindir`)"
    if os.geteuid() == 0 and NOT_ROOT not in Path("/etc/passwd").read_text(encoding="utf-8"):
        return f"PostgreSQL does not run as root, and there is no user {NOT_ROOT!r}"
    return ""


class OwnRedis:
    """Keeps nothing on disk: started again, it is empty."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._process: subprocess.Popen | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(
            ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""],
            stdout=subprocess.DEVNULL,
        )
        until(lambda: self._said(b"PING\r\n") == b"+PONG\r\n", what="Redis")

    def flush(self) -> None:
        assert self._said(b"FLUSHALL\r\n") == b"+OK\r\n"

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def freeze(self) -> None:
        """It still takes connections, and answers nobody."""
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._process.send_signal(signal.SIGCONT)

    def close(self) -> None:
        if self._process and self._process.poll() is None:
            self.kill()

    def _said(self, command: bytes) -> bytes:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=2) as line:
                line.sendall(command)
                return line.recv(64)
        except OSError:
            return b""


class OwnPostgres:
    """A cluster in a folder that goes when it is closed."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"postgres://postgres@127.0.0.1:{self.port}/postgres"
        self._binaries = postgres_binaries()
        self._as = {"user": NOT_ROOT, "group": NOT_ROOT} if os.geteuid() == 0 else {}
        self._folder = Path(tempfile.mkdtemp(prefix="peerage-postgres-"))
        if self._as:
            shutil.chown(self._folder, **self._as)
        self._data = str(self._folder / "data")

    def start(self) -> None:
        """Make the cluster, and start it."""
        self._run("initdb", "--auth=trust", "--username=postgres", "--no-sync", "-D", self._data)
        lines = [f"{name} = '{value}'" for name, value in {**SETTINGS, "port": self.port}.items()]
        lines.append(f"unix_socket_directories = '{self._folder}'")
        with (self._folder / "data" / "postgresql.conf").open("a") as settings:
            settings.write("\n".join(lines) + "\n")
        self._control("start")

    def restart(self, mode: str) -> None:
        """`immediate` is a crash: nothing is flushed, every connection is cut, the log is replayed."""
        self._control("restart", "-m", mode)

    def stop(self, mode: str = "immediate") -> None:
        self._control("stop", "-m", mode)

    def start_again(self) -> None:
        self._control("start")

    def cut_all_connections(self) -> None:
        with psycopg.connect(self.url.replace("postgres://", "postgresql://", 1)) as admin:
            admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            )

    def close(self) -> None:
        with contextlib.suppress(subprocess.CalledProcessError):  # when it is not running
            self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _control(self, *arguments: str) -> None:
        log = str(self._folder / "log")
        self._run("pg_ctl", "-D", self._data, "-l", log, "-w", "-t", "60", *arguments)

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [str(self._binaries / program), *arguments],
            check=True,
            cwd=self._folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **self._as,
        )
