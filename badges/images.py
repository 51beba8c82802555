# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The picture of an achievement: drawn from shape, colour and icon as SVG, rendered as PNG, baked."""

from functools import lru_cache

import resvg_py
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from lucide import IconDoesNotExist
from lucide.templatetags.lucide import lucide

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


def svg(achievement: Achievement) -> SafeString:
    """The medallion as a stand-alone SVG."""
    return _svg(str(achievement.uuid), achievement.shape, achievement.colour, achievement.icon)


def _svg(seed: str, shape: str, colour: str, icon: str) -> SafeString:
    rim, face, line, hub, ink = PALETTE[colour]
    engraving = format_html_join(
        "", '<path fill="none" stroke="{}" stroke-width="0.5" d="{}"/>',
        ((line, path) for path in drawing.rosette(seed)),
    )  # fmt: skip
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-50 -50 100 100" width="{px}" height="{px}">'
        '<path fill="{rim}" d="{outer}"/><path fill="{face}" d="{inner}"/>{engraving}'
        '<circle r="19" fill="{hub}" stroke="{line}"/>'
        '<g transform="translate(-11 -11)" color="{ink}">{icon}</g></svg>',
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
    )


def _icon(name: str, ink: str) -> str:
    try:
        return lucide(name, size=22, stroke=ink)
    except IconDoesNotExist:
        return lucide("award", size=22, stroke=ink)


@lru_cache(maxsize=128)
def _png(seed: str, shape: str, colour: str, icon: str) -> bytes:
    return bytes(resvg_py.svg_to_bytes(svg_string=_svg(seed, shape, colour, icon)))


def png(achievement: Achievement) -> bytes:
    """The medallion as a PNG of PIXELS × PIXELS. Rendered once: a credential is only inserted into it."""
    return _png(str(achievement.uuid), achievement.shape, achievement.colour, achievement.icon)


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
