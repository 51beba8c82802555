# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
import uuid
from datetime import timedelta

import pytest

from peerreview.activities import queries, rules, services
from peerreview.activities.models import Activity, Entry, Submission
from peerreview.artifacts import services as artifacts
from peerreview.cohorts.services import create_cohort, leave_cohort
from peerreview.kernel import clock
from peerreview.kernel.errors import Closed, Conflict, Invalid, NotAllowed
from peerreview.outbox.models import Message
from tests.worlds import (
    a_challenge,
    a_cohort,
    a_cohort_activity,
    a_rubric,
    a_text_draft,
    a_text_submission,
)

DAY = timedelta(days=1)
GRACE = timedelta(seconds=300)


def events(name):
    return Message.objects.filter(name=f"activities.{name}").count()


def test_open_activity_shows_its_brief_as_safe_html(fran):
    activity = a_cohort_activity(fran, brief="*Make* it. <script>alert(1)</script>")

    assert "<em>Make</em>" in activity.brief_html
    assert "<script" not in activity.brief_html
    assert events("ActivityOpened") == 1


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("title", {"title": "   "}),
        ("title", {"title": "x" * 161}),
        ("brief", {"brief": " \n"}),
        ("brief", {"brief": "x" * 20_001}),
        ("blindness", {"blindness": "sometimes"}),
        ("reviews_needed", {"reviews_needed": 0}),
        ("reviews_needed", {"reviews_needed": 11, "reviews_asked": 11}),
        ("reviews_asked", {"reviews_asked": 11}),
        ("reviews_asked", {"reviews_needed": 4, "reviews_asked": 3}),
        ("submit_by", {"submit_by": -DAY}),
        ("submit_by", {"opens_at": 2 * DAY, "submit_by": DAY}),
        ("submit_by", {"submit_by": 4000 * DAY}),
        ("review_by", {"submit_by": 2 * DAY, "review_by": DAY}),
        ("review_by", {"submit_by": DAY, "review_by": DAY}),
        ("review_by", {"submit_by": None, "review_by": timedelta(0)}),
        ("opens_at", {"opens_at": 4000 * DAY, "submit_by": None, "review_by": None}),
    ],
)
def test_open_activity_refuses_and_names_the_field(fran, field, values):
    now = clock.now()
    values = {k: now + v if isinstance(v, timedelta) else v for k, v in values.items()}

    with pytest.raises(Invalid) as refused:
        a_cohort_activity(fran, now=now, **values)

    assert refused.value.field == field
    assert not Activity.objects.exists()


def test_open_activity_is_for_facilitators_and_equals_of_a_study_group(fran, alice, charlie):
    cohort = a_cohort(fran, [alice])
    group = create_cohort(name="Two friends", kind="study_group", by=alice)

    for who in (alice, charlie):
        with pytest.raises(NotAllowed):
            a_cohort_activity(who, cohort=cohort)

    assert a_cohort_activity(alice, cohort=group).cohort == group
    assert not rules.is_facilitator_of(alice, group.activities.get())


def test_a_challenge_is_set_by_a_facilitator_or_staff(fran, alice, person):
    staff = person("Sam")
    staff.is_staff = True
    values = {"kind": "challenge", "title": "T", "brief": "B", "rubric_version": a_rubric()}

    with pytest.raises(NotAllowed):
        services.open_activity(**values, by=alice)

    assert services.open_activity(**values, by=staff).cohort is None
    assert a_challenge(fran).kind == "challenge"


@pytest.mark.parametrize(
    ("kind", "with_cohort"), [("cohort", False), ("challenge", True), ("x", True)]
)
def test_open_activity_refuses_a_kind_that_does_not_fit(fran, kind, with_cohort):
    cohort = a_cohort(fran)

    with pytest.raises(Invalid) as refused:
        services.open_activity(
            kind=kind,
            cohort=cohort if with_cohort else None,
            title="T",
            brief="B",
            rubric_version=a_rubric(),
            by=fran,
        )

    assert refused.value.field == "kind"


def test_the_same_form_sent_twice_opens_one_activity(fran, ben):
    key = uuid.uuid4()
    cohort = a_cohort(fran)

    first = a_cohort_activity(fran, cohort=cohort, uuid=key)
    again = a_cohort_activity(fran, cohort=cohort, uuid=key)

    assert first == again
    assert events("ActivityOpened") == 1
    with pytest.raises(Conflict):
        a_cohort_activity(ben, uuid=key)


def test_start_entry_continues_the_same_draft(fran, alice):
    activity = a_cohort_activity(fran, [alice])

    first = services.start_entry(activity=activity, by=alice)
    again = services.start_entry(activity=activity, by=alice)

    assert first == again == queries.draft_of(activity, alice)
    assert Entry.objects.count() == 1


def test_two_activities_have_two_drafts(fran, alice):
    cohort = a_cohort(fran, [alice])
    one, two = a_cohort_activity(fran, cohort=cohort), a_cohort_activity(fran, cohort=cohort)

    assert services.start_entry(activity=one, by=alice) != services.start_entry(
        activity=two, by=alice
    )


def test_submit_freezes_and_tells_once_however_often_it_is_sent(fran, alice):
    activity = a_cohort_activity(fran, [alice])
    draft = a_text_draft(activity, alice)

    sent = [services.submit(activity=activity, version=draft, by=alice) for _ in range(3)]

    assert len(set(sent)) == Submission.objects.count() == 1
    assert sent[0].version.is_frozen
    assert events("SubmissionMade") == 1


def test_a_retry_after_the_deadline_still_gives_what_was_handed_in(fran, alice):
    activity = a_cohort_activity(fran, [alice])
    draft = a_text_draft(activity, alice)
    sent = services.submit(activity=activity, version=draft, by=alice)

    again = services.submit(
        activity=activity, version=draft, by=alice, now=activity.submit_by + DAY
    )

    assert again == sent


@pytest.mark.parametrize(
    ("late", "taken"), [(timedelta(0), True), (GRACE, True), (GRACE + timedelta(seconds=1), False)]
)
def test_submit_takes_work_until_the_deadline_and_its_grace(fran, alice, late, taken):
    activity = a_cohort_activity(fran, [alice])
    draft = a_text_draft(activity, alice)
    at = activity.submit_by + late

    if taken:
        assert (
            services.submit(activity=activity, version=draft, by=alice, now=at).submitted_at == at
        )
        return
    with pytest.raises(Closed, match="Your draft is kept"):
        services.submit(activity=activity, version=draft, by=alice, now=at)
    assert queries.draft_of(activity, alice) == draft
    assert not Submission.objects.exists()


def test_nothing_starts_before_the_opening(fran, alice):
    activity = a_cohort_activity(fran, [alice], opens_at=clock.now() + DAY)

    with pytest.raises(Closed, match="not opened"):
        services.start_entry(activity=activity, by=alice)

    assert not Entry.objects.exists()


def test_submit_refuses_strangers_others_work_and_who_sees_names(fran, alice, ben, charlie):
    activity = a_cohort_activity(fran, [alice, ben])
    draft = a_text_draft(activity, alice)

    with pytest.raises(NotAllowed):
        services.submit(activity=activity, version=draft, by=ben)
    for who in (charlie, fran):
        with pytest.raises(NotAllowed):
            services.start_entry(activity=activity, by=who)
        own = artifacts.start_artifact(owner=who)
        with pytest.raises(NotAllowed):
            services.submit(activity=activity, version=own, by=who)

    assert not Submission.objects.exists()
    assert Entry.objects.get().author == alice


def test_who_left_the_cohort_hands_in_no_more(fran, alice):
    activity = a_cohort_activity(fran, [alice])
    draft = a_text_draft(activity, alice)
    leave_cohort(cohort=activity.cohort, by=alice)

    with pytest.raises(NotAllowed):
        services.submit(activity=activity, version=draft, by=alice)


def test_an_empty_draft_is_not_handed_in_and_stays_a_draft(fran, alice):
    activity = a_cohort_activity(fran, [alice])
    draft = services.start_entry(activity=activity, by=alice)

    with pytest.raises(Invalid):
        services.submit(activity=activity, version=draft, by=alice)

    assert queries.draft_of(activity, alice) == draft
    assert not Submission.objects.exists()


def test_other_work_is_refused_while_something_is_handed_in(fran, alice):
    activity = a_cohort_activity(fran, [alice])
    a_text_submission(activity, alice)
    other = artifacts.start_artifact(owner=alice)

    with pytest.raises(Conflict, match="Withdraw it first"):
        services.submit(activity=activity, version=other, by=alice)
    with pytest.raises(Conflict):
        services.start_entry(activity=activity, by=alice)


def test_withdrawn_work_can_be_changed_and_handed_in_again(fran, alice):
    activity = a_cohort_activity(fran, [alice])
    first = a_text_submission(activity, alice)

    services.withdraw(submission=first, by=alice)
    services.withdraw(submission=first, by=alice)
    draft = services.start_entry(activity=activity, by=alice)
    second = services.submit(activity=activity, version=draft, by=alice)

    assert draft.artifact == first.version.artifact
    assert draft.number == 2
    assert queries.live_submission(activity, alice) == second != first
    assert (events("SubmissionWithdrawn"), events("SubmissionMade")) == (1, 2)


@pytest.mark.parametrize("counter", ["reviews_leased", "reviews_done"])
def test_withdraw_is_refused_once_somebody_reviews(fran, alice, counter):
    submission = a_text_submission(a_cohort_activity(fran, [alice]), alice)
    Submission.objects.filter(pk=submission.pk).update(**{counter: 1})

    with pytest.raises(Conflict, match="reviewing"):
        services.withdraw(submission=submission, by=alice)

    submission.refresh_from_db()
    assert submission.withdrawn_at is None


def test_withdraw_is_for_the_author_and_before_the_end(fran, alice, ben):
    activity = a_cohort_activity(fran, [alice, ben])
    submission = a_text_submission(activity, alice)

    for who in (ben, fran):
        with pytest.raises(NotAllowed):
            services.withdraw(submission=submission, by=who)
    with pytest.raises(Closed):
        services.withdraw(submission=submission, by=alice, now=activity.review_by + DAY)


def test_a_challenge_takes_work_from_anyone_at_any_time(fran, charlie):
    challenge = a_challenge(fran)

    submission = a_text_submission(challenge, charlie, now=clock.now() + 400 * DAY)

    assert submission.activity == challenge


@pytest.mark.parametrize(
    ("blindness", "readers"), [("double", {"fran"}), ("open", {"fran", "ben"})]
)
def test_who_may_read_what_was_handed_in(fran, alice, ben, charlie, blindness, readers):
    activity = a_cohort_activity(fran, [alice, ben], blindness=blindness)
    version = a_text_submission(activity, alice).version
    people = {"fran": fran, "ben": ben, "charlie": charlie}

    assert {n for n, p in people.items() if queries.may_read_version(p, version.pk)} == readers


def test_nobody_else_reads_a_draft_or_withdrawn_work(fran, alice):
    activity = a_cohort_activity(fran, [alice], blindness="open")
    submission = a_text_submission(activity, alice)
    services.withdraw(submission=submission, by=alice)
    draft = services.start_entry(activity=activity, by=alice)

    assert not queries.may_read_version(fran, submission.version_id)
    assert not queries.may_read_version(fran, draft.pk)


def test_who_set_a_challenge_reads_what_was_handed_in_and_other_facilitators_do_not(
    fran, alice, charlie, person
):
    challenge = a_challenge(fran)
    version = a_text_submission(challenge, alice).version
    greta = person("Greta")
    a_cohort(greta)

    assert queries.may_read_version(fran, version.pk)
    assert not queries.may_read_version(greta, version.pk)
    assert not queries.may_read_version(charlie, version.pk)
