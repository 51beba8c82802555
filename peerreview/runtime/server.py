# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""One process that serves pages and sockets, and, in the embedded default, delivers the outbox."""

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import uvicorn
from django.conf import settings

from peerreview.outbox.dispatcher import Dispatcher

# A frame larger than this is refused before it is read whole, with 1009; rooms take half of it.
MAX_SOCKET_FRAME_BYTES = 128 * 1024


class Server(uvicorn.Server):
    """Uvicorn that says when it is ready to answer."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._on_ready()


def socket_options() -> dict[str, Any]:
    """How uvicorn is to treat WebSockets."""
    return {
        "ws_max_size": MAX_SOCKET_FRAME_BYTES,
        # Frames are small, and a compressor for each socket costs more than all else together.
        "ws_per_message_deflate": False,
        # Whoever does not answer within twice that time is gone, and what waits for them is dropped.
        "ws_ping_interval": 20,
        "ws_ping_timeout": 20,
    }


def serve(*, host: str, port: int, on_ready: Callable[[], None] = lambda: None) -> None:
    """Serve until stopped. With the embedded worker, a dispatcher thread runs beside the server."""
    # Empty outside production, where files come from the apps; whitenoise wants it to exist.
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    config = uvicorn.Config(
        "peerreview.asgi:application",
        host=host,
        port=port,
        log_level="warning",
        **socket_options(),
        proxy_headers=settings.PRODUCTION,
        server_header=False,
        lifespan="off",
        timeout_graceful_shutdown=5,
    )
    dispatcher = Dispatcher() if settings.OUTBOX_ENGINE == "embedded" else None
    if dispatcher:
        dispatcher.start()
    try:
        Server(config, on_ready).run()
    finally:
        if dispatcher:
            dispatcher.stop()
