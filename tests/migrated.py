# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A database that was migrated once in a run of the tests, for all that need one to copy."""

import atexit
import fcntl
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
DATABASE_FILE = "peerage.sqlite3"
# What a process needs of the environment besides the project's own settings.
KEPT = ("PATH", "HOME", "LANG", "VIRTUAL_ENV", "REDIS_URL")
# The first process of a run names it; those it starts inherit the name.
_IS_FIRST = "PEERAGE_TESTS_RUN" not in os.environ
RUN = os.environ.setdefault("PEERAGE_TESTS_RUN", secrets.token_hex(6))
_FOLDER = Path(tempfile.gettempdir()) / f"peerage-migrated-{RUN}"
_NAME = f"peerage_migrated_{RUN}"


def basis(folder: Path) -> dict[str, str]:
    """What every process beside the tests finds in its environment."""
    return {
        **{name: os.environ[name] for name in KEPT if name in os.environ},
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "peerreview.settings",
        "PEERAGE_DATA_DIR": str(folder),
    }


def copy_to_file(target: Path) -> None:
    """A migrated SQLite database at `target`."""
    _make_once("sqlite", {})
    shutil.copy(_FOLDER / DATABASE_FILE, target)


def copy_on_server(server: str, name: str) -> None:
    """A migrated PostgreSQL database of that name on the server with that address."""
    _make_once("postgresql", {"DATABASE_URL": beside(server, _NAME)}, server=server)
    on_server(server, "CREATE DATABASE {} TEMPLATE {}", name, _NAME)


def _make_once(kind: str, environment: Mapping[str, str], *, server: str = "") -> None:
    _FOLDER.mkdir(mode=0o700, exist_ok=True)
    done = _FOLDER / f"{kind}.done"
    with (_FOLDER / f"{kind}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if done.exists():
            return
        if server:
            (_FOLDER / "server").write_text(server, encoding="utf-8")
            on_server(server, "CREATE DATABASE {}", _NAME)
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "--noinput", "--verbosity", "0"],
            cwd=ROOT,
            env={**basis(_FOLDER), **environment},
            check=True,
        )
        done.touch()


def beside(url: str, name: str) -> str:
    """The address of another database on that server."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def on_server(url: str, statement: str, *names: str) -> None:
    """Run a statement about databases, with their names put in."""
    server = urlunsplit(urlsplit(url)._replace(scheme="postgresql", path="/postgres"))
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def _clear() -> None:
    """Take away what this run made."""
    if (_FOLDER / "server").exists():
        server = (_FOLDER / "server").read_text(encoding="utf-8")
        on_server(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", _NAME)
    shutil.rmtree(_FOLDER, ignore_errors=True)


if _IS_FIRST:
    atexit.register(_clear)
