# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The picture that goes with a link: the page's name and claim as a PNG. Nothing the view does not show."""

import textwrap
from functools import lru_cache
from pathlib import Path

import resvg_py
from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from peerreview.portfolio.showing import View
from peerreview.ui import drawing, paper

WIDTH, HEIGHT = 1200, 630
FONT = "DejaVu Sans"
INK, QUIET, LINE, GROUND = "#1a201d", "#5a625e", "#8fdcc8", "#f7f4ec"
LINE_LETTERS, NAME_LETTERS = 34, 26


def png(view: View) -> bytes:
    """WIDTH × HEIGHT pixels, drawn once for the same words."""
    return _png(view.name, view.claim, settings.SITE_NAME)


@lru_cache(maxsize=64)
def _png(name: str, claim: str, site: str) -> bytes:
    svg = _svg(name, claim, site)
    fonts = [str(Path(paper.FACES) / "DejaVuSans.ttf")]
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
        "", '<text x="80" y="{}" font-size="40" fill="{}" font-family="{}">{}</text>',
        ((300 + 58 * n, INK, FONT, line) for n, line in enumerate(lines)),
    )  # fmt: skip
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" width="{w}" height="{h}">'
        '<rect width="{w}" height="{h}" fill="{ground}"/><rect width="{w}" height="14" fill="#0e6b5d"/>'
        '<g transform="translate(1010 330) scale(5.4)">{engraving}</g>'
        '<text x="80" y="190" font-size="{size}" fill="{ink}" font-family="{font}">{name}</text>{said}'
        '<text x="80" y="570" font-size="28" fill="{quiet}" font-family="{font}">{site}</text></svg>',
        w=WIDTH,
        h=HEIGHT,
        ground=GROUND,
        engraving=engraving,
        size=64 if len(called) <= NAME_LETTERS else 40,
        ink=INK,
        quiet=QUIET,
        font=FONT,
        name=called,
        said=said,
        site=site,
    )
