# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What a channel says when something could not be sent. An OSError is tried again later."""


class RefusedForGood(Exception):
    """The other side will never take it."""


class Gone(RefusedForGood):
    """The device has unsubscribed."""
