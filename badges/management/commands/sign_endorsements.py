# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""`manage.py sign_endorsements`: sign what was accepted before endorsements were signed."""

from typing import Any

from django.core.management.base import BaseCommand

from badges import attesting
from badges.sources import endorsements


class Command(BaseCommand):
    """Again signs nothing twice."""

    help = "Sign every public endorsement that has no signed form yet."

    def handle(self, *args: Any, **options: Any) -> None:
        """Sign them one by one, each in a transaction of its own."""
        signed = sum(
            attesting.sign_endorsement(about) is not None for about in endorsements.standing_uuids()
        )
        self.stdout.write(f"{signed} endorsements have a signed form.")
