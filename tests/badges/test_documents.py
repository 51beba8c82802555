# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What is signed: complete, verifiable anywhere, and silent about what nobody may know."""

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import override_settings

from badges import hosted, images, keys, services, verifying
from badges.models import Credential
from badges.openbadges import baking, schema
from badges.openbadges.contents import is_recipient
from badges.openbadges.report import Verdict
from badges.openbadges.verify import verify
from endorsements import framing, sheets
from peerreview.accounts.models import User
from peerreview.activities.models import Submission
from peerreview.aggregation.models import CriterionOutcome, Outcome
from peerreview.kernel import clock
from peerreview.outbox.services import deliver_all
from peerreview.reviews.models import Review
from peerreview.rubrics import library
from peerreview.rubrics.services import publish_rubric
from peerreview.rubrics.specs import CriterionSpec, LevelSpec, RubricSpec
from tests import worlds
from tests.badges import earning

PUBLIC = {"SITE_IS_PUBLIC": True, "SITE_URL": "https://badges.example.org"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def world(person: Callable[..., User], alice: User, fran: User) -> earning.Reviewed:
    """Alice's reviewed and endorsed work, with the badge offered."""
    return earning.reviewed_work(person, alice, fran)


def told(credential: Credential) -> dict[str, Any]:
    return json.loads(credential.document)


def test_a_credential_is_sound_and_verifies_offline(world: earning.Reviewed) -> None:
    document = told(earning.claimed(world.award, printed_name="Alice A."))
    report = verify(document, now=clock.now(), fetch_status=lambda url: hosted.page_at(url).body)

    assert schema.find_errors(document, endorsement=False) == []
    assert report.verdict is Verdict.VALID
    assert document["issuer"]["id"].startswith("did:key:z6Mk")


def test_the_reviews_lie_inside_the_signature(world: earning.Reviewed) -> None:
    subject = told(earning.claimed(world.award))["credentialSubject"]
    described = {item["id"]: item for item in subject["achievement"]["resultDescription"]}
    levels = [
        next(
            level["name"]
            for level in described[result["resultDescription"]]["rubricCriterionLevel"]
            if level["id"] == result["achievedLevel"]
        )
        for result in subject["result"]
        if "achievedLevel" in result
    ]
    figures = {
        described[result["resultDescription"]]["resultType"]: result["value"]
        for result in subject["result"]
        if "achievedLevel" not in result
    }

    assert levels == ["Fully"] * len(library.ARTEFACT.criteria)
    assert figures["ext:ReviewerCount"] == "3"
    assert 0.8 <= float(figures["ext:Probability"]) <= 0.999
    assert figures["ext:Agreement"] == "1.00"


def test_the_evidence_is_bound_to_the_work(world: earning.Reviewed) -> None:
    credential = earning.claimed(world.award)
    submission = credential.award.evidence.facts["submission"]
    artifact, *others = told(credential)["evidence"]

    assert (artifact["name"], artifact["genre"]) == ("What the net made of us", "artifact")
    assert artifact["digestMultibase"].startswith("uEi")
    assert [item["genre"] for item in others] == [
        "text",
        "peer review",
        "endorsement",
        "decision record",
    ]
    assert len(submission["artifact_digest"]) == 64


def test_the_badges_skill_is_named_in_public_frameworks_too(
    alice: User, ben: User, fran: User, person: Callable[..., User]
) -> None:
    staff = person("Staff")
    staff.is_staff = True
    staff.save()
    esco = "http://data.europa.eu/esco/skill/feedback"
    aligned = {"url": esco, "name": "give constructive feedback", "framework": "ESCO", "code": "S1"}
    site = framing.create_framework(name="Site", by=staff)
    club = framing.create_framework(name="Club", by=fran, cohort=worlds.a_cohort(fran, []))
    for framework, by, alignment in (
        (site, staff, aligned),
        (club, fran, {**aligned, "url": "https://club.example.org/secret"}),
    ):
        line = sheets.Line(
            identifier="", name=earning.SKILL, description="", levels=(),
            alignments=(alignment,),
        )  # fmt: skip
        framing.put(framework=framework, line=line, by=by)
    document = told(earning.claimed(earning.an_offer(alice, ben, fran)))

    assert document["credentialSubject"]["achievement"]["alignment"] == [
        {
            "type": ["Alignment"],
            "targetName": "give constructive feedback",
            "targetUrl": esco,
            "targetCode": "S1",
            "targetFramework": "ESCO",
        }
    ]
    assert schema.find_errors(document, endorsement=False) == []


def test_the_e_mail_address_enters_only_as_a_salted_hash(
    world: earning.Reviewed, alice: User
) -> None:
    credential = earning.claimed(world.award)
    document = told(credential)

    assert alice.email not in credential.document
    assert is_recipient(document, alice.email)
    assert not is_recipient(document, "ben@example.org")
    assert len(credential.identity_salt) == 32


def test_nobody_is_named_who_did_not_ask_for_it(world: earning.Reviewed, alice: User) -> None:
    document = told(earning.claimed(world.award))

    assert [item["identityType"] for item in document["credentialSubject"]["identifier"]] == [
        "emailAddress"
    ]
    assert alice.display_name not in json.dumps(document)


def test_reviewers_and_inner_numbers_stay_out(world: earning.Reviewed) -> None:
    """Also the digest of all scores: with it, a guess who reviewed could be confirmed."""
    credential = earning.claimed(world.award)
    outcome = Review.objects.first().submission.outcomes.latest("number")
    facts = json.dumps(credential.award.evidence.facts)

    for secret in [
        *(reviewer.display_name for reviewer in world.reviewers),
        *(str(reviewer.uuid) for reviewer in world.reviewers),
        *(str(review.uuid) for review in Review.objects.all()),
        earning.REMARK,
        outcome.inputs_digest,
        str(outcome.submission.uuid),
    ]:
        assert secret not in credential.document
        if secret != str(outcome.submission.uuid):
            assert secret not in facts
    assert not re.search(r'"(?:\w+_)?id": \d', credential.document)
    assert "person_id" not in facts
    assert "endorser_id" not in facts


def test_an_endorser_is_named_only_if_their_profile_is_public(
    alice: User, fran: User, person: Callable[..., User]
) -> None:
    shy, open_ = person("Shy Sheila"), person("Open Olga", is_public=True)
    achievement = earning.an_achievement()
    worlds.a_cohort(fran, [alice, shy, open_])
    earning.vouch(shy, alice)
    earning.vouch(open_, alice)
    deliver_all()
    award = alice.awards.get(achievement=achievement)

    described = [item["description"] for item in told(earning.claimed(award))["evidence"][:-1]]

    assert described == [
        "Given by a person who learns with them, in the same cohort.",
        "Given by Open Olga, in the same cohort.",
    ]
    assert "Sheila" not in json.dumps(award.evidence.facts)


def test_only_endorsements_that_count_are_printed(alice: User, ben: User, fran: User) -> None:
    award = earning.an_offer(alice, ben, fran)
    earning.vouch(ben, alice, "Cooking", "His soup kept twenty people at the table till late.")
    deliver_all()

    names = [item["name"] for item in told(earning.claimed(award))["evidence"]]

    assert names == ["Endorsement: Giving feedback", "Decision record"]


def test_the_largest_rubric_still_makes_a_badge_that_can_be_baked(
    person: Callable[..., User], alice: User, fran: User
) -> None:
    wide = "\u0416"
    levels = tuple(LevelSpec(f"{wide} {n}", wide * 2000, n) for n in range(8))
    criteria = tuple(
        CriterionSpec(f"k{n}", f"{wide} {n}", "", levels, comment="off") for n in range(12)
    )
    rubric = publish_rubric(spec=RubricSpec("Large", "", criteria), owner=fran)
    ben = person("Ben")
    activity = worlds.a_cohort_activity(fran, [alice, ben], rubric_version=rubric)
    tree = {"all": [{"endorsements": {"people": 1, "skill": None}}]}
    achievement = earning.an_achievement(tree=tree, activity_uuid=activity.uuid)
    _judged_best(worlds.a_text_submission(activity, alice))
    earning.vouch(ben, alice, reason=wide * 2000)
    deliver_all()

    credential = earning.claimed(alice.awards.get(achievement=achievement))

    assert len(told(credential)["credentialSubject"]["result"]) == 25
    assert len(credential.document) < baking.MAX_CREDENTIAL / 2
    assert baking.extract(images.baked_png(credential)) == credential.document
    assert verifying.check(credential.document).verdict == "valid"


def _judged_best(submission: Submission) -> None:
    """An outcome with the highest level throughout, without the work of reviewing 96 levels."""
    outcome = Outcome.objects.create(
        submission=submission, number=1, reviews_counted=3, algorithm="a", inputs_digest="d" * 64
    )
    CriterionOutcome.objects.bulk_create(
        CriterionOutcome(
            outcome=outcome,
            criterion=criterion,
            reviews_counted=3,
            posterior=7.0,
            posterior_sd=0.1,
            consensus_value=7,
            agreement=0.9,
            at_least=[1.0] * 8,
            state="settled",
        )
        for criterion in submission.activity.rubric_version.criteria.all()
    )


def test_an_outcome_with_no_reviews_prints_no_reviews(
    alice: User, fran: User, person: Callable[..., User]
) -> None:
    activity = worlds.a_cohort_activity(fran, [alice, person("Ben")])
    tree = {
        "any": [
            {"reviewers": {"independent": 3}},
            {"endorsements": {"people": 1, "skill": None}},
        ]
    }
    achievement = earning.an_achievement(tree=tree, activity_uuid=activity.uuid)
    worlds.a_text_submission(activity, alice)
    earning.vouch(User.objects.get(display_name="Ben"), alice)
    deliver_all()

    document = told(earning.claimed(alice.awards.get(achievement=achievement)))

    assert [item["genre"] for item in document["evidence"]] == [
        "artifact",
        "text",
        "endorsement",
        "decision record",
    ]
    assert "result" not in document["credentialSubject"]


def test_with_a_public_name_the_issuer_is_a_did_web_that_we_serve(
    alice: User, ben: User, fran: User, client: Any
) -> None:
    with override_settings(**PUBLIC):
        credential = earning.claimed(earning.an_offer(alice, ben, fran))
        document = told(credential)
        answer = client.get("/issuers/site/did.json")
        result = verifying.check(credential.document)
        elsewhere = verify(
            document,
            now=clock.now(),
            resolve_key=lambda _name: answer.content,
            fetch_status=lambda url: client.get(urlsplit(url).path).content,
        )

    assert document["issuer"]["id"] == "did:web:badges.example.org:issuers:site"
    assert document["id"] == f"https://badges.example.org/credentials/{credential.uuid}/"
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/did+json")
    assert (result.verdict, result.is_ours) == ("valid", True)
    assert elsewhere.verdict is Verdict.VALID


def test_old_keys_stay_published_and_old_credentials_valid(
    alice: User, ben: User, fran: User
) -> None:
    with override_settings(**PUBLIC):
        credential = earning.claimed(earning.an_offer(alice, ben, fran))
        issuer = services.site_issuer()
        keys.new_key(issuer)
        issuer.keys.filter(number=1).update(retired_at=clock.now())

        assert len(keys.did_document(issuer)["assertionMethod"]) == 3  # with the key for tokens
        assert verifying.check(credential.document).verdict == "valid"


def test_without_a_public_name_no_did_document_is_served(client: Any) -> None:
    services.site_issuer()

    assert client.get("/issuers/site/did.json").status_code == 404
    assert client.get("/issuers/nobody/did.json").status_code == 404


def test_the_baked_picture_carries_the_document_to_the_byte(
    alice: User, ben: User, fran: User
) -> None:
    credential = earning.claimed(earning.an_offer(alice, ben, fran), printed_name="Zoë Ångström")
    picture = images.baked_png(credential)

    assert picture.startswith(baking.PNG_SIGNATURE)
    assert baking.extract(picture) == credential.document
    assert credential.document.isascii()
    assert images.png(credential.award.achievement).count(b"openbadgecredential") == 0
