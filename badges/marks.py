# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: one mark is one number wherever it is written, in the badge, on its page and at a check."""

from decimal import ROUND_HALF_UP, Decimal


def signed(value: float) -> str:
    """The mark as it stands in the badge: two decimals."""
    return f"{value:.2f}"


def shown(mark: float | str) -> float:
    """The signed mark for people: one decimal, of the decimal number that was signed and not of a binary
    one near it, so that 2.65 is 2.7 for everybody."""
    exact = Decimal(mark if isinstance(mark, str) else signed(mark))
    return float(exact.quantize(Decimal("0.1"), ROUND_HALF_UP))
