# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What accounts announce. Never what somebody wrote about themselves: only that it changed."""

from dataclasses import dataclass
from typing import ClassVar

from peerreview.outbox.events import Event


@dataclass(frozen=True, kw_only=True)
class PersonJoined(Event):
    user_id: int


@dataclass(frozen=True, kw_only=True)
class ProfileChanged(Event):
    user_id: int
    is_public: bool
    by_id: int


@dataclass(frozen=True, kw_only=True)
class AddressesChanged(Event):
    """An e-mail address of theirs was confirmed, replaced or removed."""

    user_id: int


@dataclass(frozen=True, kw_only=True)
class PictureChanged(Event):
    user_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class PersonTold(Event):
    """A short message for one person, shown on whatever page they have open; lost if they have none.

    Any service may emit it, badges included, without knowing who shows it (rooms does). `kind` is a
    word for programs, `title` a whole sentence in the person's language, `url` a path of this site
    where they can act on it, or "". Nothing in it may name a person they may not know of.
    """

    RECORDED: ClassVar[bool] = False

    user_id: int
    kind: str
    title: str
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class PersonErased(Event):
    """Who they were is gone; what they did stands under a name that means nobody."""

    user_id: int


@dataclass(frozen=True, kw_only=True)
class PersonSheltered(Event):
    """Whether a person is known to be under age has changed."""

    user_id: int
    is_under_age: bool


@dataclass(frozen=True, kw_only=True)
class GuardianAnswered(Event):
    """A guardian agrees that something of a person may be public, or does not any more."""

    user_id: int
    agrees: bool


@dataclass(frozen=True, kw_only=True)
class PersonalDataTaken(Event):
    user_id: int
