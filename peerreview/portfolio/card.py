# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The picture that goes with a link: the page's name and claim as a PNG. Nothing the view does not show."""

import textwrap
from functools import lru_cache

import resvg_py
from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from peerreview.portfolio import lettering
from peerreview.portfolio.showing import View
from peerreview.ui import drawing

WIDTH, HEIGHT = 1200, 630
INK, QUIET, LINE, GROUND = "#1a201d", "#5a625e", "#8fdcc8", "#f7f4ec"
LINE_LETTERS, NAME_LETTERS = 36, 20


def png(view: View) -> bytes:
    """WIDTH × HEIGHT pixels, drawn once for the same words."""
    return _png(view.name, view.claim, settings.SITE_NAME)


@lru_cache(maxsize=64)
def _png(name: str, claim: str, site: str) -> bytes:
    svg = _svg(name, claim, site)
    fonts = [face.path for face in lettering.faces()]
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, font_files=fonts, skip_system_fonts=True))


def _svg(name: str, claim: str, site: str) -> SafeString:
    # The engraving is of what is written, never of who wrote it.
    engraving = format_html_join(
        "", '<path fill="none" stroke="{}" stroke-width="0.4" d="{}"/>',
        ((LINE, path) for path in drawing.rosette(f"{name}|{claim}")),
    )  # fmt: skip
    called = textwrap.shorten(name, NAME_LETTERS * 2, placeholder="…")
    lines = textwrap.wrap(claim, LINE_LETTERS, max_lines=4, placeholder="…")
    said = format_html_join(
        "", '<text x="80" y="{}" font-size="40" fill="{}" xml:space="preserve">{}</text>',
        ((300 + 58 * n, INK, lettering.spans(line, lettering.SANS)) for n, line in enumerate(lines)),
    )  # fmt: skip
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" width="{w}" height="{h}">'
        '<rect width="{w}" height="{h}" fill="{ground}"/><rect width="{w}" height="14" fill="#0e6b5d"/>'
        '<g transform="translate(958 322) scale(5)">{engraving}</g>'
        '<text x="80" y="190" font-size="{size}" fill="{ink}" xml:space="preserve">{name}</text>{said}'
        '<text x="80" y="570" font-size="28" fill="{quiet}" xml:space="preserve">{site}</text></svg>',
        w=WIDTH,
        h=HEIGHT,
        ground=GROUND,
        engraving=engraving,
        size=64 if len(called) <= NAME_LETTERS else 40,
        ink=INK,
        quiet=QUIET,
        name=lettering.spans(called, lettering.SERIF),
        said=said,
        site=lettering.spans(site, lettering.SANS),
    )
