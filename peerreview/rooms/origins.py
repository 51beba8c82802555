# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Only pages of this site may open a socket; others are refused before anything is read, and counted."""

from urllib.parse import ParseResult

from channels.security import websocket

from peerreview.rooms import counting


class OriginValidator(websocket.OriginValidator):
    """Scheme, host and port must be one of the given origins', exactly."""

    def valid_origin(self, parsed_origin: ParseResult | None) -> bool:
        is_valid = super().valid_origin(parsed_origin)
        if not is_valid:
            counting.count(counting.ORIGIN)
        return is_valid
