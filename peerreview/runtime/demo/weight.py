# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What the demo's endorsements weigh, and the mirror of those who vouched early."""

from typing import Any

from endorsements import mirror, weighing


def weigh(world: Any) -> None:
    """What endorsements weigh is reckoned, as every night"""
    mirror.refresh(now=world.now)
    weighing.recompute(now=world.now)
