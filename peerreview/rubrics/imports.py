# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Reading what was uploaded or pasted: which kind it is, and the rubrics in it."""

from django.utils.translation import gettext as _

from peerreview.kernel.errors import Invalid
from peerreview.rubrics import canvas, checks, documents
from peerreview.rubrics.specs import RubricSpec

MAX_BYTES = 256 * 1024


def read(content: bytes) -> list[RubricSpec]:
    """The rubrics in a JSON document or a Canvas CSV, tidied. Raises Invalid with the place."""
    if len(content) > MAX_BYTES:
        message = _("The file is larger than %(most)s KB. A rubric is a page or two of text.")
        raise Invalid("too-large", message % {"most": MAX_BYTES // 1024}, field="document")
    text = _decoded(content)
    if not text.strip():
        raise Invalid("empty", _("Choose a file, or paste its content."), field="document")
    found = [documents.read(text)] if text.lstrip().startswith(("{", "[")) else canvas.read(text)
    return [checks.tidy(spec) for spec in found]


def _decoded(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        message = _("Row %(row)s: this is not UTF-8 text. Save the file as “CSV UTF-8” or as JSON.")
        raise Invalid("not-utf8", message % {"row": row}, field="document") from None
    if "\x00" in text:
        message = _("This is not a text file. Choose a rubric saved as JSON or CSV.")
        raise Invalid("not-text", message, field="document")
    return text
