# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Check a badge from a file or an address."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from badges import fetching, opening, verifying
from badges.verifying import Result
from peerreview.kernel.errors import DomainError

MARKS = {"passed": "ok  ", "failed": "FAIL", "warning": "note", "note": "note", "skipped": "open"}
# Exit status by verdict: for scripts.
INVALID, INCOMPLETE = 1, 2


class Command(BaseCommand):
    help = (
        "Check a badge of any issuer: Open Badges 3.0 (JSON or JWT) or 2.0, as a file, a baked PNG or SVG, "
        "or an https address. Ends with 0 if it is genuine, 1 if not, 2 if that stayed open."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("badge", help="a file or an https address")
        parser.add_argument("--holder", default="", help="the e-mail address of who shows it")
        parser.add_argument("--offline", action="store_true", help="fetch nothing")
        parser.add_argument("--json", action="store_true", help="answer in JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        fetcher = fetching.Fetcher(None if options["offline"] else fetching.outside)
        try:
            found = _found(options["badge"], fetcher)
            result = verifying.check(found, holder=options["holder"], fetcher=fetcher)
        except DomainError as error:
            raise CommandError(str(error), returncode=INVALID) from None
        if options["json"]:
            self.stdout.write(json.dumps(verifying.as_json(result), indent=1))
        else:
            self._tell(result)
        if result.verdict != "valid":
            code = INCOMPLETE if result.verdict == "incomplete" else INVALID
            raise CommandError(result.headline, returncode=code)

    def _tell(self, result: Result) -> None:
        self.stdout.write(f"{result.headline}\n{result.explanation}\n")
        for item in result.findings:
            mark = MARKS[item.state]
            self.stdout.write(f"  {mark}  {item.question} {item.sentence}")


def _found(badge: str, fetcher: fetching.Fetcher) -> str | bytes:
    """Raises Invalid, or CommandError for a file that cannot be read."""
    if badge.startswith(("https://", "http://")):
        page = fetcher.page(badge)
        if page is None or page.status != 200:
            raise CommandError("Nothing could be fetched from this address.", returncode=INCOMPLETE)
        body = page.body
        return opening.document_in(body if isinstance(body, bytes) else json.dumps(body).encode())
    try:
        with Path(badge).open("rb") as file:
            return opening.document_in(file.read(opening.MAX_BYTES + 1))
    except OSError as error:
        raise CommandError(
            f"{badge} cannot be read: {error.strerror}.", returncode=INVALID
        ) from None
