# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What has passed the schema once is not looked at again: with the same answer, whatever is changed."""

import copy
import json
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from badges.openbadges import schema, shapes
from tests.badges.openbadges.samples import endorsement, rich

SCHEMA = json.loads(
    (files("badges.openbadges") / "schemas" / schema.SCHEMA_FILE).read_text("utf-8")
)
WORDS = sorted(schema._shapes(None)._told_apart)
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 2),
    st.floats(0, 1),
    st.text(max_size=6),
    st.sampled_from([*WORDS, "ext:Own", "en-GB", "a.b.c", "~0000", "did:key:z6Mk"]),
    st.just([]),
    st.just({}),
)


def places(value, path=()):
    yield path
    if isinstance(value, dict | list):
        inner = value.items() if isinstance(value, dict) else enumerate(value)
        for key, item in inner:
            yield from places(item, (*path, key))


def changed(document, path, value):
    found = copy.deepcopy(document)
    place = found
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return found


def unhelped(document, *, of_endorsement):
    definition = "EndorsementCredential" if of_endorsement else None
    found = schema._schema_errors(document, definition)
    return found or list(schema._unwritten_rules(document, endorsement=of_endorsement))


@settings(max_examples=150, deadline=None)
@given(st.data(), st.booleans())
def test_remembering_what_passed_changes_no_answer(data, of_endorsement):
    whole = endorsement() if of_endorsement else rich()
    assert schema.find_errors(whole, endorsement=of_endorsement) == []
    path = data.draw(st.sampled_from([path for path in places(whole) if path]))
    document = changed(whole, path, data.draw(VALUES))

    for _again in range(2):
        found = schema.find_errors(document, endorsement=of_endorsement)
        assert found == unhelped(document, of_endorsement=of_endorsement)


def test_another_name_is_the_same_shape_and_another_type_is_not():
    of = schema._shapes(None).of
    whole = rich()

    assert of(changed(whole, ("name",), "Another")) == of(whole)
    assert of(changed(whole, ("name",), 5)) != of(whole)
    assert of(changed(whole, ("type",), ["VerifiableCredential"])) != of(whole)


def test_the_schema_asks_of_texts_nothing_that_a_shape_does_not_tell():
    names = {name for name, value in shapes._keywords(SCHEMA) if not isinstance(value, dict)}
    properties = {name for name, value in shapes._keywords(SCHEMA) if isinstance(value, dict)}

    assert names <= shapes.Shapes.KEYWORDS
    assert not (properties - shapes.Shapes.KEYWORDS) & {"const", "not", "if", "dependentSchemas"}
    assert all(isinstance(word, str) and not word.startswith("~") for word in WORDS)


def test_what_is_remembered_has_a_limit(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(shapes, "MOST_REMEMBERED", 3)
    found = shapes.Shapes(SCHEMA)
    for number in range(10):
        found.remember(bytes([number]))

    assert len(found._passed) <= 3
    assert found.has_passed(bytes([9]))
