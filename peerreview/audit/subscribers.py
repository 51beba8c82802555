# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The trail hears everything."""

from peerreview.audit import services
from peerreview.audit.services import Fact
from peerreview.outbox.registry import on_every_event


@on_every_event
def note(facts: list[Fact]) -> None:
    """Add the facts to the chain."""
    services.append_all(facts)
