# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Which view shows what, which addresses may be had, and whether a page is open."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from peerreview.kernel.errors import Invalid
from peerreview.portfolio.audiences import Audience
from peerreview.portfolio.models import SLUG_MOST, Page

SLUG_FEWEST = 3
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# What would read as the site speaking, or as a page of another kind.
RESERVED = (
    "about", "account", "accounts", "admin", "administrator", "anonymous", "api", "badge", "badges",
    "contact", "embed", "employer", "endorsements", "everybody", "facilitator", "guardian", "help",
    "info", "issuer", "login", "mail", "me", "moderator", "nobody", "null", "official", "owner",
    "peerage", "people", "portfolio", "postmaster", "privacy", "root", "security", "settings",
    "sign-in", "staff", "status", "support", "system", "team", "terms", "undefined", "verified",
    "verify", "webmaster", "you",
)  # fmt: skip
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))
_LIKE = str.maketrans({"0": "o", "1": "l", "i": "l", "5": "s", "2": "z", "8": "b", "-": None})


@dataclass(frozen=True)
class Shows:
    """A view: how many of each kind, the first ones in their owner's order."""

    kinds: dict[str, int]


SHOWN: dict[str, Shows] = {
    Audience.PEER: Shows(
        {"work": 3, "voice": 5, "thanks": 5, "reviewing": 1, "calibration": 5, "change": 3, "excerpt": 3, "badge": 24, "identity": 3}
    ),
    Audience.EMPLOYER: Shows({"work": 1, "voice": 1, "badge": 3, "identity": 1}),
    Audience.ADMINISTRATOR: Shows({"hours": 24, "badge": 24, "work": 3, "reviewing": 1, "calibration": 5, "identity": 3}),
    Audience.COMMITTEE: Shows(
        {"work": 3, "voice": 5, "reviewing": 1, "calibration": 5, "change": 3, "excerpt": 3, "badge": 24, "hours": 24, "identity": 3}
    ),
    Audience.EMBED: Shows({"work": 1, "voice": 1, "badge": 3}),
}  # fmt: skip
# What a page that is open to the world shows to it; the others are given out by link alone.
OPEN = (Audience.PEER, Audience.EMPLOYER, Audience.EMBED)


def folded(slug: str) -> str:
    """The same for all addresses that a hurried reader takes for each other."""
    for pair, like in _PAIRS:
        slug = slug.replace(pair, like)
    return slug.translate(_LIKE)


_RESERVED = frozenset(folded(word) for word in RESERVED)


def clean_slug(typed: str) -> str:
    """What was typed, as an address. Raises Invalid for one that nobody may have."""
    slug = typed.strip().lower()
    if not SLUG_FEWEST <= len(slug) <= SLUG_MOST or not SLUG.fullmatch(slug):
        message = _(
            "Use 3 to 40 of the letters a to z, digits and single dashes between them, such as ada-learns."
        )
        raise Invalid("bad-address", message, field="slug")
    if folded(slug) in _RESERVED:
        message = _("This address could be taken for one of the site’s own. Choose another.")
        raise Invalid("reserved-address", message, field="slug")
    return slug


def is_open_to_all(page: Page) -> bool:
    """Whether its public address leads anywhere: opened, of somebody who is here and may be seen."""
    return page.is_open and may_be_seen(page)


def may_be_seen(page: Page) -> bool:
    """Whether any door but its owner's own may show it."""
    return page.person.is_active and not page.person.is_sheltered


def name_for(page: Page, audience: str) -> str:
    """What the page calls its owner before this audience."""
    return page.full_name if page.full_name and audience in page.full_name_for else page.name
