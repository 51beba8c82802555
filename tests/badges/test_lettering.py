# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Text in a badge's picture: outlines that need no font, dark on light, and never markup."""

import io
import re

import pytest
import resvg_py
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from badges import images, lettering, looks
from peerreview.kernel.errors import Invalid

SEED = "0b6d3a52-0000-4000-8000-000000000001"


def drawn(words: str, colour: str = "brass") -> str:
    return images._svg(SEED, "round", colour, "feather", words)


def rendered(svg: str) -> Image.Image:
    """The picture, on a machine that has no fonts."""
    png = bytes(resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True))
    return Image.open(io.BytesIO(png)).convert("RGB")


def test_the_text_is_in_the_png_without_any_font() -> None:
    with_text, other = rendered(drawn("OK")), rendered(drawn("NO"))
    box = ImageChops.difference(with_text, other).getbbox()

    assert box is not None
    # On the ribbon, and nowhere else.
    assert box[1] > 400
    assert box[3] < 540


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=14))
def test_whatever_is_typed_is_refused_or_drawn_as_outlines(words: str) -> None:
    try:
        kept = lettering.checked(words)
    except Invalid:
        assert words.strip()
        return
    path = lettering.outline(kept, middle=0, baseline=0, size=10)

    assert len(kept) <= lettering.MOST
    assert re.fullmatch(r"[MLHVQCZz0-9eE.,\- ]*", path)


@pytest.mark.parametrize("words", ["Level 2", "C++", "½ Ω Жук", "", "ÀÉÎ", "W" * 12])
def test_what_can_be_written_fits_on_the_ribbon(words: str) -> None:
    kept = lettering.checked(words)
    size = min(images.TEXT_SIZE, images.TEXT_WIDTH / max(lettering.width(kept), 0.1))

    assert lettering.width(kept) * size <= images.TEXT_WIDTH + 0.01
    assert bool(kept) == ("M" in lettering.outline(kept, middle=0, baseline=0, size=size))


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
    return sum(weight * v for weight, v in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("colour", dict(looks.COLOURS))
def test_the_text_stands_out_on_every_colour(colour: str) -> None:
    _rim, _face, _line, hub, ink = images.PALETTE[colour]
    lighter, darker = sorted((luminance(hub), luminance(ink)), reverse=True)

    assert (lighter + 0.05) / (darker + 0.05) >= 4.5
