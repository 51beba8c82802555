# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Source code and text, coloured by Pygments with class names and line anchors."""

from typing import Any, BinaryIO

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import TextLexer, get_lexer_for_filename
from pygments.util import ClassNotFound

# Above this size colours cost more than they help.
MAX_COLOURED_BYTES = 200_000


def clean(source: BinaryIO, target: BinaryIO, extension: str, anchor: str) -> dict[str, Any]:
    """Write the text as HTML to `target`; each line has the id `<anchor>-<line number>`."""
    text = source.read().decode("utf-8-sig")
    lexer = _lexer(extension) if len(text) <= MAX_COLOURED_BYTES else TextLexer()
    formatter = HtmlFormatter(
        cssclass="code-block", linenos="inline", anchorlinenos=True, lineanchors=anchor,
        linespans=None, wrapcode=True,
    )  # fmt: skip
    target.write(highlight(text, lexer, formatter).encode())
    return {}


def _lexer(extension: str) -> Any:
    try:
        return get_lexer_for_filename(f"code.{extension}", stripnl=False)
    except ClassNotFound:
        return TextLexer(stripnl=False)
