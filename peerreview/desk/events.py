# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What the desk announces. Never what was written, nor to whom by name: only that it happened."""

from dataclasses import dataclass

from peerreview.outbox.events import Event


@dataclass(frozen=True, kw_only=True)
class LetterSent(Event):
    letter_id: int
    activity_id: int
    by_id: int
    recipients: int


@dataclass(frozen=True, kw_only=True)
class LetterAddressed(Event):
    """One copy, to be mailed: each by itself, so that a failing address holds up nobody else's."""

    letter_id: int
    copy_id: int
    activity_id: int
    user_id: int


@dataclass(frozen=True, kw_only=True)
class RosterUploaded(Event):
    cohort_id: int
    by_id: int
    seated: int
    invited: int


@dataclass(frozen=True, kw_only=True)
class PersonInvited(Event):
    """Somebody without a seat yet is to be written to. The address is not in the trail."""

    entry_id: int
    cohort_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class ActivityExported(Event):
    activity_id: int
    by_id: int
    tables: str
    form: str
    is_pseudonymous: bool
