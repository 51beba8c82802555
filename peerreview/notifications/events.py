# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What the notification centre announces. Ids alone: the words are found for each reader."""

from dataclasses import dataclass
from typing import ClassVar

from peerreview.outbox.events import Event


@dataclass(frozen=True, kw_only=True)
class NoticesGiven(Event):
    """For pages that are open now; who has none finds it in the inbox."""

    RECORDED: ClassVar[bool] = False

    notice_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class NoticesRead(Event):
    """A person's count of unread notices went down."""

    RECORDED: ClassVar[bool] = False

    user_id: int


@dataclass(frozen=True, kw_only=True)
class SendingDue(Event):
    """Mail and messages to devices that are to go out now."""

    delivery_ids: list[int]
