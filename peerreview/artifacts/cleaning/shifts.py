# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Where things are in a file from which pieces were cut out."""

from bisect import bisect_right


class Shifts:
    """Cuts are told in the order of the file; they do not overlap."""

    def __init__(self) -> None:
        self._ends: list[int] = []
        self._totals = [0]

    def cut(self, at: int, end: int) -> None:
        """What was between is gone."""
        self._ends.append(end)
        self._totals.append(self._totals[-1] + end - at)

    def moved(self, offset: int) -> int:
        """Where the byte that was at `offset` is now, never before the start of the file."""
        return offset - self._totals[bisect_right(self._ends, offset)]
