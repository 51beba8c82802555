# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Give issuers new signing keys."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from badges import keys
from badges.models import Issuer
from peerreview.kernel import clock


class Command(BaseCommand):
    help = (
        "New keys sign from now on. The old ones stay published: what they signed stays verifiable."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--issuer", help="the slug of one issuer; all of them without it")

    def handle(self, *args: Any, **options: Any) -> None:
        issuers = Issuer.objects.order_by("pk")
        if slug := options["issuer"]:
            issuers = issuers.filter(slug=slug)
        if not issuers:
            raise CommandError("There is no such issuer.")
        for issuer in issuers:
            made = ", ".join(
                f"key-{key.number} ({key.get_kind_display()})"
                for key in keys.rotate(issuer, now=clock.now())
            )
            self.stdout.write(f"{issuer.slug}: {made} sign from now on.")
