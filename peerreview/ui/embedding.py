# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pages of ours on other people's sites: what an app offers for its address, as oEmbed (oembed.com)
answers it, and the frame it stands in. Nothing runs a script.

An app offers a page by its URL name; who asks is always a stranger, so a loader answers None for
whatever is not open to everyone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, SubElement, tostring

from django.conf import settings
from django.http import HttpResponse
from django.urls import Resolver404, resolve

MAX_ADDRESS = 500
# Anybody may frame it; it loads our own styles and pictures, and can do nothing.
FRAME_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; base-uri 'none';"
    " form-action 'none'; frame-ancestors *"
)


@dataclass(frozen=True, kw_only=True)
class Embed:
    """What to show elsewhere: `frame` is the path of a page made to be framed, in `width` by `height`;
    `picture` that of an image of 1200 by 630."""

    title: str
    author: str
    page: str
    frame: str
    picture: str
    width: int = 480
    height: int = 220


Loader = Callable[..., Embed | None]
_loaders: dict[str, Loader] = {}


def offer(url_name: str) -> Callable[[Loader], Loader]:
    """Let the pages of that name be embedded; the loader is given what is in the address."""

    def register(load: Loader) -> Loader:
        _loaders[url_name] = load
        return load

    return register


def embed_at(address: str) -> Embed | None:
    """What may be embedded of an address of this site, if anything."""
    path = address.removeprefix(settings.SITE_URL)
    if len(address) > MAX_ADDRESS or path == address or not path.startswith("/"):
        return None
    try:
        match = resolve(urlsplit(path).path)
    except (Resolver404, ValueError):
        return None
    load = _loaders.get(match.view_name)
    return load(**match.kwargs) if load else None


def snippet(embed: Embed, *, width: int | None = None, height: int | None = None) -> str:
    """The frame as HTML, to be shown as text and pasted into any page."""
    values = {
        "src": settings.SITE_URL + embed.frame,
        "width": width or embed.width,
        "height": height or embed.height,
        "title": embed.title,
        "loading": "lazy",
        "sandbox": "allow-popups allow-popups-to-escape-sandbox",
        "referrerpolicy": "no-referrer",
    }
    attributes = " ".join(f'{name}="{escape(str(value))}"' for name, value in values.items())
    return f"<iframe {attributes}></iframe>"


def as_oembed(embed: Embed, *, max_width: int | None, max_height: int | None) -> dict[str, Any]:
    """The answer to who asks about the page, no larger than they said."""
    width = max(1, min(embed.width, max_width or embed.width))
    height = max(1, min(embed.height, max_height or embed.height))
    return {
        "version": "1.0",
        "type": "rich",
        "title": embed.title,
        "author_name": embed.author,
        "provider_name": settings.SITE_NAME,
        "provider_url": settings.SITE_URL,
        "html": snippet(embed, width=width, height=height),
        "width": width,
        "height": height,
        "thumbnail_url": settings.SITE_URL + embed.picture,
        "thumbnail_width": 1200,
        "thumbnail_height": 630,
        # Once it is closed again, nobody should go on showing it.
        "cache_age": 3600,
    }


def as_xml(answer: dict[str, Any]) -> bytes:
    """The same as XML."""
    root = Element("oembed")
    for name, value in answer.items():
        SubElement(root, name).text = str(value)
    return tostring(root, encoding="utf-8", xml_declaration=True)


def frameable(response: HttpResponse) -> HttpResponse:
    """Let any site frame this page, which then may do nothing but be looked at."""
    response.xframe_options_exempt = True
    response["Content-Security-Policy"] = FRAME_POLICY
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["Referrer-Policy"] = "no-referrer"
    return response
