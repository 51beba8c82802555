# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Recompute the audit chain."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from peerreview.audit import services
from peerreview.audit.models import Entry


class Command(BaseCommand):
    help = "Recompute the audit chain and say whether it holds."

    def handle(self, *args: Any, **options: Any) -> None:
        broken = list(services.broken_links())
        if broken:
            raise CommandError(
                f"The chain is broken at entries {', '.join(map(str, broken[:20]))}."
            )
        self.stdout.write(f"The chain holds: {Entry.objects.count()} entries.")
