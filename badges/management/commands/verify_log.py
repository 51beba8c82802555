# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Recompute the log of issued badges, and hold it against the badges."""

from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from badges import log

SHOWN = 20


class Command(BaseCommand):
    help = "Recompute the log of issued badges, hold it against them, and say whether both stand."

    def handle(self, *args: Any, **options: Any) -> None:
        if found := list(islice(log.faults(), SHOWN)):
            raise CommandError("\n".join(["The log does not hold.", *found]))
        head = log.head()
        self.stdout.write(f"The log holds: {head.number} entries, ending in {head.digest}.")
