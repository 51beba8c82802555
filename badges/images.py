# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The picture of an achievement: drawn from shape, colour, icon and text as SVG, rendered as PNG; or
uploaded, as PNG within an SVG; baked."""

import base64
from functools import lru_cache

import resvg_py
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from lucide import IconDoesNotExist
from lucide.templatetags.lucide import lucide

from badges import editions, lettering
from badges.models import Achievement, Credential
from badges.openbadges import baking
from peerreview.kernel.errors import Invalid
from peerreview.ui import drawing

PIXELS = 600
# Per colour: rim, face, engraving, hub, icon. The same values as medallion.css, which a file that
# leaves the site cannot use.
PALETTE = {
    "brass": ("#c98f1d", "#f0c45c", "#8f5f06", "#fbe6b0", "#5a3a00"),
    "green": ("#084a40", "#0e6b5d", "#8fdcc8", "#e2f4ec", "#084a40"),
    "indigo": ("#25347e", "#3d50b2", "#bcc7ff", "#edf0ff", "#25347e"),
    "plum": ("#57204a", "#86366d", "#efbfe0", "#fbeaf5", "#57204a"),
    "red": ("#7f1f14", "#b23a2a", "#ffc9bd", "#ffeeea", "#7f1f14"),
}


# The ribbon that bears the text: where it lies, and how far the text may reach.
RIBBON = "M-46 21.5H46L41.5 29.5L46 37.5H-46L-41.5 29.5Z"
TEXT_MIDDLE, TEXT_SIZE, TEXT_WIDTH = 29.5, 10.5, 76.0
CAPITALS = 0.7  # how high they are, in ems


def svg(achievement: Achievement) -> SafeString:
    """The picture as a stand-alone SVG: the medallion, or the uploaded one."""
    if png := editions.uploaded(achievement):
        return _framed(png)
    return _svg(*_drawn_by(achievement))


def _drawn_by(achievement: Achievement) -> tuple[str, str, str, str, str]:
    words = achievement.content.get("look", {}).get("text", "") if achievement.content else ""
    look = achievement.shape, achievement.colour, achievement.icon
    return (str(achievement.uuid), *look, words)


def _framed(png: bytes) -> SafeString:
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {px} {px}" width="{px}" height="{px}">'
        '<image width="{px}" height="{px}" href="data:image/png;base64,{data}"/></svg>',
        px=PIXELS,
        data=base64.b64encode(png).decode(),
    )


def _ribbon(words: str, hub: str, ink: str) -> SafeString:
    """The text on a band across the medallion, dark on light whatever the colour."""
    if not words:
        return SafeString("")
    size = round(min(TEXT_SIZE, TEXT_WIDTH / max(lettering.width(words), 0.1)), 2)
    baseline = round(TEXT_MIDDLE + size * CAPITALS / 2, 2)
    return format_html(
        '<path fill="{}" stroke="{}" stroke-width="0.8" d="{}"/><path fill="{}" d="{}"/>',
        hub,
        ink,
        RIBBON,
        ink,
        lettering.outline(words, middle=0, baseline=baseline, size=size),
    )


def _svg(seed: str, shape: str, colour: str, icon: str, words: str) -> SafeString:
    rim, face, line, hub, ink = PALETTE[colour]
    engraving = format_html_join(
        "", '<path fill="none" stroke="{}" stroke-width="0.5" d="{}"/>',
        ((line, path) for path in drawing.rosette(seed)),
    )  # fmt: skip
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-50 -50 100 100" width="{px}" height="{px}">'
        '<path fill="{rim}" d="{outer}"/><path fill="{face}" d="{inner}"/>{engraving}'
        '<circle r="19" fill="{hub}" stroke="{line}"/>'
        '<g transform="translate(-11 -11)" color="{ink}">{icon}</g>{ribbon}</svg>',
        px=PIXELS,
        rim=rim,
        face=face,
        line=line,
        hub=hub,
        ink=ink,
        outer=drawing.rim(shape),
        inner=drawing.rim(shape, radius=44),
        engraving=engraving,
        icon=_icon(icon, ink),
        ribbon=_ribbon(words, hub, ink),
    )


def _icon(name: str, ink: str) -> str:
    try:
        return lucide(name, size=22, stroke=ink)
    except IconDoesNotExist:
        return lucide("award", size=22, stroke=ink)


@lru_cache(maxsize=128)
def _png(*drawn_by: str) -> bytes:
    return bytes(resvg_py.svg_to_bytes(svg_string=_svg(*drawn_by)))


def png(achievement: Achievement) -> bytes:
    """The picture as a PNG: the medallion of PIXELS × PIXELS, rendered once, or the uploaded one."""
    return editions.uploaded(achievement) or _png(*_drawn_by(achievement))


def baked_png(credential: Credential, *, as_token: bool = False) -> bytes:
    """The achievement's picture with the credential inside: as it was signed, or as token."""
    return baking.bake_png(png(credential.award.achievement), _content(credential, as_token))


def baked_svg(credential: Credential, *, as_token: bool = False) -> bytes:
    """The same as a drawing."""
    picture = svg(credential.award.achievement).encode()
    return baking.bake_svg(picture, _content(credential, as_token))


def baked_ob2_png(credential: Credential, assertion: str) -> bytes:
    """The picture with an Open Badges 2.0 assertion inside."""
    return baking.bake_png(png(credential.award.achievement), assertion, keyword=baking.KEYWORD_2)


def _content(credential: Credential, as_token: bool) -> str:
    return credential.token if as_token and credential.token else credential.document


def unbaked(picture: bytes) -> str:
    """The badge inside a picture. Raises Invalid for a picture without one."""
    try:
        return baking.extract(picture.removeprefix(b"\xef\xbb\xbf"))
    except baking.BakingError as error:
        raise Invalid(error.code, _unbaked_message(error.code), field="file") from None


def _unbaked_message(code: str) -> str:
    if code == "picture_damaged":
        return _("This picture is damaged or incomplete. Ask for the original file or the JSON.")
    if code == "baked_several":
        return _("There is more than one badge inside this picture, so it is none.")
    return _(
        "There is no badge inside this picture. Screenshots and pictures saved by some apps lose "
        "it: ask for the original file or the JSON."
    )
