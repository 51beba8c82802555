# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What is wrong with a badge is said alike by the page, the programs' door and the command: a verdict that
names the check, never an error, never “valid”."""

import base64
import copy
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from badges import fetching, opening
from badges.openbadges import baking
from badges.openbadges.strictjson import dump_ascii
from badges.openbadges.world import Page
from peerreview.kernel import clock
from tests.badges.openbadges import samples
from tests.badges.openbadges.test_baking import itxt, with_chunks
from tests.badges.openbadges.test_tokens import vouching_in_a_circle
from tests.badges.openbadges.test_verify import (
    hosted,
    issuer_document,
    resigned,
    status_list,
)

pytestmark = pytest.mark.django_db
ISSUER_PAGE = "https://badges.example/issuers/7/did.json"
HOLDER = "learner@example.org"
REFUSED = "refused"


@dataclass(frozen=True, kw_only=True)
class Brought:
    """What somebody brings, what lies elsewhere, and what is to be said of it."""

    content: Callable[[], Any]
    verdict: str
    check: str = ""
    pages: Callable[[], Mapping[str, Any]] = field(default=dict)
    holder: str = ""
    words: str = ""


def _changed(change: Callable[[dict[str, Any]], None], of: Callable[[], Any] = samples.rich) -> Any:
    """Changed after it was signed."""
    document = copy.deepcopy(of())
    change(document)
    return document


def _set(*path: Any, value: Any) -> Callable[[dict[str, Any]], None]:
    def change(document: dict[str, Any]) -> None:
        place: Any = document
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value

    return change


def _days(number: float) -> str:
    return (clock.now() + timedelta(days=number)).strftime("%Y-%m-%dT%H:%M:%SZ")


def _token(header: dict[str, Any]) -> bytes:
    parts = [json.dumps(part).encode() for part in (header, samples.rich())]
    coded = [base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts]
    return b".".join([*coded, b"" if header["alg"] == "none" else b"c2ln"])


def _with_status() -> Any:
    return hosted(status=True)


def _fresh_list(*revoked: int) -> Any:
    return status_list(*revoked)


def _elsewhere(listed: Callable[[], Any] | None = None) -> Callable[[], dict[str, Any]]:
    def pages() -> dict[str, Any]:
        found = {ISSUER_PAGE: issuer_document()}
        return found | ({samples.LIST_URL: listed()} if listed else {})

    return pages


def _stale() -> Any:
    return status_list(valid_until="2026-11-02T00:00:00Z")


RESULT = ("credentialSubject", "result", 0, "value")
COMMENT = ("endorsement", 0, "credentialSubject", "endorsementComment")
CASES = {
    "a score was changed": Brought(
        content=lambda: _changed(_set(*RESULT, value="3.00")),
        verdict="invalid",
        check="signature_wrong",
    ),
    "the work was exchanged": Brought(
        content=lambda: _changed(_set("evidence", 0, "digestMultibase", value="uEiD" + "A" * 42)),
        verdict="invalid",
        check="signature_wrong",
    ),
    "an endorser's words were changed": Brought(
        content=lambda: _changed(_set(*COMMENT, value="I never saw this.")),
        verdict="invalid",
        check="signature_wrong",
    ),
    "a place in the list was changed": Brought(
        content=lambda: _changed(
            _set("credentialStatus", "statusListIndex", value="5"), _with_status
        ),
        pages=_elsewhere(_fresh_list),
        verdict="invalid",
        check="signature_wrong",
    ),
    "it has ended": Brought(
        content=lambda: resigned(_set("validUntil", value=_days(-1))),
        verdict="expired",
        check="expired",
    ),
    "it has not begun": Brought(
        content=lambda: resigned(_set("validFrom", value=_days(1))),
        verdict="invalid",
        check="not_yet_valid",
    ),
    "a clock is more than minutes ahead": Brought(
        content=lambda: resigned(_set("validFrom", value=_days(0.01))),
        verdict="invalid",
        check="not_yet_valid",
    ),
    "a clock is a few minutes ahead": Brought(
        content=lambda: resigned(_set("validFrom", value=_days(0.002))), verdict="valid"
    ),
    "it was revoked": Brought(
        content=_with_status,
        pages=_elsewhere(lambda: _fresh_list(94567)),
        verdict="revoked",
        check="status_revoked",
    ),
    "its list is gone": Brought(
        content=_with_status,
        pages=_elsewhere(),
        verdict="incomplete",
        check="status_unavailable",
    ),
    "its list is stale": Brought(
        content=_with_status,
        pages=_elsewhere(_stale),
        verdict="invalid",
        check="status_list_wrong",
    ),
    "its issuer cannot be asked": Brought(
        content=hosted, verdict="incomplete", check="key_unavailable"
    ),
    "somebody else's key": Brought(
        content=lambda: resigned(lambda _document: None, key=samples.PEER_KEY),
        verdict="invalid",
        check="issuer_mismatch",
    ),
    "an unknown context": Brought(
        content=lambda: _changed(
            lambda document: document["@context"].append("https://evil.example/context")
        ),
        verdict="invalid",
        check="context_unknown",
    ),
    "a token that proves nothing": Brought(
        content=lambda: _token({"alg": "none"}),
        verdict=REFUSED,
        words="“none”, which proves nothing",
    ),
    "a token signed with what anybody knows": Brought(
        content=lambda: _token({"alg": "HS256"}), verdict=REFUSED, words="which proves nothing"
    ),
    "under another's name": Brought(
        content=samples.rich, holder="eve@example.org", verdict="other", check="holder_other"
    ),
    "under one's own name": Brought(content=samples.rich, holder=HOLDER, verdict="valid"),
    "endorsements in a circle": Brought(
        content=vouching_in_a_circle, verdict="valid", check="endorsement_fails"
    ),
    "no badge": Brought(content=lambda: b"not a badge", verdict=REFUSED),
    "half a badge": Brought(
        content=lambda: dump_ascii(samples.rich()).encode()[:-40], verdict=REFUSED
    ),
    "keys twice": Brought(content=lambda: b'{"id": "a", "id": "b"}', verdict=REFUSED),
    "far too deep": Brought(
        content=lambda: b'{"a":' * 9_000 + b"1" + b"}" * 9_000, verdict=REFUSED
    ),
    "enormous": Brought(content=lambda: b"{" + b" " * opening.MAX_BYTES, verdict=REFUSED),
    "two in one picture": Brought(
        content=lambda: with_chunks(itxt(b"{}"), itxt(b"{}")), verdict=REFUSED
    ),
    "a changed badge in a picture": Brought(
        content=lambda: baking.bake(
            with_chunks(), dump_ascii(_changed(_set(*RESULT, value="3.00")))
        ),
        verdict="invalid",
        check="signature_wrong",
    ),
}


@dataclass(frozen=True)
class Answer:
    verdict: str
    checks: frozenset[str]
    words: str


def _by_page(client: Client, content: bytes, holder: str) -> Answer:
    file = SimpleUploadedFile("badge", content)
    answer = client.post("/verify/", {"file": file, "holder": holder})
    assert answer.status_code == 200
    result = answer.context["result"]
    if result is None:
        return Answer(REFUSED, frozenset(), answer.context["form"].errors["file"][0])
    assert result.headline in answer.content.decode()
    return Answer(result.verdict, frozenset(item.code for item in result.findings), result.headline)


def _by_program(client: Client, content: bytes, holder: str) -> Answer:
    answer = client.post(
        "/verify/check.json",
        content,
        content_type="application/octet-stream",
        headers={"Badge-Holder": holder},
    )
    return _told(answer.json(), is_refused=answer.status_code in {413, 422})


def _by_command(path: Path, content: bytes, holder: str) -> Answer:
    path.write_bytes(content)
    out, code = StringIO(), 0
    try:
        call_command("verify_credential", str(path), "--json", f"--holder={holder}", stdout=out)
    except CommandError as error:
        code, words = error.returncode, str(error)
    if not out.getvalue():
        assert code == 1
        return Answer(REFUSED, frozenset(), words)
    told = json.loads(out.getvalue())
    assert code == {"valid": 0, "incomplete": 2}.get(told["verdict"], 1)
    return _told(told, is_refused=False)


def _told(told: dict[str, Any], *, is_refused: bool) -> Answer:
    if is_refused:
        return Answer(REFUSED, frozenset(), told["error"]["message"])
    return Answer(
        told["verdict"], frozenset(item["code"] for item in told["checks"]), told["headline"]
    )


@pytest.mark.parametrize("case", CASES)
def test_every_door_says_the_same(
    client: Client, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    cache.clear()
    brought = CASES[case]
    settings.VERIFY_ELSEWHERE = True
    served = {url: Page(200, page) for url, page in brought.pages().items()}
    monkeypatch.setattr(
        fetching,
        "outside",
        lambda url: (p := served.get(url)) and Page(200, json.dumps(p.body).encode()),
    )
    content = brought.content()
    raw = content if isinstance(content, bytes) else dump_ascii(content).encode()

    answers = [
        _by_page(client, raw, brought.holder),
        _by_program(client, raw, brought.holder),
        _by_command(tmp_path / "badge", raw, brought.holder),
    ]

    assert [answer.verdict for answer in answers] == [brought.verdict] * 3
    assert all(len(answer.words) > 10 and brought.words in answer.words for answer in answers)
    assert len({answer.checks for answer in answers}) == 1
    assert brought.check in answers[0].checks | {""}
