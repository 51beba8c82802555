# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What a life needs lying about: files of every kind, and a person's number that cannot be met by chance."""

from django.db import connection

from tests.peerreview.artifacts import files


def every_kind_of_file() -> list[tuple[str, bytes]]:
    """By the ending of its name; each says inside who made it."""
    return [
        ("jpg", files.photo()),
        ("png", files.signed_png()),
        ("webp", files.signed_webp()),
        ("gif", files.animation()),
        ("pdf", files.pdf()),
        ("mp3", files.mp3()),
        ("ogg", files.ogg()),
        ("mp4", files.mp4()),
        ("webm", files.webm()),
        ("py", b"print('tide')\n"),
    ]


def count_people_from(number: int) -> None:
    """The next person gets this number."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "UPDATE sqlite_sequence SET seq = %s WHERE name = 'accounts_user'", [number]
            )
        else:
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence('accounts_user', 'id'), %s)", [number]
            )
