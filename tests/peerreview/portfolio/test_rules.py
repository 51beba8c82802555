# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Addresses: what one may have, what looks like another, what is the site's own."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from peerreview.kernel.errors import Invalid
from peerreview.portfolio import rules

SLUGS = st.from_regex(r"[a-z0-9]{3,12}(-[a-z0-9]{2,8}){0,2}", fullmatch=True)


@given(SLUGS)
def test_an_address_is_kept_as_typed(typed):
    assume(rules.folded(typed) not in {rules.folded(word) for word in rules.RESERVED})

    assert rules.clean_slug(f"  {typed.upper()} ") == typed


@given(SLUGS)
def test_dashes_and_look_alike_letters_make_no_other_address(slug):
    swapped = slug.replace("o", "0").replace("l", "1").replace("-", "")

    assert rules.folded(swapped) == rules.folded(slug)


@pytest.mark.parametrize(
    "typed",
    ["", "ab", "a" * 41, "-ada", "ada-", "ada--b", "ада", "ada\u200bb", "a.b.c", "../ada", "ada b",
     "admin", "adrnin", "ADM1N", "sup-port", "0fficial", "peerage"],
)  # fmt: skip
def test_what_nobody_may_have(typed):
    with pytest.raises(Invalid):
        rules.clean_slug(typed)
