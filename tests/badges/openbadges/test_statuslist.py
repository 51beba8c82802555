# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badges.openbadges import statuslist
from badges.openbadges.multikey import base64url_encode
from badges.openbadges.statuslist import StatusListError

KNOWN_EMPTY = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"


def entry(**changes):
    return {"statusPurpose": "revocation", "statusListIndex": "5", **changes}


def subject(*indexes, **changes):
    encoded = statuslist.encode(indexes)
    return {
        **statuslist.list_subject("https://a.example/s", purpose="revocation", encoded=encoded),
        **changes,
    }


def test_the_empty_list_of_the_standard_decodes_to_zeroes():
    assert statuslist.decode(KNOWN_EMPTY) == bytes(16384)


def test_index_zero_is_the_leftmost_bit():
    assert statuslist.decode(statuslist.encode([0]))[0] == 0x80
    assert statuslist.decode(statuslist.encode([15]))[1] == 0x01


@given(st.sets(st.integers(0, statuslist.MIN_ENTRIES - 1), max_size=30), st.integers(0, 131_071))
def test_exactly_the_bits_put_in_are_read_back(indexes, other):
    bits = statuslist.decode(statuslist.encode(indexes))
    assert all(statuslist.is_set(bits, index) for index in indexes)
    assert statuslist.is_set(bits, other) == (other in indexes)


def test_equal_lists_are_equal_texts():
    assert statuslist.encode([3, 9]) == statuslist.encode({9, 3})


@pytest.mark.parametrize("index", [-1, statuslist.MIN_ENTRIES])
def test_indexes_outside_the_list_are_refused(index):
    with pytest.raises(StatusListError):
        statuslist.encode([index])
    with pytest.raises(StatusListError):
        statuslist.is_set(bytes(16384), index)


def packed(data):
    return "u" + base64url_encode(gzip.compress(data, mtime=0))


@pytest.mark.parametrize(
    "encoded",
    [
        None,
        "",
        "u",
        "zabc",
        packed(bytes(16383)),
        packed(bytes(64 * 1024 * 1024)),
        packed(bytes(16384))[:-8],
        "u" + base64url_encode(bytes(16384)),
        "u" + "A" * (statuslist.MAX_ENCODED + 1),
    ],
)
def test_short_cut_and_exploding_lists_are_refused(encoded):
    with pytest.raises(StatusListError):
        statuslist.decode(encoded)


def test_an_entry_is_looked_up_in_its_list():
    assert statuslist.check_entry(entry(), subject(5))
    assert not statuslist.check_entry(entry(), subject(6))
    assert statuslist.check_entry(entry(statusListIndex=5), subject(5))


@pytest.mark.parametrize(
    ("changed_entry", "changed_list"),
    [
        (entry(statusPurpose="suspension"), subject(5)),
        (entry(statusListIndex="131072"), subject(5)),
        (entry(statusListIndex="-1"), subject(5)),
        (entry(statusListIndex="\u0665"), subject(5)),
        (entry(statusListIndex=True), subject(1)),
        (entry(statusListIndex=None), subject(5)),
        (entry(statusSize=2), subject(5)),
        (entry(), subject(5, type="StatusList2021")),
        (entry(), subject(5, encodedList=7)),
    ],
)
def test_entries_that_do_not_fit_their_list_are_refused(changed_entry, changed_list):
    with pytest.raises(StatusListError):
        statuslist.check_entry(changed_entry, changed_list)
