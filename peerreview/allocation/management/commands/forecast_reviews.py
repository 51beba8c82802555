# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Forecast today's reviews of every activity that is being reviewed. The worker does it by itself."""

from typing import Any

from django.core.management.base import BaseCommand

from peerreview.allocation import forecasting


class Command(BaseCommand):
    help = "Forecast whether there will be reviews enough, once a day for each activity."

    def handle(self, *args: Any, **options: Any) -> None:
        total = 0
        while made := forecasting.forecast_all():
            total += made
        self.stdout.write(f"{total} forecast")
