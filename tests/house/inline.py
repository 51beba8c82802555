# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What a page may not contain under our content security policy. Any test of a page can ask."""

from html.parser import HTMLParser

DATA_BLOCKS = {"application/json", "application/ld+json"}


class _Finder(HTMLParser):
    def __init__(self, *, is_silent: bool = False) -> None:
        super().__init__()
        self.is_silent = is_silent
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        line = self.getpos()[0]
        if tag == "meta" and named.get("name") == "referrer":
            self.is_silent = named.get("content") == "no-referrer"
        if tag == "form" and named.get("method", "").lower() == "post" and self.is_silent:
            # A browser posts it with `Origin: null`, which is refused.
            self.faults.append(f"line {line}: a form on a page without a referrer")
        if tag == "style":
            self.faults.append(f"line {line}: <style>")
        if tag == "script" and "src" not in named and named.get("type") not in DATA_BLOCKS:
            self.faults.append(f"line {line}: inline <script>")
        self.faults += [f"line {line}: <{tag} {name}>" for name in named if _runs(name)]
        self.faults += [
            f"line {line}: <{tag} {name}> is a script address"
            for name, value in attrs
            if (value or "").strip().lower().startswith("javascript:")
        ]
        self.faults += [
            f"line {line}: <{tag} {name}> leaves the site"
            for name, value in attrs
            if name == "src" and (value or "").startswith(("http:", "https:", "//"))
        ]


def _runs(attribute: str) -> bool:
    return attribute == "style" or attribute.startswith(("on", "hx-on"))


def faults(html: str, *, referrer: str = "") -> list[str]:
    """Inline styles, inline scripts, handlers, script addresses, files from elsewhere, and forms that no
    browser can send (`referrer` is the policy of the page), with their lines."""
    finder = _Finder(is_silent=referrer == "no-referrer")
    finder.feed(html)
    return finder.faults
