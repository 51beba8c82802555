# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Weigh all endorsements anew. The worker does it by itself once a day."""

from typing import Any

from django.core.management.base import BaseCommand

from endorsements import mirror, weighing


class Command(BaseCommand):
    help = "Weigh all endorsements anew, and show endorsers what came of those they vouched for."

    def handle(self, *args: Any, **options: Any) -> None:
        shown = mirror.refresh()
        run = weighing.recompute()
        self.stdout.write(f"{run}: {run.endorsements} endorsements; {shown} mirrors shown anew")
