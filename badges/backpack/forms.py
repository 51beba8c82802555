# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Bringing a badge along."""

from badges.forms import VerifyForm


class BringForm(VerifyForm):
    """A badge to be kept: a file, or an address or JSON. Whose it is is known."""

    holder = None
