# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Write every credential in every form."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from badges import exporting


class Command(BaseCommand):
    help = (
        "Write every credential in every form (JSON, JWT, baked PNG and SVG, Open Badges 2.0), every "
        "public signed endorsement, and all they point to, so that other verifiers can be tried on them."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--out", required=True, type=Path, help="a folder; made if need be")

    def handle(self, *args: Any, **options: Any) -> None:
        count = exporting.export(options["out"])
        self.stdout.write(f"{count} credentials are in {options['out']}.")
