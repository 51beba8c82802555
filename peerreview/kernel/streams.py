# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A file as an answer, chunk by chunk under ASGI and WSGI alike."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator
from typing import IO

from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, StreamingHttpResponse

CHUNK_BYTES = 64 * 1024
# What is made to be downloaded goes to disk beyond this size, so that it costs no memory.
IN_MEMORY = 2 * 1024 * 1024


def spool() -> IO[bytes]:
    """A file to make a download in; it is gone when it is closed."""
    return tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)


def download(
    request: HttpRequest, handle: IO[bytes], *, content_type: str, name: str
) -> StreamingHttpResponse:
    """Hands `handle` out from where it stands, to be saved as `name`; closes it at the end."""
    # An ordinary iterator would be read to its end in memory under ASGI, an asynchronous one under WSGI.
    chunks = _achunks if isinstance(request, ASGIRequest) else _chunks
    response = StreamingHttpResponse(chunks(handle), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _chunks(handle: IO[bytes]) -> Iterator[bytes]:
    with handle:
        while chunk := handle.read(CHUNK_BYTES):
            yield chunk


async def _achunks(handle: IO[bytes]) -> AsyncIterator[bytes]:
    try:
        while chunk := await asyncio.to_thread(handle.read, CHUNK_BYTES):
            yield chunk
    finally:
        handle.close()
