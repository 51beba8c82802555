# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Serve the site."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from peerreview.runtime.server import serve


class Command(BaseCommand):
    help = "Serve pages, sockets and (unless workers run apart) the outbox, in one process."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument(
            "--migrate", action="store_true", help="bring the database up to date first"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["migrate"]:
            call_command("migrate", interactive=False, verbosity=0)
        host, port = options["host"], options["port"]
        serve(
            host=host,
            port=port,
            on_ready=lambda: self.stdout.write(f"Serving http://{host}:{port}/ (Ctrl+C stops)"),
        )
