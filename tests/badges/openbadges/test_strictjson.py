# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badges.openbadges.strictjson import (
    MAX_BYTES,
    MAX_DEPTH,
    JsonError,
    dump_ascii,
    parse_object,
    read_object,
)

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=20,
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "json_syntax"),
        ("{", "json_syntax"),
        ("[]", "json_not_object"),
        ('"text"', "json_not_object"),
        ('{"a": NaN}', "json_not_a_number"),
        ('{"a": -Infinity}', "json_not_a_number"),
        ('{"a": 1e999}', "json_number_range"),
        ('{"a": 9007199254740992}', "json_number_range"),
        ('{"a": ' + "9" * 5000 + "}", "json_number_range"),
        ('{"a": 1, "a": 2}', "json_duplicate_key"),
        ('{"a": 1, "\\u0061": 2}', "json_duplicate_key"),
        ('{"b": [{"a": 1, "a": 1}]}', "json_duplicate_key"),
        ('{"a": "\\ud800"}', "json_lone_surrogate"),
        ('{"a": ["\\udc00"]}', "json_lone_surrogate"),
        ('{"\\ud800": 1}', "json_lone_surrogate"),
        (b'{"a": "\xff"}', "json_not_utf8"),
        ('{"a": ' + "[" * 40 + "]" * 40 + "}", "json_too_deep"),
        ("[" * 200_000, "json_too_deep"),
        ('{"a":' * 100_000, "json_too_deep"),
        ('{"a": "' + "x" * MAX_BYTES + '"}', "json_too_large"),
        ('{"a": 1} x', "json_syntax"),
        ('{"a": "unended', "json_syntax"),
    ],
)
def test_hostile_json_is_refused_with_its_reason(text, code):
    with pytest.raises(JsonError) as caught:
        parse_object(text)
    assert caught.value.code == code


def test_brackets_in_strings_do_not_count_as_depth():
    text = json.dumps({"a": "[{" * 100 + '\\"[['})
    assert parse_object(text) == json.loads(text)


def test_nesting_up_to_the_limit_is_read():
    inner = "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1)
    assert "a" in parse_object('{"a": ' + inner + "}")


def test_a_byte_order_mark_is_ignored():
    assert parse_object(b'\xef\xbb\xbf{"a": 1}') == {"a": 1}


@given(st.dictionaries(st.text(), json_values, max_size=5))
def test_whatever_we_write_we_read_back_the_same(document):
    text = dump_ascii(document)
    assert text.isascii()
    assert parse_object(text) == document
    assert read_object(document) == document


@given(st.dictionaries(st.text(), st.text(alphabet='{}"\\a'), max_size=5))
def test_counting_braces_in_our_output_always_balances(document):
    text = dump_ascii(document)
    depth = 0
    for position, char in enumerate(text):
        depth += {"{": 1, "}": -1}.get(char, 0)
        assert depth > 0 or position == len(text) - 1
    assert depth == 0


@given(st.binary(max_size=200) | st.text(max_size=200))
def test_any_input_is_an_object_or_a_refusal(text):
    with contextlib.suppress(JsonError):
        assert isinstance(parse_object(text), dict)


def test_values_parsed_elsewhere_are_held_to_the_same_rules():
    loop: dict = {}
    loop["a"] = loop
    for value in ({"a": float("nan")}, {"a": object()}, {"a": "\ud800"}, loop, {"1": 1, 1: 2}):
        with pytest.raises(JsonError):
            read_object(value)
