# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What issuers announce."""

from dataclasses import dataclass

from peerreview.outbox.events import Event


@dataclass(frozen=True, kw_only=True)
class AssessorChanged(Event):
    """Whose approvals count for an achievement is another than before."""

    achievement_id: int
    assessment_id: int
    state: str
