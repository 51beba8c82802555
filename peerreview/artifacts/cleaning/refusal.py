# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""How a cleaner says no."""


class Refused(Exception):
    """The file cannot be taken; `reason` is one of the codes of `peerreview.artifacts.uploads`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
