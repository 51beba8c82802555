# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0

import dataclasses

import pytest

from badges.openbadges import contents, model
from badges.openbadges.contexts import OUR_CONTEXTS
from badges.openbadges.credential import (
    CredentialError,
    build_badge,
    build_endorsement,
    identity_hash,
)
from badges.openbadges.multikey import parse_digest_multibase
from badges.openbadges.schema import find_errors
from tests.badges.openbadges import samples
from tests.badges.openbadges.samples import CREATED, badge, urn

replace = dataclasses.replace


def everything(value):
    yield value
    for inner in value.values() if isinstance(value, dict) else value:
        if isinstance(inner, dict | list):
            yield from everything(inner)
        else:
            yield inner


def test_a_full_badge_satisfies_the_schema_and_so_does_its_endorsement():
    document = samples.rich()
    assert find_errors(document) == []
    assert find_errors(document["endorsement"][0], endorsement=True) == []


def test_a_badge_follows_every_rule_strict_readers_need():
    document = build_badge(badge(status=True))
    assert document["@context"] == list(OUR_CONTEXTS)
    assert document["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert document["issuer"]["type"] == ["Profile"]
    assert isinstance(document["credentialSchema"], list)
    assert document["credentialStatus"]["statusListIndex"] == "94567"
    assert document["credentialStatus"]["id"].endswith("#94567")
    assert find_errors(document) == []


def test_nothing_empty_and_nothing_null_is_written():
    assert not any(value in (None, "", [], {}) for value in everything(build_badge(badge())))


def test_the_rubric_and_its_results_lie_in_the_credential():
    document = build_badge(badge())
    described = document["credentialSubject"]["achievement"]["resultDescription"]
    assert [item["resultType"] for item in described] == [
        "RubricCriterionLevel",
        "RubricCriterionLevel",
        "ext:ReviewerCount",
        "ext:Agreement",
        "ext:Probability",
        "Percent",
    ]
    assert [level["name"] for level in described[0]["rubricCriterionLevel"]] == [
        "Emerging",
        "Proficient",
        "Exemplary",
    ]
    results = document["credentialSubject"]["result"]
    assert results[0]["achievedLevel"] == urn("Clarity Exemplary")
    assert [item["value"] for item in results] == ["2.75", "2.25", "4", "0.71", "0.96", "82.5"]
    assert [item["resultDescription"] for item in results] == [item["id"] for item in described]
    assert contents.check_results(document) == []


def test_evidence_carries_the_digest_of_the_artifact():
    document = build_badge(badge())
    digest = samples.evidence()[0].sha256
    assert parse_digest_multibase(document["evidence"][0]["digestMultibase"]) == digest
    found = contents.evidence_with_digest(document, digest)
    assert [item["name"] for item in found] == ["Lending library"]
    assert contents.evidence_with_digest(document, bytes(31) + b"\1") == []


def test_the_identity_hash_of_the_standard_is_reproduced():
    expected = "sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399"
    assert identity_hash("a@example.com", "Kosher") == expected
    assert identity_hash(" A@Example.com ", "Kosher") == expected


def test_the_address_is_hashed_and_the_name_is_not():
    document = build_badge(badge())
    mail, name = document["credentialSubject"]["identifier"]
    assert "learner@example.org" not in str(document).lower()
    assert (mail["hashed"], mail["identityType"]) == (True, "emailAddress")
    assert (name["hashed"], name["identityType"], name["identityHash"]) == (False, "name", "Zoë")
    assert contents.is_recipient(document, "LEARNER@example.org")
    assert not contents.is_recipient(document, "other@example.org")
    assert "learner" not in repr(badge().recipient).lower()


def test_an_unhashed_address_from_elsewhere_is_compared_as_it_is():
    entry = {"identityType": "emailAddress", "hashed": False, "identityHash": "A@b.example"}
    document = {"credentialSubject": {"identifier": [entry]}}
    assert contents.is_recipient(document, "a@B.example")
    assert not contents.is_recipient(document, "b@b.example")


@pytest.mark.parametrize(
    "change",
    [
        {"id": "badge-1"},
        {"id": "http://a.example/1"},
        {"id": "_:b0"},
        {"id": "https://a.example/ 1"},
        {"id": "https://a.example/>"},
        {"recipient": model.Recipient()},
        {"recipient": model.Recipient(name="Zoë")},
        {"recipient": model.Recipient(email="a@example.org", salt="short")},
        {"name": "a\x00b"},
        {"name": "a\ud800b"},
        {"issuer": model.Issuer(id="did:web:a.example", name=" ")},
        {"achievement": replace(samples.achievement(), criteria_narrative="")},
        {"statistics": (replace(samples.statistics()[0], value=""),)},
        {"statistics": samples.statistics()[:1] * 2},
        {"statistics": (replace(samples.statistics()[0], id=urn("Clarity")),)},
        {
            "results": (
                model.CriterionResult(
                    criterion_id=urn("Clarity"), level_id=urn("Reach Proficient")
                ),
            )
        },
        {"evidence": (model.Evidence(id=urn("e"), sha256=b"short"),)},
        {"valid_from": CREATED.replace(tzinfo=None)},
    ],
)
def test_values_that_make_no_sound_credential_are_refused(change):
    with pytest.raises(ValueError):
        build_badge(replace(badge(), **change))


def test_line_ends_and_tabs_become_plain():
    document = build_badge(replace(badge(), narrative="one\r\ntwo\rthree\tfour"))
    assert document["credentialSubject"]["narrative"] == "one\ntwo\nthree    four"


def test_tags_hold_nothing_that_javascript_sorts_otherwise():
    tags = ("\U0001f600z", "\ue000z", "\uff21\uff22", "sun \u2600\ufe0f", "\ue000", "AB")
    achievement = replace(samples.achievement(), tags=tags)
    written = build_badge(replace(badge(), achievement=achievement))
    found = written["credentialSubject"]["achievement"]["tag"]
    assert found == ["\U0001f600z", "z", "AB", "sun \u2600"]
    assert sorted(found) == sorted(found, key=lambda tag: tag.encode("utf-16-be"))


def test_a_learner_with_an_id_of_their_own_needs_no_address():
    document = build_badge(replace(badge(), recipient=model.Recipient(id="did:web:me.example")))
    assert document["credentialSubject"]["id"] == "did:web:me.example"
    assert "identifier" not in document["credentialSubject"]
    assert find_errors(document) == []


def test_an_endorsement_without_a_name_is_refused():
    with pytest.raises(CredentialError, match="name"):
        build_endorsement(
            model.Endorsement(
                id=urn("e"),
                name="",
                issuer=model.Issuer(id="did:web:a.example", name="A"),
                subject_id=urn("s"),
                comment="c",
                valid_from=CREATED,
            )
        )


@pytest.mark.parametrize(
    ("document", "path"),
    [
        ({"credentialSubject": {"type": ["AchievementSubject"]}}, "credentialSubject"),
        ({"issuer": "did:web:a.example"}, "issuer"),
        ({"evidence": [{"type": ["Proof"]}]}, "evidence/0/type"),
        ({"validFrom": 7}, "validFrom"),
    ],
)
def test_a_departure_from_the_schema_is_found_where_it_is(document, path):
    assert path in [place for place, _ in find_errors(samples.rich() | document)]


def test_single_values_are_taken_where_the_compacted_schema_takes_them():
    document = samples.rich()
    document["proof"] = document["proof"][0]
    document["credentialSchema"] = document["credentialSchema"][0]
    document["issuer"]["type"] = "Profile"
    assert find_errors(document) == []


def test_a_subject_that_names_nobody_is_found():
    document = samples.rich()
    del document["credentialSubject"]["identifier"]
    assert [path for path, _ in find_errors(document)] == ["credentialSubject"]
