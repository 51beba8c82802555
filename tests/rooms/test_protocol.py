# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
import json
from uuid import UUID

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerreview.rooms import messages, protocol
from peerreview.rooms.protocol import Beat, Change, Look, Refused, parse

ID = "6f0c8a2e-6f7e-4c0b-9a53-0d6a2f1f7f10"


def frame(**fields: object) -> str:
    return json.dumps({"v": 1, **fields})


def change(**fields: object) -> str:
    return frame(
        **{"type": "change", "id": ID, "field": "overall", "value": "", "base": 3, **fields}
    )


def outcome(text: str) -> protocol.Incoming | Refused:
    try:
        return parse(text)
    except Refused as refused:
        return refused


def refusal(text: str) -> str:
    with pytest.raises(Refused) as caught:
        parse(text)
    return caught.value.code


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("overall", "Brackets [[[[{{{{ and “quotes” \\ \n are text 🦦"),
        ("comment:argument", ""),
        ("score:argument", 3),
        ("score:argument", "cannot_judge"),
        ("score:argument", None),
    ],
)
def test_a_change_is_read_as_it_was_written(field: str, value: object) -> None:
    assert parse(change(field=field, value=value)) == Change(
        id=UUID(ID), field=field, value=value, base=3
    )


def test_a_change_may_rest_on_nothing() -> None:
    assert parse(change(base=None)).base is None


def test_messages_without_fields_are_read() -> None:
    assert (parse(frame(type="beat")), parse(frame(type="look"))) == (Beat(), Look())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "not-json"),
        ("[" * 60_000, "too-deep"),
        ('{"v":1,"type":' + "[" * 5 + "]" * 5 + "}", "too-deep"),
        ('{"v":NaN}', "not-json"),
        ('{"v":1,"type":-Infinity}', "not-json"),
        ('{"v":1,"v":1,"type":"beat"}', "duplicate-key"),
        ('{"v":' + "9" * 5000 + "}", "not-json"),
        ('"beat"', "not-object"),
        ("[]", "not-object"),
        ('{"type":"beat"}', "version"),
        ('{"v":true,"type":"beat"}', "version"),
        ('{"v":1.0,"type":"beat"}', "version"),
        ('{"v":2,"type":"beat"}', "version"),
        (frame(type="ack", id=ID, revision=1), "unknown-type"),
        (frame(type=["beat"]), "unknown-type"),
        (frame(type="beat", extra=1), "unknown-key"),
        (frame(type="change", id=ID, field="overall"), "missing-key"),
        (change(by="somebody else"), "unknown-key"),
        (change(id="1"), "bad-value"),
        (change(id=ID.upper()), "bad-value"),
        (change(id="{" + ID + "}"), "bad-value"),
        (change(id=5), "bad-value"),
        (change(base=-1), "bad-value"),
        (change(base="3"), "bad-value"),
        (change(base=False), "bad-value"),
        (change(base=2**31), "bad-value"),
        (change(field="state"), "bad-value"),
        (change(field="score:"), "bad-value"),
        (change(field="score:a\n"), "bad-value"),
        (change(field="overall", value=5), "bad-value"),
        (change(field="overall", value=None), "bad-value"),
        (change(field="overall", value="x" * 20_001), "bad-value"),
        (change(field="score:a", value=True), "bad-value"),
        (change(field="score:a", value=-1), "bad-value"),
        (change(field="score:a", value=1.5), "bad-value"),
        (change(field="score:a", value="good"), "bad-value"),
        (change(value="x" * 70_000), "too-large"),
        ('{"v":1,"type":"beat\ud800"}', "not-json"),
        (change().replace('""', '"\\ud800"'), "bad-value"),
    ],
)
def test_what_is_not_exactly_a_message_is_refused_with_the_reason(text: str, code: str) -> None:
    assert refusal(text) == code


def test_a_refusal_carries_the_commands_id_so_that_the_client_can_tell_which_it_was() -> None:
    with pytest.raises(Refused) as caught:
        parse(change(field="nonsense"))

    assert caught.value.id == ID


@given(st.text() | st.binary().map(lambda raw: raw.decode("latin-1")))
def test_any_text_is_a_message_or_refused_and_never_crashes(text: str) -> None:
    assert isinstance(outcome(text), Change | Look | Beat | Refused)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["v", "type", "id", "field", "value", "x"]), JSON))
def test_any_json_object_is_a_message_or_refused_and_never_crashes(data: dict) -> None:
    data = {"type": "change", **data}

    assert isinstance(outcome(json.dumps(data)), Change | Refused)


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
FIELDS = st.from_regex(r"overall|missed|(score|comment):[-a-zA-Z0-9_]{1,60}", fullmatch=True)


@given(st.uuids(), FIELDS, TEXTS, st.none() | st.integers(0, 1000) | st.just("cannot_judge"))
def test_every_valid_change_fits_its_schema_and_comes_through(
    command_id: UUID, field: str, text: str, score: object
) -> None:
    value = score if field.startswith("score:") else text
    raw = change(id=str(command_id), field=field, value=value)

    jsonschema.validate(json.loads(raw), protocol.schema("change", incoming=True))
    assert parse(raw) == Change(id=command_id, field=field, value=value, base=3)


SENT = [
    protocol.Snapshot(
        room="review",
        version="4.draft",
        stamp=7,
        state={
            "revision": 4,
            "state": "draft",
            "fields": {"overall": "…", "score:argument": None},
            "you": "Amber Heron",
            "people": ["Amber Heron"],
        },
    ),
    protocol.Snapshot(room="activity", version="1.0", state={"counts": {"reviews": 1}}),
    protocol.Ack(id=ID, revision=4),
    protocol.Error(id=None, code="not-json", message="The frame is not JSON."),
    protocol.Overtaken(id=ID, field="overall", value="Theirs.", revision=5),
    protocol.Changed(id=ID, field="score:a", value=None, revision=5),
    protocol.Presence(people=["Amber Heron"]),
    protocol.Ended(state="submitted"),
    protocol.News(kind="review-submitted", version="1.1.3.0.0.0", counts={"done": 1}),
    messages.Scene(stamp=8, scene={"revision": 3}),
    messages.Remarked(remark={"id": ID, "text": "Look here."}),
    messages.Sealed(stamp=9, round=1, ballot={"levels": {"argument": 2}, "words": {}}),
    messages.Pointer(seat=ID, part="", x=0, y=0.25, page=0),
    protocol.Notice(kind="award-offered", title="A badge is ready.", url="/badges/"),
    messages.Unread(count=3),
    protocol.Link(is_up=False),
    protocol.Beat(),
]


def test_every_message_the_server_sends_fits_its_schema() -> None:
    for message in SENT:
        data = json.loads(protocol.write(message))
        jsonschema.validate(data, protocol.schema(data["type"], incoming=False))

    assert {type(message) for message in SENT} == set(protocol.OUTGOING.values())


POINT = {"type": "point", "part": ID, "x": 0.5, "y": 1, "page": 2}
ACT = {"type": "act", "id": ID, "act": "say", "fields": {"text": "Look here."}}


@pytest.mark.parametrize("given", [POINT, {**POINT, "part": ""}, ACT, {**ACT, "fields": {}}])
def test_what_is_done_in_a_studio_is_read_as_it_was_written(given: dict) -> None:
    jsonschema.validate({"v": 1, **given}, protocol.schema(given["type"], incoming=True))

    read = parse(frame(**given))

    assert {name: getattr(read, name) for name in given if name not in ("type", "id")} == {
        name: value for name, value in given.items() if name not in ("type", "id")
    }


@pytest.mark.parametrize(
    "given",
    [
        {**POINT, "x": 1.01},
        {**POINT, "x": -0.01},
        {**POINT, "x": True},
        {**POINT, "x": "0.5"},
        {**POINT, "part": "text"},
        {**POINT, "page": 10_000},
        {**ACT, "act": "say; drop"},
        {**ACT, "act": 7},
        {**ACT, "fields": []},
        {**ACT, "fields": {"text": 7}},
        {**ACT, "fields": {"te xt": "x"}},
        {**ACT, "fields": {"text": "x" * 4_001}},
        {**ACT, "fields": {f"f{n}": "" for n in range(101)}},
    ],
)
def test_what_cannot_be_done_in_a_studio_is_refused(given: dict) -> None:
    assert refusal(frame(**given)) == "bad-value"
    validator = jsonschema.Draft202012Validator(protocol.schema(given["type"], incoming=True))
    assert not validator.is_valid({"v": 1, **given})


def test_a_snapshot_with_the_state_of_another_room_does_not_fit_its_schema() -> None:
    mixed = protocol.Snapshot(room="submission", version="", state={"people": ["Amber Heron"]})

    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(
            json.loads(protocol.write(mixed)), protocol.schema("snapshot", incoming=False)
        )


# Near a change, so that both sides of each border are met.
ALMOST = st.fixed_dictionaries(
    {"v": st.sampled_from([1, 2]), "type": st.just("change"), "id": st.just(ID) | st.text()},
    optional={
        "field": st.sampled_from(["overall", "missed", "score:a", "comment:a", "score:", "state"]),
        "value": st.none() | st.integers(-1, 1001) | st.just("cannot_judge") | TEXTS,
        "base": st.none() | st.integers(-1, 2**31) | st.text(),
        "by": st.none(),
    },
)


@given(ALMOST)
def test_what_the_schema_allows_is_read_and_nothing_else(data: dict) -> None:
    validator = jsonschema.Draft202012Validator(protocol.schema("change", incoming=True))

    assert validator.is_valid(data) == isinstance(outcome(json.dumps(data)), Change)


def test_documentation_ends_with_every_message_and_its_schema(settings: object) -> None:
    text = (settings.BASE_DIR / "docs" / "live.md").read_text(encoding="utf-8")

    # Written by: print(protocol.describe())
    assert text.endswith(protocol.describe())
