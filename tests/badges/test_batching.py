# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A badge for all who have earned it: each once, whoever asks how often, and each seen by its owner only."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from badges import attesting, batching, issuing, log, pursuing, verifying
from badges.events import CredentialIssued
from badges.models import (
    Achievement,
    Award,
    Batch,
    BatchItem,
    Credential,
    CriteriaVersion,
    EvidenceSnapshot,
    LogEntry,
    Progress,
)
from endorsements.models import Endorsement
from peerreview.accounts.models import User
from peerreview.kernel import clock
from peerreview.kernel.errors import Invalid, NotAllowed
from peerreview.notifications.models import Notice
from peerreview.outbox.models import Message
from peerreview.outbox.services import deliver_all
from tests.badges import crowd

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def test_everyone_who_earned_it_gets_it_once(fran: User) -> None:
    achievement = crowd.a_crowd(5, by=fran)
    batch = batching.start(achievement=achievement, by=fran)
    again = batching.start(achievement=achievement, by=fran)
    deliver_all()
    for item in batch.items.all():
        batching.issue_item(item_id=item.pk)
    done = batching.progress(batch)

    assert again == batch
    assert (done.total, done.issued, done.refused, done.is_finished) == (5, 5, 0, True)
    assert Credential.objects.count() == 5
    assert Message.objects.filter(name=CredentialIssued.type_name()).count() == 5
    assert LogEntry.objects.filter(act="issued").count() == 5
    assert len(set(Credential.objects.values_list("status_place__index", flat=True))) == 5
    assert list(log.faults()) == []
    assert not Credential.objects.filter(is_public=True).exists()
    assert not Award.objects.exclude(printed_name="").exists()
    with pytest.raises(Invalid):
        batching.start(achievement=achievement, by=fran)


def test_one_whose_evidence_is_gone_is_refused_and_named_and_the_rest_go_on(fran: User) -> None:
    achievement = crowd.a_crowd(3, by=fran)
    batch = batching.start(achievement=achievement, by=fran)
    first = batch.items.order_by("pk")[0]
    Endorsement.objects.filter(recipient=first.award.recipient).delete()
    claimed = batch.items.order_by("pk")[1].award
    issuing.claim(award=claimed, by=claimed.recipient, printed_name="Ada")
    deliver_all()
    first.refresh_from_db()
    claimed.refresh_from_db()

    assert (first.state, Credential.objects.count()) == (BatchItem.State.REFUSED, 2)
    assert "no longer suffices" in first.fault
    assert claimed.printed_name == "Ada"
    assert Message.objects.filter(name=CredentialIssued.type_name()).count() == 2


def test_together_they_are_issued_as_each_would_be_alone(fran: User) -> None:
    moment = clock.now()
    achievement = crowd.a_crowd(4, by=fran)
    batch = batching.start(achievement=achievement, by=fran)
    items = list(batch.items.order_by("pk"))
    batching.issue_items(item_ids=[item.pk for item in items[:2]], now=moment)
    for item in items[2:]:
        batching.issue_item(item_id=item.pk, now=moment)
    said = [_said(item.award) for item in items]
    looked = Progress.objects.filter(achievement=achievement).values_list("considered_at")

    assert said[0] == said[1] == said[2] == said[3]
    assert set(looked) == {(moment,)}
    assert set(EvidenceSnapshot.objects.values_list("taken_at")) == {(moment,)}
    assert list(log.faults()) == []


def _said(award: Award) -> Any:
    """All that a badge says and leaves behind, but for what is its own."""
    award.refresh_from_db()
    credential = Credential.objects.get(award=award)
    document, decision = json.loads(credential.document), json.loads(credential.decision)
    notice = Notice.objects.get(person=award.recipient, kind="credential-issued")
    evidence = [(item["type"], item["name"]) for item in document["evidence"]]
    told = Message.objects.filter(payload__award_id=award.pk).order_by("pk")
    return (
        verifying.check(credential.document).verdict,
        verifying.check(credential.token).verdict,
        sorted(document),
        evidence,
        [item["type"] for item in document["endorsement"]],
        decision["verdict"]["state"],
        (award.state, award.claimed_at, award.printed_name),
        (notice.params, notice.link.replace(str(credential.uuid), "")),
        [message.name for message in told],
    )


def test_who_said_something_of_their_own_is_issued_to_alone_and_the_rest_together(
    fran: User,
) -> None:
    achievement = crowd.a_crowd(3, by=fran)
    first = Award.objects.order_by("pk")[0]
    pursuing.wish(achievement=achievement, by=first.recipient)
    together = issuing.issue_together(award_ids=list(Award.objects.values_list("pk", flat=True)))

    assert first.pk not in together
    assert len(together) == Credential.objects.count() == 2
    first.refresh_from_db()
    assert first.state == Award.State.OFFERED


def test_one_that_the_signer_refuses_does_not_keep_the_others(fran: User) -> None:
    achievement = crowd.a_crowd(3, by=fran)
    batch = batching.start(achievement=achievement, by=fran)
    first = batch.items.order_by("pk")[0]
    # As if somebody had changed what was kept, and its digest with the record beside it.
    EvidenceSnapshot.objects.filter(award=first.award).update(facts={"endorsements": []})
    Award.objects.filter(pk=first.award_id).update(criteria=_a_rule_changed_in_place(achievement))
    deliver_all()
    first.refresh_from_db()

    assert (first.state, Credential.objects.count()) == (BatchItem.State.REFUSED, 2)
    assert batching.progress(batch).issued == 2
    assert list(log.faults()) == []


def _a_rule_changed_in_place(achievement: Achievement) -> CriteriaVersion:
    rule = achievement.criteria_versions.get()
    rule.pk, rule.number = None, 2
    rule.digest = "0" * 64
    rule.save()
    return rule


def test_many_are_issued_with_as_many_queries_as_few(fran: User) -> None:
    counts = []
    for number in (2, 12):
        achievement = crowd.a_crowd(number, by=fran, name=f"Crowd {number}")
        for about in Endorsement.objects.values_list("uuid", flat=True):
            attesting.sign_endorsement(about)
        batch = batching.start(achievement=achievement, by=fran)
        ids = list(batch.items.values_list("pk", flat=True))
        with CaptureQueriesContext(connection) as queries:
            batching.issue_items(item_ids=ids)
        assert batching.progress(batch).issued == number
        counts.append(len(queries))

    # The first made the issuer's key for tokens.
    assert counts[1] <= counts[0]


def test_one_claim_takes_few_queries(fran: User) -> None:
    crowd.a_crowd(2, by=fran)
    first, second = Award.objects.order_by("pk")
    issuing.claim(award=first, by=first.recipient)
    with CaptureQueriesContext(connection) as queries:
        issuing.claim(award=second, by=second.recipient)
    said = [q["sql"] for q in queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]

    assert len(said) <= 60


def test_only_who_answers_for_the_badge_may(alice: User, fran: User) -> None:
    achievement = crowd.a_crowd(1, by=fran)

    with pytest.raises(NotAllowed):
        batching.start(achievement=achievement, by=alice)
    assert not Batch.objects.exists()


def test_the_page_shows_how_far_it_is_with_as_many_queries_for_many(
    client_of: SignIn, fran: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    achievement = crowd.a_crowd(4, by=fran)
    client = client_of(fran)
    offered = client.get(reverse("achievement", args=[achievement.uuid])).content.decode()
    started = client.post(reverse("batch-start", args=[achievement.uuid]), follow=True)
    batch = Batch.objects.get()
    Endorsement.objects.all().delete()
    with django_assert_max_num_queries(14):
        page = client.get(reverse("batch", args=[batch.uuid])).content.decode()
    deliver_all()
    with django_assert_max_num_queries(16):
        done = client.get(reverse("batch", args=[batch.uuid])).content.decode()

    assert "4 people have earned this badge" in offered
    assert started.redirect_chain[-1][0] == reverse("batch", args=[batch.uuid])
    assert ('hx-trigger="every 2s"' in page, 'hx-trigger="every 2s"' in done) == (True, False)
    assert "4 could not be issued." in done
    nobody = client.post(reverse("batch-start", args=[achievement.uuid]), follow=True)
    assert "Nobody is waiting for this badge" in nobody.content.decode()


def test_before_anything_is_signed_a_page_says_to_whom(
    client_of: SignIn, fran: User, alice: User
) -> None:
    few, many = (crowd.a_crowd(n, by=fran, name=f"Crowd of {n}") for n in (2, 7))
    client = client_of(fran)
    client.get("/badges/")
    queries = []
    for achievement in (few, many):
        address = reverse("batch-start", args=[achievement.uuid])
        with CaptureQueriesContext(connection) as found:
            page = client.get(address).content.decode()
        queries.append(len(found))
        awards = Award.objects.filter(achievement=achievement).select_related("recipient")
        assert all(award.recipient.display_name in page for award in awards)
        assert f"Sign and issue {len(awards)} badges" in page

    assert queries[0] == queries[1]
    assert "names nobody, and only its owner sees it" in page
    assert not Batch.objects.exists()
    assert client_of(alice).get(address).status_code == 403
