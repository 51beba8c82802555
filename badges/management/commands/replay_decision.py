# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Judge recorded decisions again on the evidence they keep, and compare."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from badges import deciding


class Command(BaseCommand):
    help = "Judge one recorded decision, or all, again and compare with the record."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("id", nargs="?", type=int, help="the id of one decision")
        parser.add_argument("--all", action="store_true", help="every decision")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["all"] == (options["id"] is not None):
            raise CommandError("Give the id of a decision, or --all.")
        found = list(deciding.replay_all(options["id"]))
        if not found and not options["all"]:
            raise CommandError("There is no decision with this id.")
        faulty = [item for item in found if item.fault]
        for item in faulty:
            self.stdout.write(f"decision {item.decision.pk}: differs in {item.fault}")
        self.stdout.write(f"{len(found) - len(faulty)} of {len(found)} agree with the record")
        if faulty:
            raise CommandError("Some decisions are not what follows from their evidence.")
