# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""From what somebody has in hand to the badge in it: a file, an address, a code, pasted text, a whole
backpack. Nothing is believed here; `verifying` checks."""

import json
import re
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from badges import fetching, hosted, images, queries, sharing
from badges.openbadges import attached, baking, bundles, verify
from peerreview.kernel.errors import Invalid, Missing

MAX_BYTES = 5 * 1024 * 1024
# What a whole request may have: the file, and room for the form around it.
MAX_REQUEST = MAX_BYTES + 1024 * 1024
HEAD = 400
BOM = b"\xef\xbb\xbf"
# Photographs, by how their files begin (offset, bytes).
PHOTOS = (
    (0, b"\xff\xd8\xff"),
    (0, b"GIF8"),
    (8, b"WEBP"),
    (4, b"ftyphei"),
    (4, b"ftypmif1"),
    (4, b"ftypavif"),
    (0, b"BM"),
)
CODE = re.compile(r"[0-9A-Za-z]{4,5}[ -]?[0-9A-Za-z]{5,6}")


# --- a file --------------------------------------------------------------------------------------
def document_in(content: bytes) -> str | bytes:
    """The credential in an uploaded file: a baked PNG or SVG, a certificate, or JSON. Raises Invalid."""
    if not content:
        message = _("The file is empty. Choose the badge's PNG or JSON file.")
        raise Invalid("empty", message, field="file")
    if len(content) > MAX_BYTES:
        raise too_large()
    head = content[:HEAD].removeprefix(BOM).lstrip()
    if head.startswith((baking.PNG_SIGNATURE, b"<")):
        return images.unbaked(content)
    if attached.is_pdf(content):
        return _in_pdf(content)
    if head.startswith((b"{", b"[")) or verify.as_token_text(content):
        return content
    raise Invalid("not-a-badge", _no_badge_file(content), field="file")


def _in_pdf(content: bytes) -> bytes:
    try:
        return attached.extract_attached(content)
    except baking.BakingError as error:
        message = _(
            "There is no badge inside this PDF. A certificate of this site carries it, unless it was "
            "printed, scanned or saved anew by another program: ask for the original file, or type the "
            "address or the code that is printed on it."
        )
        if error.code == "baked_several":
            message = _("There is more than one badge inside this PDF: add them one at a time.")
        raise Invalid(error.code, message, field="file") from None


def _no_badge_file(content: bytes) -> str:
    if any(content[at : at + len(mark)] == mark for at, mark in PHOTOS):
        return _(
            "This is a photograph or a picture saved anew (JPEG, WebP, HEIC): the badge in it is lost. "
            "Messengers and some apps do that. Ask for the original PNG or SVG sent as a file, or for the "
            "JSON."
        )
    return _(
        "This is not a badge file. Badges come as PNG, SVG, JSON or inside a certificate (PDF)."
    )


def too_large() -> Invalid:
    """The refusal of what is larger than any badge."""
    message = _("The file is larger than %(mb)d MB, which no badge is.") % {"mb": MAX_BYTES >> 20}
    return Invalid("too-large", message, field="file")


# --- an address, an id, a code, or text ----------------------------------------------------------
def document_by_id(typed: str) -> str | bytes:
    """The document of a public credential of this site by its id, short code or any address of it, pasted
    text, or what lies at an address elsewhere, where the site fetches that. Raises Invalid."""
    typed = typed.strip().removeprefix("\ufeff")
    if typed.startswith(("{", "[")) or verify.as_token_text(typed):
        return typed
    if hosted.is_ours(typed) and (page := hosted.page_at(typed)) and page.status == 200:
        return json.dumps(page.as_object())
    credential = queries.credential_by_any_id(typed) or queries.signed_by_any_id(typed)
    if credential is None and _is_elsewhere(typed):
        return _document_elsewhere(typed)
    if credential is None:
        return _by_short_code(typed).document
    return credential.document


def _by_short_code(typed: str) -> sharing.Credential:
    """The badge whose short address or bare code this is. Raises Invalid, saying where to look instead."""
    name, argument = _page_of(typed)
    code = argument if name == "credential-short" else typed
    if name == "credential-short" or CODE.fullmatch(code):
        try:
            return sharing.credential_with_code(code)
        except Missing as error:
            raise Invalid("unknown", f"{error} {_hours_hint()}", field="credential_id") from None
    message = {
        "hours-check": _(
            "This is a code of professional hours, not of a badge: open the address itself, it says who "
            "approved them."
        ),
        "achievement": _(
            "This page says what a badge takes; everybody who holds it has an address of their own. Ask "
            "for that one, or for the badge's file."
        ),
        "kept-badge": _("This badge was issued elsewhere. Ask its owner for the file of it."),
    }.get(name) or _(
        "No public badge with this id was issued here. Paste the whole id or address, or add the badge's "
        "file."
    )
    raise Invalid("unknown", message, field="credential_id")


def _hours_hint() -> str:
    address = f"{settings.SITE_URL}/h/…/"
    return _("If it is a code of hours, look at %(address)s instead.") % {"address": address}


def _page_of(typed: str) -> tuple[str, str]:
    """The name of our page at an address, typed with its host or without, and its last argument."""
    path = typed
    own = urlsplit(settings.SITE_URL).netloc
    if typed.lower().startswith(("http://", "https://")):
        path = _path(typed)
    elif typed.lower().startswith(f"{own.lower()}/"):
        path = typed[len(own) :]
    path = f"/{path.strip('/')}/"
    try:
        match = resolve(path)
    except Resolver404:
        return "", ""
    return match.url_name or "", str(next(iter(match.kwargs.values()), ""))


def _path(address: str) -> str:
    try:
        return urlsplit(address).path
    except ValueError:
        return ""


def _is_elsewhere(typed: str) -> bool:
    if not typed.lower().startswith(("https://", "http://")):
        return False
    try:
        host = urlsplit(typed).netloc.lower()
    except ValueError:
        return True
    return host != urlsplit(settings.SITE_URL).netloc.lower()


def _document_elsewhere(address: str) -> str | bytes:
    if not settings.VERIFY_ELSEWHERE:
        message = _(
            "This page does not fetch addresses of other sites: upload the badge's file or paste its "
            "JSON."
        )
        raise Invalid("elsewhere", message, field="credential_id")
    page = fetching.fetcher().page(address)
    if page is None or page.status != 200:
        message = _(
            "There is nothing to be had at this address. It must begin with https:// and lead to the "
            "badge's file, not to a page about it."
        )
        raise Invalid("nothing-there", message, field="credential_id")
    return document_in(bytes(page.body))


# --- many at once --------------------------------------------------------------------------------
def several_in(document: str | bytes) -> list[str]:
    """The badges in a list or bundle, as a backpack is taken along or a wallet presents them; none where
    it is one badge, or nothing of the kind."""
    return bundles.unpack(document, max_bytes=MAX_BYTES)
