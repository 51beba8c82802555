# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What cohorts announce."""

from dataclasses import dataclass

from peerreview.outbox.events import Event


@dataclass(frozen=True, kw_only=True)
class CohortCreated(Event):
    cohort_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class CohortDescribed(Event):
    cohort_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class InvitationChanged(Event):
    cohort_id: int
    is_joinable: bool
    by_id: int


@dataclass(frozen=True, kw_only=True)
class MemberJoined(Event):
    cohort_id: int
    user_id: int
    role: str


@dataclass(frozen=True, kw_only=True)
class MemberLeft(Event):
    cohort_id: int
    user_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class ConvenerChanged(Event):
    cohort_id: int
    user_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class GroupArchived(Event):
    cohort_id: int
    is_archived: bool
    by_id: int


@dataclass(frozen=True, kw_only=True)
class RoleChanged(Event):
    cohort_id: int
    user_id: int
    role: str
    by_id: int
