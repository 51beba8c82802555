# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A believable world to try Peerage in: made, then served, on this machine only."""

import json
import shutil
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from peerreview.runtime.demo import report, world
from peerreview.runtime.demo.simulate import Peers
from peerreview.runtime.server import serve

HOST = "127.0.0.1"
DONE_MARK = "demo-is-complete"


class Command(BaseCommand):
    help = "Make a demo world in a folder of its own and serve it. Starting again reuses the world."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--reset", action="store_true", help="make the world anew")
        parser.add_argument("--still", action="store_true", help="no simulated peers")
        parser.add_argument("--no-serve", action="store_true", help="only make the world")
        parser.add_argument("--json", action="store_true", help="print what was made as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Run this as `python manage.py demo`, without PEERAGE_MODE set.")
        self.started = time.monotonic()
        if options["reset"]:
            self._wipe()
        self._make()
        summary = report.summary(files_in=Path(settings.DATA_DIR) / "files")
        if options["json"]:
            self.stdout.write(json.dumps(summary))
        if not options["no_serve"]:
            self._serve(options["port"], still=options["still"])

    def _say(self, line: str) -> None:
        """Progress goes to standard error: standard output is for --json."""
        seconds = time.monotonic() - self.started
        sys.stderr.write(f"{seconds:5.1f}s  {line}\n")
        sys.stderr.flush()

    def _wipe(self) -> None:
        self._say("Removing the world there was")
        (Path(settings.DATA_DIR) / DONE_MARK).unlink(missing_ok=True)
        if settings.USES_POSTGRESQL:
            call_command("migrate", verbosity=0, interactive=False)
            call_command("flush", verbosity=0, interactive=False)
        else:
            connection.close()
            database = Path(settings.DATABASES["default"]["NAME"])
            for suffix in ("", "-wal", "-shm"):
                database.with_name(database.name + suffix).unlink(missing_ok=True)
        for folder in ("media", "mail", "files"):
            shutil.rmtree(Path(settings.DATA_DIR) / folder, ignore_errors=True)

    def _make(self) -> None:
        mark = Path(settings.DATA_DIR) / DONE_MARK
        if not mark.exists() and self._was_begun():
            self._say("An earlier start did not finish; beginning again")
            self._wipe()
        self._say("Preparing the database")
        call_command("migrate", verbosity=0, interactive=False)
        if mark.exists():
            self._say("The world of last time is reused (--reset makes it anew)")
            return
        world.build(self._say)
        mark.touch()
        self._say("The world is ready")

    def _was_begun(self) -> bool:
        with connection.cursor() as cursor:
            tables = connection.introspection.table_names(cursor)
        return "accounts_user" in tables

    def _serve(self, port: int, *, still: bool) -> None:
        greeting = report.greeting(f"http://{HOST}:{port}", still=still)
        peers = None if still else Peers()
        if peers:
            peers.start()
        try:
            serve(host=HOST, port=port, on_ready=lambda: self.stderr.write(greeting))
        finally:
            if peers:
                peers.stop()
