# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What reviews refuse beyond the kernel's errors."""

from collections.abc import Mapping
from typing import Any

from peerreview.kernel.errors import Conflict, Invalid


class Incomplete(Invalid):
    """A draft that cannot be handed in yet; `missing` says what to do, field by field, in order."""

    def __init__(self, message: str, missing: Mapping[str, str]) -> None:
        super().__init__("incomplete", message, field=next(iter(missing)))
        self.missing = dict(missing)


class Overtaken(Conflict):
    """A change that rests on an older value of its field; `value` at `revision` is what is stored."""

    def __init__(self, message: str, *, field: str, value: Any, revision: int) -> None:
        super().__init__("overtaken", message, field=field)
        self.value = value
        self.revision = revision
