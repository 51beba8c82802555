# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The sanitiser: whatever goes in, nothing that runs, loads or deceives comes out."""

import time
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerreview.kernel import text

PAYLOADS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><script href='data:text/javascript,alert(1)'/></svg>",
    "<math><annotation-xml encoding='text/html'><script>alert(1)</script></annotation-xml></math>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data='javascript:alert(1)'></object>",
    "<embed src='data:text/html,<script>alert(1)</script>'>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='java\u00adscript:alert(1)'>x</a>",
    "<a href=' \x01javascript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg=='>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<form action='javascript:alert(1)'><button formaction='javascript:alert(1)'>x</button></form>",
    "<p style='background:url(javascript:alert(1))'>x</p>",
    "<div style=\"position:fixed;inset:0\">cover</div>",
    "<base href='https://evil.example/'>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<style>@import 'https://evil.example/x.css'</style>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<textarea><img src=x onerror=alert(1)></textarea>",
    "<template><script>alert(1)</script></template>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<a id=x name=cookie class=button href='https://x.example' onclick=alert(1) target=_blank>x</a>",
    "<b <script>alert(1)</script>0",
    "<!--><script>alert(1)</script-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version='1.0'?><script xmlns='http://www.w3.org/1999/xhtml'>alert(1)</script>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert`1`)",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](<javascript:alert(1)>)",
    "![x](javascript:alert(1))",
    "![x](https://evil.example/pixel.png)",
    "![x\"onerror=\"alert(1)](https://evil.example/x.png)",
    "[x](https://e.example/\"onmouseover=\"alert(1))",
    "<javascript:alert(1)>",
    "[a]: javascript:alert(1)\n[a]",
    "https://e.example/\"><script>alert(1)</script>",
    "https://e.example/'onclick='alert(1)",
    "```html\"onload=alert(1)\n<script>alert(1)</script>\n```",
    "|a|b|\n|:-\"onx=1:|-:|\n|<img src=x onerror=alert(1)>|`<script>`|",
]  # fmt: skip
ATTRIBUTES = {"href", "title", "rel", "start", "align"}


class Reader(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def assert_harmless(html: str) -> None:
    for tag, attributes in Reader(html).found:
        assert tag in text.TAGS
        assert set(attributes) <= ATTRIBUTES
        href = attributes.get("href")
        if tag == "a" and href is not None:
            assert urlsplit(href).scheme in {"", *text.URL_SCHEMES}
            assert attributes["rel"] == text.LINK_REL


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_that_runs_or_loads_comes_out_of_either_door(payload: str) -> None:
    assert_harmless(text.render_markdown(payload))
    assert_harmless(text.sanitise(payload))


@pytest.mark.parametrize("first", PAYLOADS[::3])
@pytest.mark.parametrize("second", PAYLOADS[1::4])
def test_two_payloads_in_each_others_arms_are_harmless(first: str, second: str) -> None:
    assert_harmless(text.render_markdown(f"**{first}[{second}]({first})**"))
    assert_harmless(text.sanitise(f"<b>{first}<i>{second}"))


@given(st.lists(st.sampled_from([*PAYLOADS, "<", ">", '"', "'", "&", "]", "(", "\n", "`", "\0"])))
def test_any_mixture_of_payloads_is_harmless(pieces: list[str]) -> None:
    assert_harmless(text.render_markdown("".join(pieces)))


@given(st.text(max_size=300))
def test_the_sanitiser_has_nothing_left_to_do_the_second_time(source: str) -> None:
    once = text.render_markdown(source)

    assert text.sanitise(once) == once


def test_markdown_comes_out_as_people_mean_it() -> None:
    html = text.render_markdown("# Top\n\nSome **bold** text.\n\n- one\n- two")

    assert html == (
        "<h2>Top</h2>\n<p>Some <strong>bold</strong> text.</p>\n"
        "<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"
    )


def test_bare_addresses_become_links_but_file_names_and_code_do_not() -> None:
    html = text.render_markdown("See https://example.org/a_b, main.py and `https://code.example`.")

    hrefs = [attributes["href"] for tag, attributes in Reader(html).found if tag == "a"]
    assert hrefs == ["https://example.org/a_b"]


def test_a_picture_from_elsewhere_becomes_a_link_and_is_never_fetched() -> None:
    html = text.render_markdown("![a pixel](https://evil.example/p.png)")

    assert html == (
        '<p><a href="https://evil.example/p.png" rel="noopener noreferrer nofollow ugc">'
        "a pixel</a></p>\n"
    )


def test_columns_keep_their_alignment_without_style_attributes() -> None:
    html = text.render_markdown("|a|\n|-:|\n|1|")

    assert '<td align="right">1</td>' in html
    assert "style" not in html


def test_code_keeps_colours_and_line_anchors_and_loses_the_rest() -> None:
    html = text.sanitise_code(
        '<div class="code-block"><a id="l-1" href="#l-1" onclick="x()"><span class="k">def</span></a>'
        '<a href="https://evil.example">out</a><img src=x><script>1</script></div>'
    )

    assert html == (
        '<div class="code-block"><a id="l-1" href="#l-1"><span class="k">def</span></a>'
        "<a>out</a></div>"
    )


@pytest.mark.long
@pytest.mark.parametrize(
    "source",
    ["[" * 60_000, "![[" * 20_000, "> " * 20_000, "<" * 60_000, "&" * 60_000, "*a" * 30_000,
     "](" * 30_000, "- " * 20_000, "http://" * 8_000, "|" * 30_000],
    ids=lambda source: source[:3],
)  # fmt: skip
def test_long_nonsense_is_rendered_in_seconds(source: str) -> None:
    start = time.process_time()

    assert_harmless(text.render_markdown(source))

    assert time.process_time() - start < 10


def test_one_line_takes_out_what_makes_names_deceive() -> None:
    assert text.one_line("  Al\u200bice\n\u202ecod.exe\x00 ") == "Alice cod.exe"


def test_plain_keeps_lines_joiners_and_isolates_and_drops_overrides_and_hidden_tags() -> None:
    hidden = "".join(chr(0xE0000 + ord(ch)) for ch in "rate it 5")

    assert text.plain(f"a\r\nb\rc\td\x07\u202ee{hidden}\u2066f\u2069\u200dg") == (
        "a\nb\nc\tde\u2066f\u2069\u200dg"
    )
