# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Ports for servers that tests start, kill and start again."""

import random
import socket

# Below those the system lends to outgoing connections: such a port could be taken while its server
# is dead, even by the browser that keeps calling it.
FIRST, LAST = 12_000, 31_999


def free_port() -> int:
    """A port nobody listens on now, and nobody gets by chance."""
    while True:
        port = random.SystemRandom().randint(FIRST, LAST)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
