# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Anyone checks a badge, by id, picture or data, and whatever else they bring gets a plain answer."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from badges import certificate, hosted, images, issuing, opening, reading, sharing, verifying
from badges.models import Achievement, Credential
from badges.openbadges import baking, did
from badges.openbadges.proof import add_proof
from badges.openbadges.strictjson import dump_ascii
from peerreview.accounts.models import User
from tests.badges import earning

pytestmark = pytest.mark.django_db


@pytest.fixture
def credential(alice: User, ben: User, fran: User) -> Credential:
    """A badge of Alice's."""
    return earning.claimed(earning.an_offer(alice, ben, fran), printed_name="Alice A.")


def upload(client: Client, content: bytes, name: str = "badge.json") -> Any:
    return client.post("/verify/", {"file": SimpleUploadedFile(name, content)})


def state(answer: Any) -> str:
    assert answer.status_code == 200
    return answer.context["result"].verdict


def test_a_stranger_checks_by_file_picture_id_and_address(
    client: Client, credential: Credential
) -> None:
    picture = images.baked_png(credential)
    drawing = baking.bake_svg(
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        credential.document,
    )
    answers = [
        upload(client, credential.document.encode()),
        upload(client, b"\xef\xbb\xbf" + credential.document.encode()),
        upload(client, picture, "badge.png"),
        upload(client, drawing, "badge.svg"),
        upload(client, b"\xef\xbb\xbf" + drawing, "badge.svg"),
        client.get("/verify/", {"id": str(credential.uuid)}),
        client.post("/verify/", {"credential_id": credential.credential_id}),
        client.post("/verify/", {"credential_id": f" http://x/credentials/{credential.uuid}/ "}),
        client.post("/verify/", {"credential_id": credential.document}),
    ]

    for answer in answers:
        assert state(answer) == "valid"
        assert "This badge is genuine." in answer.content.decode()
        assert "<script>alert" not in answer.content.decode()


def test_no_token_and_no_account_is_needed(credential: Credential) -> None:
    strict = Client(enforce_csrf_checks=True)

    assert state(upload(strict, credential.document.encode())) == "valid"


@pytest.mark.usefixtures("reachable")
def test_each_check_is_explained(client: Client, credential: Credential) -> None:
    result = client.get("/verify/", {"id": str(credential.uuid)}).context["result"]

    assert [(item.question, item.state) for item in result.findings] == [
        ("Can it be read?", "passed"),
        ("Is it an Open Badge?", "passed"),
        ("Are its words clear?", "passed"),
        ("Who issued it?", "passed"),
        ("Is it genuine and unchanged?", "passed"),
        ("Is it valid today?", "passed"),
        ("Has it been withdrawn?", "passed"),
        ("Do signed endorsements hold?", "passed"),
        ("Is there evidence?", "passed"),
        ("Do we know the issuer?", "passed"),
        ("Does the issuer stand by it?", "passed"),
    ]
    assert all(item.sentence for item in result.findings)


def test_one_changed_character_is_found(client: Client, credential: Credential) -> None:
    forged = credential.document.replace("Alice A.", "Alice B.")
    answer = upload(client, forged.encode())

    assert state(answer) == "invalid"
    assert "changed or forged" in answer.context["result"].explanation
    assert "Do not rely on any of this" in answer.content.decode()


def resigned(credential: Credential, **changes: Any) -> str:
    """The same badge, changed and signed with a key of the forger's own."""
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw()
    document = copy.deepcopy(json.loads(credential.document))
    # The list of the true issuer says nothing about a badge of somebody else.
    del document["proof"], document["credentialStatus"]
    document["issuer"]["id"] = did.did_key(public)
    document |= changes
    signed = add_proof(
        document, signer=key, verification_method=did.did_key_method(public), created=timezone.now()
    )
    return dump_ascii(signed)


@pytest.mark.usefixtures("reachable")
def test_a_forgery_under_an_id_of_ours_is_no_badge_of_ours(
    client: Client, credential: Credential
) -> None:
    answer = upload(client, resigned(credential).encode())
    result = answer.context["result"]

    assert state(answer) == "invalid"
    assert (result.is_ours, result.findings[-1].state) == (False, "failed")
    assert "does not say the same" in result.explanation


@pytest.mark.usefixtures("reachable")
def test_a_badge_by_an_unknown_key_is_whole_but_its_issuer_unknown(
    client: Client, credential: Credential
) -> None:
    other = resigned(credential, id="urn:uuid:6e1b4a52-7f0c-4f0b-9a94-0123456789ab")
    result = upload(client, other.encode()).context["result"]

    assert (result.verdict, result.is_ours, result.credential) == ("valid", False, None)
    assert result.tone == "stranger"
    assert result.headline == "Signed and unchanged, by an issuer this site does not know."
    assert result.explanation.startswith("Anyone can make such a badge under any name")
    assert verifying.as_json(result)["issuer_known"] is False
    assert [item.state for item in result.findings][-1] == "warning"


def test_a_foreign_did_web_stays_open_and_nothing_is_fetched(
    client: Client, credential: Credential
) -> None:
    document = json.loads(credential.document)
    name = "did:web:elsewhere.example:issuers:site"
    document["id"] = "urn:uuid:6e1b4a52-7f0c-4f0b-9a94-0123456789ab"
    document["issuer"]["id"] = name
    document["proof"][0]["verificationMethod"] = f"{name}#key-1"
    answer = upload(client, json.dumps(document).encode())

    assert state(answer) == "incomplete"
    assert "could not be fetched" in answer.context["result"].explanation


def test_a_revoked_badge_says_so_with_the_kind_of_reason_everywhere(
    client: Client, fran: User, credential: Credential
) -> None:
    Achievement.objects.update(created_by=fran)
    credential = Credential.objects.get()
    reason = "Two accounts <b>mixed</b> up."
    issuing.revoke(credential=credential, by=fran, reason=reason, reason_class="identity")

    for answer in (
        upload(client, credential.document.encode()),
        client.get("/verify/", {"id": str(credential.uuid)}),
    ):
        assert state(answer) == "revoked"
        assert "genuine, but was revoked" in answer.content.decode()
        assert "under a false identity" in answer.content.decode()
        assert "mixed" not in answer.content.decode()


def test_the_file_of_a_private_badge_can_be_checked_but_its_page_is_not_offered(
    client: Client, alice: User, credential: Credential
) -> None:
    issuing.set_public(credential=credential, by=alice, is_public=False)
    answer = upload(client, credential.document.encode())

    assert state(answer) == "valid"
    assert f"/credentials/{credential.uuid}/" not in answer.content.decode()


PLAIN_PNG = images._png("x", "round", "brass", "award", "")
HOSTILE_FILES = {
    "empty.json": b"",
    "plain.png": PLAIN_PNG,
    "cut.png": PLAIN_PNG[:200],
    "bomb.json": b"[" * 200_000,
    "deep.json": b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    "nan.json": b'{"a": NaN}',
    "twice.json": b'{"a": 1, "a": 2}',
    "list.json": b"[1, 2, 3]",
    "number.json": b"42",
    "half.json": b'{"a": "\\ud800"}',
    "latin.json": b'{"a": "\xe9"}',
    "nul.json": b"\x00" * 1000,
    "photo.jpg": b"\xff\xd8\xff\xe0" + b"\x00" * 500,
    "script.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "entities.svg": b'<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><svg>&b;</svg>',
    "page.html": b"<html><body onload=alert(1)>",
    "token.jwt": b"eyJhbGciOiJub25lIn0.eyJhIjoxfQ.c2lnbmF0dXJl",
    "huge.json": b'{"a": "' + b"a" * (2 * 1024 * 1024) + b'"}',
    "too-large.bin": b"{" + b" " * opening.MAX_BYTES,
}


@pytest.mark.parametrize("name", HOSTILE_FILES)
def test_what_is_no_badge_is_refused_at_the_file_in_words(client: Client, name: str) -> None:
    answer = upload(client, HOSTILE_FILES[name], name)

    assert answer.status_code == 200
    assert answer.context["result"] is None
    [message] = answer.context["form"].errors["file"]
    assert len(message) > 20
    assert "alert(1)" not in answer.content.decode()


@pytest.mark.parametrize(
    "document",
    [
        {"id": 3, "issuer": [], "credentialSubject": "x", "proof": {"type": []}},
        {"type": ["VerifiableCredential", "OpenBadgeCredential"], "issuer": {"name": {"a": "b"}}},
        {"id": "urn:uuid:\u0000", "name": "\u202egpj.exe", "type": "EndorsementCredential"},
        {"credentialSubject": {"achievement": {"name": "<script>alert(1)</script>"}}},
        {"evidence": [[[]]] * 1000, "credentialSubject": [{}] * 1000},
    ],
)
def test_json_that_is_no_badge_is_answered_and_never_breaks(
    client: Client, document: dict[str, Any]
) -> None:
    answer = upload(client, json.dumps(document).encode())

    assert state(answer) == "invalid"
    assert "This badge cannot be trusted." in answer.content.decode()
    assert "<script>alert" not in answer.content.decode()


@pytest.mark.parametrize(
    "document",
    [{}, {"hello": "world"}, {"@context": "https://evil.example/context"}, {"type": [3, {}]}],
)
def test_json_that_does_not_even_claim_to_be_a_badge_is_said_to_be_none(
    client: Client, document: dict[str, Any]
) -> None:
    answer = upload(client, json.dumps(document).encode())
    by_program = client.post(
        "/verify/check.json", json.dumps(document), content_type="application/json"
    )

    [message] = answer.context["form"].errors["file"]
    assert message.startswith("This is not a badge")
    assert answer.context["result"] is None
    assert (by_program.status_code, by_program.json()["error"]["code"]) == (422, "not-a-badge")


# --- what people really have in hand -------------------------------------------------------------
def test_the_short_address_and_the_bare_code_lead_to_the_badge(
    client: Client, credential: Credential
) -> None:
    code = sharing.short_code(credential.uuid)
    address = sharing.short_url(credential)
    typed = [code, code.lower(), f"{code[:5]} {code[5:]}", address, address.rstrip("/")]
    typed += [address.partition("://")[2], f"/b/{code}/"]
    typed += [f"/credentials/{credential.uuid}/embed/", sharing.page_url(credential)]

    for each in typed:
        assert state(client.post("/verify/", {"credential_id": each})) == "valid"


def test_a_private_badge_has_no_code_and_an_unknown_code_says_where_hours_are(
    client: Client, alice: User, credential: Credential
) -> None:
    code = sharing.short_code(credential.uuid)
    issuing.set_public(credential=credential, by=alice, is_public=False)
    answer = client.post("/verify/", {"credential_id": code})

    [message] = answer.context["form"].errors["credential_id"]
    assert "no such badge, or its owner keeps it private" in message
    assert "/h/" in message


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("/h/ABCDEFGH/", "code of professional hours"),
        ("/badges/00000000-0000-4000-8000-000000000000/", "what a badge takes"),
        ("/backpack/00000000-0000-4000-8000-000000000000/", "issued elsewhere"),
        ("/b/2222222222/", "no such badge"),
        ("http://[broken", "does not fetch addresses"),
    ],
)
def test_an_address_of_another_kind_is_answered_with_where_to_look(
    client: Client, typed: str, said: str
) -> None:
    answer = client.post("/verify/", {"credential_id": typed})

    assert said in answer.context["form"].errors["credential_id"][0]


@pytest.mark.long
def test_the_certificate_of_this_site_is_checked_as_the_badge_inside_it(
    client: Client, credential: Credential
) -> None:
    paper = certificate.pdf(credential)

    assert state(upload(client, paper, "certificate.pdf")) == "valid"
    forged = paper.replace(b"Alice A.", b"Alice B.")
    assert forged == paper or state(upload(client, forged, "c.pdf")) == "invalid"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7\nnothing", "no badge inside this PDF"),
        (b"%PDF-1.7\n1 0 obj << /Type /EmbeddedFile >>\nstream\n{", "no badge inside this PDF"),
        (b"\xff\xd8\xff\xe0" + b"0" * 50, "photograph"),
        (b"RIFF0000WEBPVP8 ", "photograph"),
        (b"\x00\x00\x00\x18ftypheic", "photograph"),
        (b"PK\x03\x04 a zip", "not a badge file"),
    ],
)
def test_files_that_lost_the_badge_are_told_apart(
    client: Client, content: bytes, said: str
) -> None:
    assert said in upload(client, content).context["form"].errors["file"][0]


def test_a_list_of_badges_is_checked_one_by_one(client: Client, credential: Credential) -> None:
    document = json.loads(credential.document)
    forged = json.loads(credential.document.replace("Alice A.", "Alice B."))
    bundle = {"badges": [document, forged, {"hello": "world"}, credential.token]}
    answer = upload(client, json.dumps(bundle).encode())
    told = client.post("/verify/check.json", json.dumps(bundle), content_type="application/json")
    many = upload(client, json.dumps([document] * 22).encode())

    found = [each.get("result") for each in answer.context["several"]]
    assert [each.verdict if each else "" for each in found] == ["valid", "invalid", "", "valid"]
    assert "4 badges, each checked by itself" in answer.content.decode()
    verdicts = [each.get("verdict") for each in told.json()["badges"]]
    assert verdicts == ["valid", "invalid", None, "valid"]
    assert (len(many.context["several"]), many.context["left"]) == (20, 2)


def test_another_address_is_no_accusation(client: Client, credential: Credential) -> None:
    answer = client.post(
        "/verify/", {"credential_id": credential.credential_id, "holder": "who@example.org"}
    )
    result = answer.context["result"]

    assert state(answer) == "other"
    assert result.headline == "This badge is whole, but not bound to this e-mail address."
    assert "Ask which address" in result.explanation
    assert [item.state for item in result.findings if item.question == "Is it theirs?"] == [
        "warning"
    ]


@pytest.mark.usefixtures("reachable")
def test_our_own_badge_in_the_older_form_contradicts_itself_nowhere(
    client: Client, fran: User, credential: Credential
) -> None:
    older = hosted.assertion(credential)
    standing = verifying.check(json.dumps(older))
    said = " ".join(item.sentence for item in standing.findings)

    assert (standing.verdict, standing.tone, standing.credential) == ("valid", "valid", credential)
    assert "serves it" in standing.explanation
    assert "serves it" in said
    assert "public log" in said
    assert "made with a key" not in said
    assert "not in this site's record" not in said

    changed = older | {"issuedOn": "2020-01-01T00:00:00Z"}
    assert verifying.check(json.dumps(changed)).verdict == "invalid"

    Achievement.objects.update(created_by=fran)
    issuing.revoke(credential=Credential.objects.get(), by=fran, reason="Mixed up.")
    withdrawn = verifying.check(json.dumps(older))
    assert (withdrawn.verdict, withdrawn.explanation) == (
        "revoked",
        "The reason given: Another reason, which its holder knows",
    )


@pytest.mark.parametrize("spoil", ["name", "issuer", "description"])
def test_every_text_of_a_hostile_badge_is_escaped(
    client: Client, credential: Credential, spoil: str
) -> None:
    document = json.loads(credential.document)
    text = '"><img src=x onerror=alert(1)>' + "x" * 3000
    subject = document["credentialSubject"]["achievement"]
    target = {"issuer": document["issuer"], "name": subject, "description": subject}[spoil]
    target["name" if spoil == "issuer" else spoil] = text

    page = upload(client, json.dumps(document).encode()).content.decode()

    assert "<img src=x" not in page
    assert "&lt;img src=x" in page


@pytest.mark.parametrize(
    "typed", ["nonsense", "urn:uuid:00000000-0000-4000-8000-000000000000", "[1]", "\x00", "☃" * 900]
)
def test_an_unknown_id_is_refused_and_kept(client: Client, typed: str) -> None:
    answer = client.post("/verify/", {"credential_id": typed})

    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == ["credential_id"]
    if typed.isprintable():
        assert typed in answer.content.decode()


def test_nothing_at_all_is_answered(client: Client) -> None:
    answer = client.post("/verify/", {})

    assert "Choose a file, or paste" in answer.content.decode()


def test_what_is_far_too_large_is_not_even_read(client: Client) -> None:
    answer = client.post(
        "/verify/",
        b"x",
        content_type="multipart/form-data; boundary=b",
        CONTENT_LENGTH="99999999999",
    )

    assert answer.status_code == 200
    assert "larger than 5 MB" in answer.context["form"].errors["file"][0]


@pytest.mark.parametrize("length", [500_000, 3_000_000])
def test_pasted_json_that_is_too_long_is_refused_at_its_field(client: Client, length: int) -> None:
    answer = client.post("/verify/", {"credential_id": "{" + "x" * length})

    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == ["credential_id"]


def test_the_answer_names_the_verdict_in_the_title_and_takes_the_focus(
    client: Client, credential: Credential
) -> None:
    genuine = upload(client, credential.document.encode()).content.decode()
    forged = credential.document.replace("Alice A.", "Alice B.").encode()
    changed = upload(client, forged).content.decode()

    assert "<title>Genuine: Generous reader ·" in genuine
    assert "<title>Not to be trusted: Generous reader ·" in changed
    assert '<h2 id="result-title" tabindex="-1" autofocus>This badge is genuine.' in genuine
    assert ("Open its page here" in genuine, "See the genuine one" in genuine) == (True, False)
    assert ("Open its page here" in changed, "See the genuine one" in changed) == (False, True)


@pytest.mark.long
def test_results_and_fingerprints_read_as_on_the_badges_own_page(
    client: Client, person: Callable[..., User], alice: User, fran: User
) -> None:
    earned = earning.reviewed_work(person, alice, fran)
    issued = earning.claimed(earned.award)
    page = upload(client, issued.document.encode()).content.decode()
    own = client.get(f"/credentials/{issued.uuid}/")
    row = own.context["rows"][0]

    assert f"{row.level} · {row.value:.1f} of {row.levels - 1}" in page
    assert own.context["submission"]["artifact_digest"] in page
    assert own.context["submission"]["parts"][0]["sha256"] in page
    assert json.loads(issued.document)["evidence"][0]["digestMultibase"] not in page


def test_criteria_are_a_list_and_stay_harmless(client: Client, credential: Credential) -> None:
    document = json.loads(credential.document)
    criteria = document["credentialSubject"]["achievement"]["criteria"]
    criteria["narrative"] = "All:\n\n- one\n- <script>alert(1)</script>[x](javascript:alert(1))"
    page = upload(client, json.dumps(document).encode()).content.decode()

    assert "<li>one</li>" in page
    assert "<script>alert" not in page
    assert 'href="javascript' not in page


@pytest.mark.parametrize("value", ["nan", "1e999", "-", "9" * 400, 3, None, {"a": 1}, "٣"])
def test_a_mark_that_is_no_number_is_shown_as_it_stands(value: Any) -> None:
    described = {"id": "urn:d", "valueMax": value, "rubricCriterionLevel": [{"id": "urn:l"}]}
    result = {"resultDescription": "urn:d", "achievedLevel": "urn:l", "value": value}
    subject = {"achievement": {"resultDescription": [described]}, "result": [result]}
    [found] = reading.what_it_says({"credentialSubject": subject}).figures

    assert (found.mark, found.highest) == (None, None)


@pytest.mark.usefixtures("reachable")
def test_no_status_list_is_a_remark_for_others_and_no_question_for_our_own(
    client: Client, credential: Credential
) -> None:
    other = resigned(credential, id="urn:uuid:6e1b4a52-7f0c-4f0b-9a94-0123456789ab")
    answer = upload(client, other.encode())
    notes = [item.sentence for item in answer.context["result"].findings if item.state == "note"]

    assert notes == [
        "It carries no status list; whether it was revoked is only known at its issuer."
    ]
    assert "Good to know" in answer.content.decode()


def test_an_address_of_another_site_is_not_fetched_and_that_is_said(client: Client) -> None:
    answer = client.post("/verify/", {"credential_id": "https://elsewhere.example/badge/7"})

    [message] = answer.context["form"].errors["credential_id"]
    assert "does not fetch addresses of other sites" in message
    assert "https://elsewhere.example/badge/7" in answer.content.decode()


def test_the_script_refuses_a_large_file_in_the_words_of_the_server(client: Client) -> None:
    page = client.get("/verify/").content.decode()
    remark = page[page.index("<template data-too-large>") : page.index("</template>")]

    assert str(opening.too_large()) in remark
