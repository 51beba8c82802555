# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Canonical JSON by the quick way is canonical JSON."""

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from peerreview.kernel import hashing

NUMBERS = st.one_of(
    st.integers(-(2**53) + 1, 2**53 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from([0.0, -0.0, 1.0, 1e-4, 9.9e-5, 1e15, 1e16, 1e21, 1e22, 5e-324, 0.1 + 0.2]),
)
TEXTS = st.one_of(
    st.text(), st.sampled_from(["\x7f", "\u2028", "😀", "\ufb33", "\x00\x1f", 'a"\\/'])
)
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, TEXTS),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=400, deadline=None)
@given(VALUES)
def test_it_is_what_the_standard_says(value):
    assert hashing.canonical(value) == rfc8785.dumps(value)


@pytest.mark.parametrize("value", [2**53, float("nan"), float("inf"), {1: "a"}, {"a": "\ud800"}])
def test_what_has_no_canonical_form_is_still_refused(value):
    with pytest.raises((rfc8785.CanonicalizationError, UnicodeEncodeError)):
        hashing.canonical(value)
