# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The finder of inline code itself: a blind guard is worse than none."""

import pytest

from tests.house import inline


@pytest.mark.parametrize(
    "html",
    [
        "<p style='color:red'>",
        "<style>p{}</style>",
        "<script>alert(1)</script>",
        "<script type='module'>import 'x'</script>",
        "<button onclick='go()'>",
        "<div hx-on:click='go()'>",
        "<a href=' JavaScript:go()'>",
        "<script src='https://cdn.example/x.js'></script>",
        "<img src='//elsewhere.example/x.png'>",
        "<meta name='referrer' content='no-referrer'><form method='POST'>",
    ],
)
def test_inline_code_is_found(html: str) -> None:
    assert len(inline.faults(html)) == 1


def test_a_form_that_no_browser_can_send_is_found() -> None:
    html = '<form method="post"></form><form method="get"></form>'

    assert len(inline.faults(html, referrer="no-referrer")) == 1
    assert inline.faults(html, referrer="same-origin") == []


def test_plain_pages_pass() -> None:
    html = '<script src="/x.js"></script><script type="application/json">{}</script><a href="/" data-once>x</a>'

    assert inline.faults(html) == []
