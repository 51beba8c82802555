# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Printed matter says as text what it shows, in any script, and carries what was put into it."""

import io
from datetime import UTC, datetime

import numpy as np
import segno
from PIL import Image
from pypdf import PdfReader

from peerreview.ui import paper

MADE = datetime(2026, 3, 1, 12, tzinfo=UTC)


def printed(title: str = "Certificate") -> paper.Paper:
    return paper.Paper(title=title, language="en", made_at=MADE, foot="peerage.example")


def read(made: paper.Paper) -> PdfReader:
    return PdfReader(io.BytesIO(bytes(made)))


def test_names_in_many_scripts_are_text_and_what_no_face_has_is_a_box() -> None:
    page = printed()
    page.heading("Łukasz Žižek")
    page.text("Жанна Ελένη Çağrı\u202e 王")

    text = read(page).pages[0].extract_text()

    assert "Łukasz Žižek" in text
    assert "Жанна Ελένη Çağrı □" in text


def test_tables_run_over_pages_with_their_head_and_every_page_has_its_foot() -> None:
    page = printed()
    page.table(["Date", "Hours"], [["2026-01-01", str(row)] for row in range(80)], widths=[1, 1])

    pages = read(page).pages

    assert len(pages) > 1
    assert all("Hours" in each.extract_text() for each in pages)
    assert all("peerage.example" in each.extract_text() for each in pages)


def test_title_language_date_and_attachment_are_in_the_file() -> None:
    page = printed("What Ana made")
    page.attach("credential.json", b'{"id": 1}', said="The signed credential")
    page.code("https://peerage.example/b/abc", caption="Check it")

    file = read(page)

    assert file.metadata is not None
    assert file.metadata.title == "What Ana made"
    assert file.metadata.creation_date == MADE
    assert file.trailer["/Root"]["/Lang"] == "en"
    assert file.attachments["credential.json"] == [b'{"id": 1}']
    assert "https://peerage.example/b/abc" in file.pages[0].extract_text()


def test_the_code_is_the_address_as_dots() -> None:
    address = "https://peerage.example/b/abc"
    dots = np.asarray(Image.open(io.BytesIO(paper.code_png(address, scale=1))).convert("1"))

    expected = segno.make(address, error="m", micro=False).matrix_iter(border=2)

    assert (dots == ~np.array(list(expected), dtype=bool)).all()
    assert paper.code_svg(address).startswith("<svg")
