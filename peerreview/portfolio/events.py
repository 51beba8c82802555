# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What portfolios announce. Never what is on a page, nor to whom a link was given."""

from dataclasses import dataclass

from peerreview.outbox.events import Event


@dataclass(frozen=True, kw_only=True)
class PageOpened(Event):
    """A person opened their page to the world, or closed it."""

    person_id: int
    is_open: bool


@dataclass(frozen=True, kw_only=True)
class LinkMade(Event):
    person_id: int
    audience: str


@dataclass(frozen=True, kw_only=True)
class LinkRevoked(Event):
    person_id: int


@dataclass(frozen=True, kw_only=True)
class GuardianAsked(Event):
    person_id: int
    consent_id: int
