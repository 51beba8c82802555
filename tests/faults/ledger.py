# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What writers were promised, held against what is stored."""

import dataclasses
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Account:
    """One writer's book: by command id, what was sent, and the revisions it was acknowledged as."""

    review: str
    sent: dict[str, tuple[str, Any]] = field(default_factory=dict)
    acknowledged: dict[str, int] = field(default_factory=dict)
    resent: int = 0
    over_http: int = 0
    disorder: list[str] = field(default_factory=list)
    typed_at: dict[str, float] = field(default_factory=dict)
    waited: dict[str, float] = field(default_factory=dict)

    def acknowledge(self, command: str, revision: int, *, now: float) -> None:
        """An answer came; a second one must promise the same."""
        if self.acknowledged.setdefault(command, revision) != revision:
            self.disorder.append(f"{command} was acknowledged as two revisions")
        self.waited.setdefault(command, now - self.typed_at[command])

    def first_wait_after(self, moment: float) -> float:
        """Seconds from the moment until something typed after it was acknowledged."""
        ends = [
            at + self.waited[command] - moment
            for command, at in self.typed_at.items()
            if at >= moment and command in self.waited
        ]
        return min(ends, default=float("inf"))


@dataclass
class Tally:
    """One fault in figures. Times are seconds; `notes` are figures of this fault alone."""

    fault: str
    writers: int
    sent: int = 0
    acknowledged: int = 0
    stored: int = 0
    lost: int = 0
    duplicated: int = 0
    disorder: int = 0
    unanswered: int = 0
    resent: int = 0
    over_http: int = 0
    recovered_in: float = 0.0
    usual_wait: float = 0.0
    longest_wait: float = 0.0
    notes: dict[str, float] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return dataclasses.asdict(self)


def tally(
    fault: str, accounts: Sequence[Account], stored: Mapping[str, Mapping[str, Any]], struck: float
) -> Tally:
    """Compare the books with the drafts by review; `struck` is when the fault came."""
    found = Tally(fault, len(accounts))
    for account in accounts:
        draft = stored[account.review]
        edits = draft["edits"]
        found.sent += len(account.sent)
        found.acknowledged += len(account.acknowledged)
        found.stored += len(edits)
        found.duplicated += len(edits) - len(set(edits))
        found.unanswered += len(set(account.sent) - set(account.acknowledged))
        found.resent += account.resent
        found.over_http += account.over_http
        kept = {command: revision for revision, command in enumerate(edits, start=1)}
        found.lost += sum(kept.get(c) != r for c, r in account.acknowledged.items())
        found.wrong += [*account.disorder, *_oddities(account, draft)]
    found.disorder = len(found.wrong)
    found.recovered_in = max(account.first_wait_after(struck) for account in accounts)
    waits = [wait for account in accounts for wait in account.waited.values()]
    found.usual_wait, found.longest_wait = statistics.median(waits), max(waits)
    return found


def _oddities(account: Account, draft: Mapping[str, Any]) -> list[str]:
    """What is stored that nobody sent, and fields that do not show their last change."""
    wrong = [
        f"{command} was never sent" for command in draft["edits"] if command not in account.sent
    ]
    if draft["revision"] != len(draft["edits"]):
        wrong.append(f"revision {draft['revision']} after {len(draft['edits'])} changes")
    last = dict(account.sent[command] for command in draft["edits"] if command in account.sent)
    shown = {"overall": draft["overall"]}
    shown |= {f"comment:{key}": text for key, text in draft["comments"].items()}
    shown |= {f"score:{key}": level for key, level in draft["scores"].items()}
    wrong += [f"{name} is not its last change" for name in last if shown.get(name) != last[name]]
    return wrong


COLUMNS = (
    "fault",
    "writers",
    "sent",
    "acknowledged",
    "stored",
    "lost",
    "duplicated",
    "disorder",
    "resent",
    "over_http",
    "recovered_in",
    "usual_wait",
    "longest_wait",
)


def table(tallies: Sequence[Tally]) -> str:
    """All of them, a line each, and under it the figures of each fault alone."""
    rows = [[_cell(getattr(each, column)) for column in COLUMNS] for each in tallies]
    heads = [column.replace("_", " ") for column in COLUMNS]
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    lines = [
        "  ".join(
            cell.ljust(width) if at == 0 else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in (heads, *rows)
    ]
    lines += [
        f"{each.fault}: {name} {_cell(value)}"
        for each in tallies
        for name, value in each.notes.items()
    ]
    return "\n".join(lines)


def _cell(value: object) -> str:
    return f"{value:.1f}" if isinstance(value, float) else str(value)
