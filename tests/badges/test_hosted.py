# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What lies at addresses for programs: lists, keys, Open Badges 2.0, the log; and what keeps them true."""

import hashlib
import json
import secrets
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client, override_settings

from badges import (
    exporting,
    hosted,
    images,
    issuing,
    keys,
    log,
    opening,
    services,
    signing,
    status,
    verifying,
)
from badges.awards import turning
from badges.models import (
    Award,
    Credential,
    LogEntry,
    LogHead,
    Progress,
    SignedEndorsement,
    StatusPlace,
)
from badges.openbadges import baking, multikey, statuslist
from badges.openbadges.verify import verify
from endorsements import framing
from endorsements.sheets import Line
from peerreview.accounts.models import User
from peerreview.kernel import clock
from peerreview.kernel.errors import Conflict
from tests.badges import earning
from tests.badges.test_documents import PUBLIC

pytestmark = pytest.mark.django_db


@pytest.fixture
def credential(alice: User, ben: User, fran: User) -> Credential:
    """A badge of Alice's that Fran may revoke."""
    offer = earning.an_offer(alice, ben, fran)
    offer.achievement.created_by = fran
    offer.achievement.save(update_fields=["created_by"])
    return Credential.objects.get(pk=earning.claimed(offer).pk)


def revoke(credential: Credential) -> None:
    by = credential.award.achievement.created_by
    issuing.revoke(credential=credential, by=by, reason="Two accounts were mixed up.")


def listed(client: Client, credential: Credential) -> dict[str, Any]:
    path = f"/status/{credential.status_place.status_list.uuid}"
    answer = client.get(path)
    assert answer["Content-Type"] == "application/vc+ld+json"
    assert client.get(path, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    return json.loads(answer.content)


def bit(document: dict[str, Any], place: StatusPlace) -> bool:
    bits = statuslist.decode(document["credentialSubject"]["encodedList"])
    assert len(bits) * 8 >= 131_072
    return statuslist.is_set(bits, place.index)


@pytest.mark.usefixtures("reachable")
def test_the_status_list_says_what_is_withdrawn_to_every_verifier(
    client: Client, credential: Credential
) -> None:
    document = json.loads(credential.document)
    before = listed(client, credential)
    revoke(credential)
    after = listed(client, credential)
    good, bad = (
        verify(document, now=clock.now(), fetch_status=lambda _url, found=found: found)
        for found in (before, after)
    )

    assert (bit(before, credential.status_place), bit(after, credential.status_place)) == (
        False,
        True,
    )
    assert good.verdict == "valid"
    assert bad.first_failure.code == "status_revoked"


@pytest.mark.usefixtures("reachable")
def test_an_old_list_is_no_answer(client: Client, credential: Credential) -> None:
    stale = listed(client, credential)
    later = clock.now() + timedelta(hours=27)
    report = verify(credential.document, now=later, fetch_status=lambda _url: stale)

    assert report.verdict == "invalid"
    assert report.first_failure.values["reason"] == "expired"
    gone = verify(credential.document, now=later, fetch_status=lambda _url: None)
    assert (gone.verdict, gone.named("status")[0].code) == ("incomplete", "status_unavailable")


def test_places_are_random_and_nobody_gets_one_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    key = keys.current_key(services.site_issuer())
    drawn = iter([7, 7, 7, 4])
    monkeypatch.setattr(secrets, "randbelow", lambda _most: next(drawn))

    assert [status.take_place(key).index for _ in range(2)] == [7, 4]


def test_a_list_that_is_half_full_gives_way_to_a_new_one(monkeypatch: pytest.MonkeyPatch) -> None:
    key = keys.current_key(services.site_issuer())
    monkeypatch.setattr(status, "MOST_TAKEN", 1)

    assert len({status.take_place(key).status_list_id for _ in range(2)}) == 2


# --- the signer ----------------------------------------------------------------------------------
@pytest.mark.parametrize("forgery", ["offered", "signed", "facts", "rule", "not met", "place"])
def test_nothing_is_signed_that_the_database_does_not_bear_out(
    credential: Credential, forgery: str
) -> None:
    award = credential.award
    if forgery != "signed":
        Credential.objects.all().delete()
    place = status.take_place(keys.current_key(award.achievement.issuer))
    if forgery == "offered":
        Award.objects.update(state=Award.State.OFFERED)
    if forgery == "facts":
        award.evidence.facts["endorsements"] = []
        award.evidence.save()
    if forgery == "rule":
        award.criteria.tree = {"all": [{"endorsements": {"people": 9, "skill": None}}]}
        award.criteria.save()
    if forgery == "not met":
        Progress.objects.update(is_met=False)
    if forgery == "place":
        place.status_list.issuer_did = "did:web:elsewhere.example"
    with pytest.raises(Conflict):
        signing.sign_award(
            award.pk, credential_uuid=award.uuid, salt="s" * 32, place=place, now=clock.now()
        )


def test_keys_are_rotated_and_what_they_signed_stands(credential: Credential) -> None:
    for public in ({}, PUBLIC):
        with override_settings(**public):
            before = len(keys.jwk_set(services.site_issuer())["keys"])
            call_command("rotate_keys", stdout=StringIO())
            assert len(keys.jwk_set(services.site_issuer())["keys"]) == before + 2
    assert verifying.check(credential.document).verdict == "valid"
    assert verifying.check(credential.token).verdict == "valid"
    assert keys.current_key(services.site_issuer()) != credential.key
    revoke(credential)
    assert verifying.check(credential.document).verdict == "revoked"


# --- other forms ---------------------------------------------------------------------------------
def test_every_form_of_a_badge_is_genuine_here(client: Client, credential: Credential) -> None:
    base = f"/credentials/{credential.uuid}"
    for name in ("badge.json", "badge.png", "badge.svg", "badge.jwt"):
        answer = client.post(
            "/verify/check.json",
            client.get(f"{base}/{name}").content,
            content_type="application/octet-stream",
        )
        assert (name, answer.json()["verdict"]) == (name, "valid")
    older = client.get(f"/ob2/assertions/{credential.uuid}/badge.png").content
    checked = client.post("/verify/check.json", older, content_type="image/png").json()
    assert (checked["verdict"], checked["issued_here"]) == ("valid", True)
    for content in dict(exporting.files_of(credential)).items():
        if not content[0].startswith("decision"):
            found = opening.document_in(content[1])
            assert (content[0], verifying.check(found).verdict) == (content[0], "valid")


def test_the_decision_record_is_the_one_the_badge_names(
    client: Client, credential: Credential
) -> None:
    record = client.get(f"/credentials/{credential.uuid}/decision.json").content
    named = json.loads(credential.document)["evidence"][-1]["digestMultibase"]

    assert multikey.digest_matches(named, hashlib.sha256(record).digest())
    assert json.loads(record)["verdict"]["state"] == "met"


def test_a_revoked_badge_is_gone_for_open_badges_2_and_a_private_one_was_never_there(
    client: Client, credential: Credential
) -> None:
    address = f"/ob2/assertions/{credential.uuid}"
    brought = client.get(address).content
    revoke(credential)
    gone = client.get(address)

    assert (gone.status_code, gone.json()["revoked"]) == (410, True)
    assert verifying.check(brought).verdict == "revoked"
    Credential.objects.update(is_public=False)
    assert client.get(address).status_code == 404
    assert credential.award.recipient.email.encode() not in brought


def test_pictures_carry_the_token_as_well(credential: Credential) -> None:
    for picture in (
        images.baked_png(credential, as_token=True),
        images.baked_svg(credential, as_token=True),
    ):
        assert baking.extract(picture) == credential.token


# --- the log -------------------------------------------------------------------------------------
def test_the_log_is_read_by_anyone_names_nobody_and_chains(
    client: Client, credential: Credential
) -> None:
    revoke(credential)
    answer = client.get("/issued/log.json").json()
    acts = [entry["act"] for entry in answer["entries"]]
    page = client.get("/issued/").content.decode()

    assert sorted(acts) == ["issued", "key-published", "key-published", "revoked"]
    for before, after in zip(answer["entries"], answer["entries"][1:], strict=False):
        assert after["previous"] == before["digest"]
    assert answer["head"]["digest"] == answer["entries"][-1]["digest"] in page
    for told in (page, json.dumps(answer)):
        assert str(credential.uuid) not in told
        assert credential.award.recipient.display_name not in told
    assert list(log.faults()) == []


@pytest.mark.parametrize(
    "change",
    [
        {"act": "key-retired"},
        {"issuer": "did:web:evil.example"},
        {"subject": "0" * 64},
        {"at": clock.now()},
        {"previous": "1" * 64},
        {"digest": "1" * 64},
        {"number": 99},
        None,
    ],
)
def test_a_change_to_any_single_row_of_the_log_is_found(
    credential: Credential, change: dict[str, Any] | None
) -> None:
    for entry in LogEntry.objects.order_by("number"):
        kept = dict(LogEntry.objects.filter(pk=entry.pk).values().get())
        row = LogEntry.objects.filter(pk=entry.pk)
        row.delete() if change is None else row.update(**change)
        with pytest.raises(CommandError, match="does not hold"):
            call_command("verify_log")
        row.delete()
        LogEntry.objects.bulk_create([LogEntry(**kept)])
    call_command("verify_log", stdout=StringIO())


@pytest.mark.parametrize("what", ["document", "revoked", "head", "missing"])
def test_a_change_beside_the_log_is_found(credential: Credential, what: str) -> None:
    rows = Credential.objects.filter(pk=credential.pk)
    if what == "document":
        rows.update(document=credential.document.replace("Alice", "Eve").replace('"en"', '"xx"'))
    if what == "revoked":
        rows.update(revoked_at=clock.now())
    if what == "head":
        LogHead.objects.update(number=1)
    if what == "missing":
        rows.delete()
    with pytest.raises(CommandError, match="does not hold"):
        call_command("verify_log")


# --- whose it is, and commands -------------------------------------------------------------------
def test_a_badge_shown_by_somebody_else_is_theirs_not(
    client: Client, credential: Credential
) -> None:
    mine, other = (
        client.post("/verify/", {"credential_id": credential.document, "holder": holder})
        for holder in (credential.award.recipient.email, "eve@example.org")
    )

    assert mine.context["result"].verdict == "valid"
    assert other.context["result"].verdict == "other"
    assert "not bound to this e-mail address" in other.content.decode()


@pytest.mark.parametrize(
    "body", [b"", b"x", b"[]", b"{" * 9000, b'{"a":1,"a":2}', b"\x89PNG\r\n\x1a\n"]
)
def test_programs_are_told_what_is_wrong_too(client: Client, body: bytes) -> None:
    answer = client.post("/verify/check.json", body, content_type="application/json")

    assert answer.status_code == 422
    assert len(answer.json()["error"]["message"]) > 20


def test_the_command_says_it_by_its_exit_status(credential: Credential, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.png", tmp_path / "bad.json"
    good.write_bytes(images.baked_png(credential))
    bad.write_text(credential.document.replace("Generous", "Generouz"))
    told = StringIO()
    call_command("verify_credential", str(good), "--offline", stdout=told)

    assert "This badge is genuine." in told.getvalue()
    with pytest.raises(CommandError) as refusal:
        call_command("verify_credential", str(bad), "--offline", stdout=told)
    assert refusal.value.returncode == 1
    assert "changed or forged" in told.getvalue()
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("verify_credential", str(tmp_path / "none"), stdout=told)


@pytest.mark.usefixtures("reachable")
def test_everything_is_exported_with_all_it_points_to(
    credential: Credential, tmp_path: Path
) -> None:
    call_command("export_credentials", "--out", str(tmp_path), stdout=StringIO())
    index = json.loads((tmp_path / "pages" / "index.json").read_text())
    document = json.loads((tmp_path / str(credential.uuid) / "badge.json").read_text())

    assert document["credentialStatus"]["statusListCredential"] in index
    assert hosted.address("ob2-assertion", credential.uuid) in index
    assert hosted.assertion(credential)["image"] in index
    assert len(list((tmp_path / str(credential.uuid)).iterdir())) == 9


@pytest.mark.usefixtures("reachable")
def test_a_suspended_badge_is_exported_as_withdrawn(
    credential: Credential, fran: User, tmp_path: Path
) -> None:
    turning.suspend(award=credential.award, by=fran, reason="To be looked into.")

    call_command("export_credentials", "--out", str(tmp_path), stdout=StringIO())
    index = json.loads((tmp_path / "pages" / "index.json").read_text())
    place = index[hosted.address("ob2-assertion", credential.uuid)]

    assert json.loads((tmp_path / "pages" / place).read_text())["revoked"] is True
    assert hosted.address("ob2-assertion-png", credential.uuid) not in index
    assert not (tmp_path / str(credential.uuid) / "ob2.json").exists()
    assert (tmp_path / str(credential.uuid) / "badge.json").exists()


@pytest.mark.usefixtures("reachable")
def test_public_endorsements_are_exported_to_the_byte_and_hidden_ones_are_not(
    credential: Credential, tmp_path: Path
) -> None:
    signed = SignedEndorsement.objects.get()
    for is_shown, names in ((True, [f"{signed.uuid}.json"]), (False, [])):
        SignedEndorsement.objects.update(is_shown=is_shown)
        folder = tmp_path / str(is_shown)
        call_command("export_credentials", "--out", str(folder), stdout=StringIO())
        found = list((folder / "endorsements").iterdir())

        assert [path.name for path in found] == names
        for path in found:
            assert path.read_text() == signed.document
            assert verifying.check(path.read_text()).verdict == "valid"


@pytest.mark.parametrize("public", [{}, PUBLIC])
def test_a_token_brings_its_key_which_the_issuer_lists(
    credential: Credential, public: dict[str, Any]
) -> None:
    """1EdTech's validator fetches a `kid` as a page that is one JWK; a DID with a fragment is none."""
    with override_settings(**public):
        signed = keys.sign_token(
            json.loads(credential.document), keys.token_key(services.site_issuer())
        )
        listed_keys = keys.jwk_set(services.site_issuer())["keys"]
    header = json.loads(multikey.base64url_decode(signed.partition(".")[0]))

    assert set(header) == {"alg", "typ", "jwk"}
    assert header["jwk"]["n"] in [key.get("n") for key in listed_keys]


def test_the_older_badge_class_is_aligned_with_what_its_skills_are(
    client: Client, credential: Credential, fran: User
) -> None:
    fran.is_staff = True
    fran.save()
    framework = framing.create_framework(name="Site", description="", cohort=None, by=fran)
    there = {
        "url": "https://example.org/skill/1",
        "name": "Feedback",
        "framework": "ESCO",
        "code": "",
    }
    framing.take(
        framework=framework,
        lines=[Line("a", earning.SKILL, "", (), (there,))],
        by=fran,
    )
    rule = credential.award.criteria
    address = f"/ob2/badges/{credential.award.achievement.uuid}/{rule.number}"

    found = client.get(address).json()

    assert found["alignment"] == [
        {
            "targetName": "Feedback",
            "targetUrl": "https://example.org/skill/1",
            "targetFramework": "ESCO",
        }
    ]
    assert found["tags"] == [earning.SKILL]
