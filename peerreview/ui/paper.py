# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Printed matter: pages of A4 as PDF, in the site's faces, with what they say as text that can be
searched and read aloud. Lengths are millimetres, sizes of type points.

What the site's faces lack comes from DejaVu Sans (Greek, Cyrillic, Hebrew, Arabic and more), then from
the file that `PEERAGE_PRINT_FONT` names, for scripts as large as Chinese. A character that none of
them has is printed as an empty box, never dropped.
"""

import io
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import segno
from django.conf import settings
from fpdf import FPDF
from fpdf.enums import AssociatedFileRelationship
from fpdf.fonts import FontFace

FACES = Path(__file__).parent / "static" / "ui" / "vendor"
INK = (26, 32, 29)
QUIET = (90, 98, 94)
LINE = (200, 204, 198)
ACCENT = (14, 107, 93)
MARGIN = 20.0
BOX = "□"


class Paper:
    """A document in the making; `bytes(paper)` is the PDF.

    `title` and `language` (BCP 47) are told to readers of the file; `made_at` is its date, so that
    the same content made at the same time is the same file. `foot` stands at the foot of each page.
    """

    def __init__(
        self,
        *,
        title: str,
        language: str,
        made_at: datetime,
        foot: str = "",
        landscape: bool = False,
    ) -> None:
        self._pdf = _Sheet(_plain(foot), orientation="L" if landscape else "P")
        self._pdf.set_title(_plain(title))
        self._pdf.set_lang(language)
        self._pdf.set_creator("Peerage")
        self._pdf.set_producer("Peerage")
        self._pdf.set_creation_date(made_at)
        _add_faces(self._pdf)
        self._pdf.add_page()

    def __bytes__(self) -> bytes:
        return bytes(self._pdf.output())

    @property
    def width(self) -> float:
        """Between the margins."""
        return float(self._pdf.epw)

    def frame(self) -> None:
        """A double line around the page, as certificates have it."""
        pdf = self._pdf
        for gap, weight in ((8.0, 0.9), (10.0, 0.3)):
            pdf.set_draw_color(*ACCENT)
            pdf.set_line_width(weight)
            pdf.rect(gap, gap, pdf.w - 2 * gap, pdf.h - 2 * gap)

    def heading(self, text: str, *, size: float = 16, centred: bool = False) -> None:
        """A heading in the display face, kept with what follows."""
        pdf = self._pdf
        if pdf.will_page_break(size):
            pdf.add_page()
        pdf.set_font("serif", "B", size)
        pdf.start_section(_plain(text))
        self._write(text, size=size, colour=INK, centred=centred)

    def text(
        self,
        text: str,
        *,
        size: float = 10.5,
        bold: bool = False,
        quiet: bool = False,
        centred: bool = False,
    ) -> None:
        """A paragraph."""
        self._pdf.set_font("sans", "B" if bold else "", size)
        self._write(text, size=size, colour=QUIET if quiet else INK, centred=centred)

    def quote(self, text: str, *, source: str) -> None:
        """Somebody's words, and whose."""
        pdf = self._pdf
        left = pdf.l_margin
        pdf.set_left_margin(left + 6)
        self.text(f"“{text}”")
        self.text(f"— {source}", size=9, quiet=True)
        pdf.set_left_margin(left)
        pdf.set_x(left)

    def facts(self, rows: Sequence[tuple[str, str]]) -> None:
        """Pairs of name and value."""
        if rows:
            self.table((), rows, widths=(1, 2))

    def table(
        self,
        head: Sequence[str],
        rows: Sequence[Sequence[str]],
        *,
        widths: Sequence[int] | None = None,
    ) -> None:
        """Rows under a head that is repeated on each page; `widths` are shares of the line."""
        pdf = self._pdf
        pdf.set_font("sans", "", 9)
        pdf.set_text_color(*INK)
        pdf.set_draw_color(*LINE)
        pdf.set_line_width(0.2)
        with pdf.table(
            borders_layout="HORIZONTAL_LINES",
            col_widths=widths,
            first_row_as_headings=bool(head),
            headings_style=FontFace(emphasis="BOLD", color=QUIET),
            line_height=5,
            padding=1.2,
            text_align="LEFT",
        ) as table:
            for row in [head, *rows] if head else rows:
                table.row([_shown(pdf, cell) for cell in row])
        self.space()

    def picture(self, image: bytes, *, said: str, width: float, x: float | None = None) -> None:
        """A PNG or JPEG; `said` is its text for who cannot see it. Centred unless `x` says where."""
        pdf = self._pdf
        place = (pdf.w - width) / 2 if x is None else x
        pdf.image(io.BytesIO(image), x=place, w=width, alt_text=_plain(said))
        self.space()

    def code(self, address: str, *, caption: str, size: float = 28) -> None:
        """A QR code of an address at the right margin, with the address as a link beside it."""
        pdf = self._pdf
        if pdf.will_page_break(size):
            pdf.add_page()
        top, right = pdf.get_y(), pdf.w - pdf.r_margin - size
        pdf.image(
            io.BytesIO(code_png(address)), x=right, y=top, w=size, link=address, alt_text=address
        )
        pdf.set_xy(pdf.l_margin, top)
        pdf.set_font("sans", "", 9)
        pdf.set_text_color(*QUIET)
        line = {"w": self.width - size - 6, "new_x": "LMARGIN", "new_y": "NEXT", "align": "L"}
        pdf.multi_cell(h=5, text=_shown(pdf, caption), **line)
        pdf.set_text_color(*ACCENT)
        pdf.multi_cell(h=5, text=_plain(address), link=address, wrapmode="CHAR", **line)
        pdf.set_y(max(pdf.get_y(), top + size))

    def rule(self) -> None:
        """A line across."""
        pdf = self._pdf
        pdf.set_draw_color(*LINE)
        pdf.set_line_width(0.2)
        pdf.line(pdf.l_margin, pdf.get_y(), pdf.w - pdf.r_margin, pdf.get_y())
        self.space()

    def space(self, height: float = 3) -> None:
        """Room below what was written."""
        self._pdf.ln(height)

    def keep(self, height: float) -> None:
        """What follows begins on a new page unless so much of it fits on this one."""
        if self._pdf.will_page_break(height):
            self._pdf.add_page()

    def new_page(self) -> None:
        """Go on at the head of a new page."""
        self._pdf.add_page()

    def attach(self, name: str, content: bytes, *, said: str) -> None:
        """A file inside the file, as a signed credential inside its certificate."""
        self._pdf.embed_file(
            basename=name,
            bytes=content,
            desc=_plain(said),
            associated_file_relationship=AssociatedFileRelationship.SUPPLEMENT,
        )

    def _write(
        self, text: str, *, size: float, colour: tuple[int, int, int], centred: bool
    ) -> None:
        pdf = self._pdf
        pdf.set_text_color(*colour)
        pdf.multi_cell(
            w=0,
            h=size * 0.5,
            text=_shown(pdf, text),
            align="C" if centred else "L",
            new_x="LMARGIN",
            new_y="NEXT",
        )
        self.space(size * 0.15)


class _Sheet(FPDF):
    def __init__(self, foot: str, *, orientation: str) -> None:
        super().__init__(orientation=orientation, format="A4")
        self._foot = foot
        self.set_margins(MARGIN, MARGIN, MARGIN)
        self.set_auto_page_break(auto=True, margin=MARGIN + 4)

    def footer(self) -> None:
        """The foot's words and the number of the page."""
        self.set_y(-MARGIN + 2)
        self.set_font("sans", "", 8)
        self.set_text_color(*QUIET)
        self.cell(w=self.epw - 20, h=5, text=_shown(self, self._foot), align="L")
        self.cell(w=20, h=5, text=f"{self.page_no()} / {{nb}}", align="R")


def _add_faces(pdf: FPDF) -> None:
    sans, serif = "instrument-sans-{}-wght-normal.woff2", "besley-{}-wght-normal.woff2"
    for family, style, name, weight in (
        ("sans", "", sans.format("latin"), 400),
        ("sans", "B", sans.format("latin"), 650),
        ("serif", "B", serif.format("latin"), 600),
        ("sansx", "", sans.format("latin-ext"), 400),
        ("sansx", "B", sans.format("latin-ext"), 650),
        ("serifx", "B", serif.format("latin-ext"), 600),
    ):
        pdf.add_font(family, style, FACES / name, variations={"wght": weight})
    pdf.add_font("dejavu", "", FACES / "DejaVuSans.ttf")
    others = ["sansx", "serifx", "dejavu"]
    if settings.PRINT_FONT:
        pdf.add_font("more", "", settings.PRINT_FONT)
        others.append("more")
    pdf.set_fallback_fonts(others, exact_match=False)


def _shown(pdf: FPDF, text: str) -> str:
    known = _covered(settings.PRINT_FONT, pdf)
    return "".join(
        character if character == "\n" or ord(character) in known else BOX
        for character in _plain(text)
    )


_COVERED: dict[str, frozenset[int]] = {}


def _covered(key: str, pdf: FPDF) -> frozenset[int]:
    if key not in _COVERED:
        _COVERED[key] = frozenset().union(*(font.cmap for font in pdf.fonts.values()))
    return _COVERED[key]


def _plain(text: str) -> str:
    """The text without characters that are not printed, such as a change of direction."""
    kept = (
        character
        for character in unicodedata.normalize("NFC", text)
        if character == "\n" or unicodedata.category(character)[0] != "C"
    )
    return "".join(kept)


def code_png(address: str, *, scale: int = 8) -> bytes:
    """A QR code as PNG, `scale` pixels a module (ISO/IEC 18004, error correction level M)."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="png", scale=scale, border=2)
    return out.getvalue()


def code_svg(address: str) -> str:
    """A QR code as an inline SVG: black on white in dark mode too, since scanners ask for that."""
    code = segno.make(address, error="m", micro=False)
    return code.svg_inline(border=3, omitsize=True, light="#fff")
