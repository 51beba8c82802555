# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Deliver what is due, once or until stopped."""

import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from peerreview.outbox import services
from peerreview.outbox.dispatcher import Dispatcher


class Command(BaseCommand):
    help = "Deliver recorded events to their listeners."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="deliver what is due and end")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            self.stdout.write(f"{services.deliver_all()} delivered")
            return
        stopped = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stopped.set())
        dispatcher = Dispatcher()
        dispatcher.start()
        stopped.wait()
        dispatcher.stop()
