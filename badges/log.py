# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The public log of what was issued, withdrawn, and signed with which keys: only ever added to.

Each entry is chained to the one before it, so whoever noted the head once sees any later change.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from badges.models import Credential, LogEntry, LogHead
from peerreview.kernel import hashing

HEAD_ID = 1
BEGINNING = "0" * 64
Act = LogEntry.Act
TO_AND_FRO = {Act.SUSPENDED, Act.RESUMED}


@transaction.atomic
def append(act: str, *, issuer: str, subject: str, at: datetime) -> LogEntry:
    """Add an entry; what was said before is not said again."""
    [entry] = append_all(act, issuer=issuer, subjects=[subject], at=at)
    return entry


@transaction.atomic
def append_all(act: str, *, issuer: str, subjects: Sequence[str], at: datetime) -> list[LogEntry]:
    """`append` for several subjects of one issuer, in their order."""
    head = _locked_head()
    said = _said(act, subjects)
    number, previous = head.number, head.digest
    new = [subject for subject in dict.fromkeys(subjects) if subject not in said]
    for number, subject in enumerate(new, start=head.number + 1):
        entry = LogEntry(
            number=number, act=act, issuer=issuer, subject=subject, at=at, previous=previous
        )
        entry.digest = previous = digest_of(entry)
        said[subject] = entry
    LogEntry.objects.bulk_create(said[subject] for subject in new)
    LogHead.objects.filter(pk=HEAD_ID).update(number=number, digest=previous)
    return [said[subject] for subject in subjects]


def _said(act: str, subjects: Sequence[str]) -> dict[str, LogEntry]:
    """The entries that say it already; of what may come and go, only the last word counts."""
    acts = TO_AND_FRO if act in TO_AND_FRO else {act}
    known = LogEntry.objects.filter(act__in=acts, subject__in=subjects).order_by("number")
    last = {entry.subject: entry for entry in known}
    return {subject: entry for subject, entry in last.items() if entry.act == act}


def _locked_head() -> LogHead:
    heads = LogHead.objects.select_for_update()
    head = heads.filter(pk=HEAD_ID).first()
    if head is None:
        LogHead.objects.get_or_create(pk=HEAD_ID)
        head = heads.get(pk=HEAD_ID)
    return head


def subject_of(document: dict[str, Any]) -> str:
    """How the log names a signed document: SHA-256 of its canonical JSON (RFC 8785), however it is
    laid out in the file somebody holds."""
    return hashing.digest(document)


def digest_of(entry: LogEntry) -> str:
    """The digest an entry must have."""
    return hashing.digest({**as_json(entry), "previous": entry.previous})


def as_json(entry: LogEntry) -> dict[str, Any]:
    """The entry as it is published and digested, without the chain."""
    return {
        "number": entry.number,
        "act": entry.act,
        "issuer": entry.issuer,
        "subject": entry.subject,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
    }


# --- reading and checking -------------------------------------------------------------------------
def entries() -> QuerySet[LogEntry]:
    """The log, newest first."""
    return LogEntry.objects.order_by("-number")


def entries_after(number: int, most: int) -> list[LogEntry]:
    """Entries in their order, for who follows the log."""
    return list(LogEntry.objects.filter(number__gt=number).order_by("number")[:most])


def head() -> LogHead:
    """The end of the log, to be noted by who wants to watch it."""
    return LogHead.objects.filter(pk=HEAD_ID).first() or LogHead()


def entry_of(document: dict[str, Any]) -> LogEntry | None:
    """The entry that says the document was issued."""
    return LogEntry.objects.filter(act=Act.ISSUED, subject=subject_of(document)).first()


def faults() -> Iterator[str]:
    """What is wrong with the log, one sentence each; nothing when it holds and fits the badges."""
    yield from _broken_links()
    yield from _strange_credentials()


def _broken_links() -> Iterator[str]:
    previous, expected = BEGINNING, 1
    for entry in LogEntry.objects.order_by("number").iterator():
        if entry.number != expected:
            yield f"Entry {expected} is missing."
        elif entry.digest != digest_of(entry):
            yield f"Entry {entry.number} was changed."
        elif entry.previous != previous:
            yield f"Entry {entry.number} does not follow the one before it."
        previous, expected = entry.digest, entry.number + 1
    end = LogHead.objects.filter(pk=HEAD_ID).first()
    if end is None and expected > 1:
        yield "The head of the log is missing."
    elif end and (end.number, end.digest) != (expected - 1, previous):
        yield f"The log ends at entry {expected - 1}, its head says {end.number}."


def _strange_credentials() -> Iterator[str]:
    """Badges the log does not know, and entries of badges that are not there."""
    logged = {
        act: set(LogEntry.objects.filter(act=act).values_list("subject", flat=True))
        for act in (Act.ISSUED, Act.REVOKED)
    }
    found = set()
    # What has no decision record was issued before there was a log.
    suspended = _suspended()
    rows = Credential.objects.exclude(decision="").values_list(
        "uuid", "document", "revoked_at", "suspended_at"
    )
    for uuid, document, revoked_at, suspended_at in rows.iterator():
        subject = subject_of(json.loads(document))
        found.add(subject)
        if subject not in logged[Act.ISSUED]:
            yield f"Badge {uuid} is not in the log as it stands."
        if (revoked_at is not None) != (subject in logged[Act.REVOKED]):
            yield f"Badge {uuid} and the log differ on whether it was revoked."
        # What was revoked while it was suspended needs no word that it no longer is.
        if revoked_at is None and (suspended_at is not None) != (subject in suspended):
            yield f"Badge {uuid} and the log differ on whether it is suspended."
    if missing := len(logged[Act.ISSUED] - found):
        yield f"{missing} badges of the log are not there."


def _suspended() -> set[str]:
    """The subjects whose last word of the two is that they are suspended."""
    rows = LogEntry.objects.filter(act__in=TO_AND_FRO).order_by("number")
    last = dict(rows.values_list("subject", "act"))
    return {subject for subject, act in last.items() if act == Act.SUSPENDED}
