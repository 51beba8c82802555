# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""From what was selected, drawn or typed to an anchor in a part of the work, and from an anchor to words."""

from collections.abc import Mapping
from html.parser import HTMLParser

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peerreview.artifacts.models import Part
from peerreview.dialogue import anchors
from peerreview.dialogue.anchors import Anchor, BadAnchor
from peerreview.kernel.errors import Invalid

# The fields of the form, by the values of an anchor they give.
FIELDS = (
    "quote", "prefix", "suffix", "near", "page", "x", "y", "width", "height", "start", "end",
)  # fmt: skip
MESSAGES = {
    "no-such-words": gettext_lazy("These words are not in the work. Copy them exactly as they are there."),
    "too-many-words": gettext_lazy("This is too long a passage. Mark the few words it is about."),
    "no-words": gettext_lazy("Say which words you mean."),
    "not-percent": gettext_lazy("Give a number from 0 to 100: percent of the picture."),
    "outside": gettext_lazy("This reaches beyond the picture. Make it smaller."),
    "no-page": gettext_lazy("There is no such page. Give the number of a page, from 1."),
    "no-second": gettext_lazy("Give a time such as 0:12, or seconds."),
    "ends-before": gettext_lazy("The end must come after the beginning."),
}  # fmt: skip


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)


def text_of(part: Part) -> str:
    """The text that readers of a text or code part see, character by character as a browser has it."""
    reader = _Words()
    reader.feed(part.text_html)
    reader.close()
    return "".join(reader.pieces)


def anchor_in(part: Part, typed: Mapping[str, str]) -> Anchor | None:
    """Where in the part it is; None when nothing was said, which means all of it. Raises Invalid."""
    try:
        # Forms send line breaks as two characters.
        given = {name: value.replace("\r\n", "\n") for name, value in typed.items()}
        return _anchor(part, {name: value for name, value in given.items() if value.strip()})
    except BadAnchor as error:
        message = MESSAGES.get(error.code) or _("There is no such place in this part.")
        raise Invalid(error.code, str(message), field=error.field) from error


def _anchor(part: Part, typed: Mapping[str, str]) -> Anchor | None:
    wanted = anchors.KINDS.get(part.kind)
    if wanted is anchors.Words and "quote" in typed:
        around = {name: typed.get(name, "") for name in ("prefix", "suffix")}
        near = typed.get("near", "0")
        position = int(near[:9]) if near.isascii() and near.isdigit() else 0
        return anchors.locate(text_of(part), typed["quote"], near=position, **around)
    if wanted is anchors.Region:
        return _region(typed)
    if wanted is anchors.Page and "page" in typed:
        return anchors.page(int(_number(typed, "page", "no-page")), _region(typed))
    if wanted is anchors.Moment and "start" in typed:
        end = _seconds(typed, "end") if "end" in typed else None
        return anchors.moment(_seconds(typed, "start"), end)
    return None


def _region(typed: Mapping[str, str]) -> anchors.Region | None:
    sides = ("x", "y", "width", "height")
    if not any(side in typed for side in sides):
        return None
    return anchors.region(*(_number(typed, side, "not-percent") for side in sides))


def _number(typed: Mapping[str, str], name: str, code: str) -> float:
    value = typed.get(name, "0").strip().replace(",", ".")
    try:
        return float(value)
    except ValueError:
        raise BadAnchor(code, name) from None


def _seconds(typed: Mapping[str, str], name: str) -> float:
    minutes, colon, rest = typed[name].strip().rpartition(":")
    if colon and not (minutes.isascii() and minutes.isdigit()):
        raise BadAnchor("no-second", name)
    return int(minutes[:5] or 0) * 60 + _number({name: rest}, name, "no-second")


def in_words(anchor: Anchor | None) -> str:
    """Where it is, for people."""
    if isinstance(anchor, anchors.Words):
        short = " ".join(anchor.exact.split())
        return f"“{short[:120]}{'…' if len(short) > 120 else ''}”"
    if isinstance(anchor, anchors.Page):
        return _("Page %(number)s") % {"number": anchor.number}
    if isinstance(anchor, anchors.Moment):
        start = anchors.clock(anchor.start)
        if anchor.end is None:
            return _("At %(time)s") % {"time": start}
        return _("%(start)s to %(end)s") % {"start": start, "end": anchors.clock(anchor.end)}
    return _("A marked place") if anchor else _("On the whole")


def form_values(anchor: Anchor | None) -> dict[str, str]:
    """What the form's fields have for this anchor."""
    if isinstance(anchor, anchors.Words):
        return {
            "quote": anchor.exact,
            "prefix": anchor.prefix,
            "suffix": anchor.suffix,
            "near": str(anchor.start),
        }
    if isinstance(anchor, anchors.Page):
        return {"page": str(anchor.number), **form_values(anchor.region)}
    if isinstance(anchor, anchors.Region):
        sides = ("x", "y", "width", "height")
        return {side: f"{getattr(anchor, side):g}" for side in sides}
    if isinstance(anchor, anchors.Moment):
        end = {} if anchor.end is None else {"end": f"{anchor.end:g}"}
        return {"start": f"{anchor.start:g}", **end}
    return {}
