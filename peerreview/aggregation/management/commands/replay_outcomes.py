# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Compute published outcomes again from their recorded inputs, and say which do not agree."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from peerreview.aggregation.models import Outcome
from peerreview.aggregation.services import replay


class Command(BaseCommand):
    help = "Compute published outcomes again from what they rest on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--submission", help="only those of this submission (its uuid)")

    def handle(self, *args: Any, **options: Any) -> None:
        outcomes = Outcome.objects.select_related("fit").order_by("pk")
        if options["submission"]:
            outcomes = outcomes.filter(submission__uuid=options["submission"])
        agreed = wrong = 0
        for outcome in outcomes.iterator(chunk_size=200):
            remarks = replay(outcome)
            agreed += not remarks
            wrong += bool(remarks)
            for remark in remarks:
                self.stderr.write(f"{outcome.uuid}: {remark}")
        self.stdout.write(f"{agreed} outcomes agree")
        if wrong:
            raise CommandError(f"{wrong} outcomes do not agree with their inputs.")
