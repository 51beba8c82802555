# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The line between a browser and the site, which can be cut and mended."""

import re

from playwright.sync_api import Page, WebSocketRoute


class Line:
    """Every socket of the page goes through it; without it neither socket nor request gets through."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._is_cut = False
        self._sockets: list[WebSocketRoute] = []
        page.route_web_socket(re.compile(r"/ws/"), self._carry)

    def cut(self) -> None:
        """Drop what is open and let nothing new through."""
        self._is_cut = True
        self._page.context.set_offline(True)
        for socket in self._sockets:
            socket.close(code=4408)
        self._sockets.clear()

    def mend(self) -> None:
        """Let everything through again."""
        self._is_cut = False
        self._page.context.set_offline(False)

    def _carry(self, socket: WebSocketRoute) -> None:
        if self._is_cut:
            socket.close(code=4408)
            return
        socket.connect_to_server()
        self._sockets.append(socket)
