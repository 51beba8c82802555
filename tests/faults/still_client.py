# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A process with one socket, to be stopped: prints its own port once it has joined, then reads."""

import sys

from websockets.sync.client import connect


def main(address: str, origin: str, cookie: str) -> None:
    with connect(address, origin=origin, additional_headers={"Cookie": cookie}) as socket:
        socket.recv()
        print(socket.local_address[1], flush=True)
        for _frame in socket:
            pass


if __name__ == "__main__":
    main(*sys.argv[1:])
