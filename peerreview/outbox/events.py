# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What an event is."""

import dataclasses
from typing import Any, ClassVar


@dataclasses.dataclass(frozen=True, kw_only=True)
class Event:
    """A fact in the past tense. Fields are JSON values: ids and plain values, never objects.

    A field may be added; one is never removed or given another meaning: a new event is made.
    With `RECORDED = False` it is only told to quick listeners after commit and never stored.
    """

    RECORDED: ClassVar[bool] = True

    @classmethod
    def type_name(cls) -> str:
        """`app.EventName`, the same in every release."""
        return f"{cls.__module__.rsplit('.', 2)[-2]}.{cls.__name__}"

    def payload(self) -> dict[str, Any]:
        """The fields as JSON values."""
        return dataclasses.asdict(self)
