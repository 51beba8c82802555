# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Text that people wrote, made safe to show. The only sanitiser of the project.

Markdown is rendered without raw HTML, bleach turns bare addresses into links, and nh3, whose
allow-list is below, has the last word. It runs once, when text is written; pages show the result.
"""

import re
import unicodedata
from collections.abc import Sequence

import nh3
from bleach.linkifier import Linker
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

TAGS = {
    "a", "abbr", "b", "blockquote", "br", "code", "del", "em", "h2", "h3", "h4", "h5", "h6", "hr",
    "i", "li", "ol", "p", "pre", "s", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead",
    "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "ol": {"start"},
    "th": {"align"},
    "td": {"align"},
}
URL_SCHEMES = {"http", "https", "mailto"}
LINK_REL = "noopener noreferrer nofollow ugc"
# What Pygments makes: coloured spans, and lines that can be linked to.
CODE_TAGS = {"a", "code", "div", "pre", "span"}
CODE_ATTRIBUTES = {"a": {"class", "href", "id"}, "div": {"class"}, "span": {"class"}}
# Bidirectional overrides and zero-width characters make a name read as another one.
INVISIBLE = dict.fromkeys(
    [0x00AD, 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFEFF, 0xFFA0, *range(0x180B, 0x1810),
     *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A)]
)  # fmt: skip
# Nothing by themselves: variation selectors, and the Braille pattern without a dot.
BLANK = dict.fromkeys([0x2800, *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)])
# In longer text joiners and isolates have honest uses; overrides, and the tag characters that
# spell out sentences nobody sees, do not.
DECEIVING = dict.fromkeys([*range(0x202A, 0x202F), *range(0xE0000, 0xE0080)])
BARE_ADDRESS = re.compile(r"(?<![@\w/])https?://[^\s<>\"'`\\^{|}]+", re.IGNORECASE)

_markdown = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(
    ["table", "strikethrough"]
)
_linker = Linker(callbacks=[], skip_tags={"pre", "code"}, url_re=BARE_ADDRESS)


def stored(html: str) -> SafeString:
    """HTML that one of the functions below made safe when it was written."""
    return mark_safe(html)  # noqa: S308  only called on columns that hold the sanitiser's output


def sanitise(html: str) -> SafeString:
    """Any HTML, reduced to the allow-list; scripts lose their content, links get rel and no target."""
    return stored(
        nh3.clean(
            html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=URL_SCHEMES, link_rel=LINK_REL
        )
    )


def sanitise_code(html: str) -> SafeString:
    """Highlighted source: only spans with classes, and anchors within the page."""
    return stored(
        nh3.clean(
            html,
            tags=CODE_TAGS,
            attributes=CODE_ATTRIBUTES,
            attribute_filter=_only_fragments,
            link_rel=None,
        )
    )


def _only_fragments(tag: str, attribute: str, value: str) -> str | None:
    return value if attribute != "href" or value.startswith("#") else None


def render_markdown(source: str) -> SafeString:
    """Markdown as safe HTML. Headings start at h2, since each page has its own h1."""
    tokens = _markdown.parse(source)
    for token in tokens:
        _adapt(token)
    html = _markdown.renderer.render(tokens, _markdown.options, {})
    return sanitise(_linker.linkify(html))


def _adapt(token: Token) -> None:
    if token.tag == "h1":
        token.tag = "h2"
    elif token.tag in {"th", "td"} and "style" in token.attrs:
        # The content policy allows no style attributes; `align` says the same.
        token.attrs["align"] = str(token.attrs.pop("style")).removeprefix("text-align:")
    elif token.children:
        token.children = _without_images(token.children)


def _without_images(tokens: Sequence[Token]) -> list[Token]:
    """A picture from elsewhere becomes a link: fetching it would tell its host who reads this."""
    shown: list[Token] = []
    inside_link = 0
    for token in tokens:
        inside_link += (token.type == "link_open") - (token.type == "link_close")
        shown += _as_link(token, inside_link) if token.type == "image" else [token]
    return shown


def _as_link(token: Token, inside_link: int) -> list[Token]:
    start = Token("link_open", "a", 1, attrs={"href": token.attrs["src"]})
    label = Token("text", "", 0, content=token.content or str(token.attrs["src"]))
    return [label] if inside_link else [start, label, Token("link_close", "a", -1)]


def one_line(value: str) -> str:
    """A name or title: NFC, without control and invisible characters, single spaces."""
    visible = unicodedata.normalize("NFC", value).translate(INVISIBLE)
    kept = "".join(ch if unicodedata.category(ch)[0] != "C" else " " for ch in visible)
    return " ".join(kept.split())


def seen(value: str) -> str:
    """What a reader sees of it, on one line: to ask whether, and how much, was written."""
    return " ".join(one_line(value).translate(BLANK).split())


def plain(value: str) -> str:
    """Longer text as typed, without control characters (but line breaks and tabs) and overrides."""
    text = unicodedata.normalize("NFC", value).replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        ch
        for ch in text.translate(DECEIVING)
        if ch in "\n\t" or unicodedata.category(ch) not in {"Cc", "Cs"}
    )
