# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Stored files as HTTP answers that can never run in our origin; byte ranges for sound and film."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from typing import BinaryIO

from django.core.files.storage import default_storage
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

CHUNK_BYTES = 64 * 1024
POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
SHOWN_INLINE = ("image/", "audio/", "video/", "application/pdf")
RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


def respond(
    request: HttpRequest, *, key: str, size: int, content_type: str, name: str, etag: str
) -> HttpResponseBase:
    """The stored file: 200, 206 for a range, 304 when unchanged, 416 for a range outside it."""
    span = wanted_range(request, size, etag)
    if span is None:
        response: HttpResponseBase = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{size}"
    elif request.headers.get("If-None-Match") == etag:
        response = HttpResponse(status=304)
    else:
        response = _content(request, key, size, span, content_type)
    return _guarded(request, response, content_type=content_type, name=name, etag=etag)


def wanted_range(request: HttpRequest, size: int, etag: str) -> tuple[int, int] | None:
    """First and last byte asked for; all of them without a range; None when there are none such."""
    header = request.headers.get("Range", "")
    match = RANGE.fullmatch(header.strip())
    if_range = request.headers.get("If-Range", etag)
    # Several ranges, or a range of something that changed meanwhile, get the whole (RFC 9110, 14.2).
    if not match or match.group() == "bytes=-" or if_range != etag:
        return 0, size - 1
    first, last = match.groups()
    if not first:
        start, end = max(0, size - int(last)), size - 1
    else:
        start, end = int(first), min(int(last) if last else size - 1, size - 1)
    return (start, end) if start <= end else None


def _content(
    request: HttpRequest, key: str, size: int, span: tuple[int, int], content_type: str
) -> HttpResponseBase:
    start, end = span
    partial = (start, end) != (0, size - 1)
    handle = default_storage.open(key)
    handle.seek(start)
    length = end - start + 1
    # An ordinary iterator would be read to its end in memory under ASGI, an asynchronous one under WSGI.
    chunks = _achunks if isinstance(request, ASGIRequest) else _chunks
    response = StreamingHttpResponse(
        chunks(handle, length), status=206 if partial else 200, content_type=content_type
    )
    response["Content-Length"] = str(length)
    if partial:
        response["Content-Range"] = f"bytes {start}-{end}/{size}"
    return response


def _chunks(handle: BinaryIO, length: int) -> Iterator[bytes]:
    with handle:
        while length > 0 and (chunk := handle.read(min(CHUNK_BYTES, length))):
            length -= len(chunk)
            yield chunk


async def _achunks(handle: BinaryIO, length: int) -> AsyncIterator[bytes]:
    try:
        while length > 0:
            chunk = await asyncio.to_thread(handle.read, min(CHUNK_BYTES, length))
            if not chunk:
                return
            length -= len(chunk)
            yield chunk
    finally:
        handle.close()


def _guarded(
    request: HttpRequest, response: HttpResponseBase, *, content_type: str, name: str, etag: str
) -> HttpResponseBase:
    inline = content_type.startswith(SHOWN_INLINE) and "download" not in request.GET
    disposition = "inline" if inline else "attachment"
    response["Content-Type"] = content_type
    response["Content-Disposition"] = f'{disposition}; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = POLICY
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-cache"
    response["ETag"] = etag
    response["Accept-Ranges"] = "bytes"
    patch_vary_headers(response, ["Cookie"])
    return response
