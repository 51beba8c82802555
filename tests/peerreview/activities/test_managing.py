# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What may change after an activity is set, and more time for single people."""

from datetime import timedelta

import pytest

from peerreview.activities import queries, services
from peerreview.activities.models import Activity, Extension
from peerreview.activities.stages import Act, allows
from peerreview.activities.staging import release_due, set_stages
from peerreview.activities.windows import window_of
from peerreview.cohorts.services import leave_cohort
from peerreview.kernel import clock
from peerreview.kernel.errors import Closed, Conflict, Invalid, NotAllowed
from peerreview.outbox.models import Message
from peerreview.outbox.services import deliver_all
from tests.peerreview import reviewing
from tests.worlds import a_cohort, a_cohort_activity, a_rubric, a_text_draft, a_text_submission

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def activity(fran, alice, ben):
    return a_cohort_activity(fran, [alice, ben])


def edited(activity, by, **changes):
    values = {
        "title": activity.title,
        "brief": activity.brief_source,
        **{
            name: getattr(activity, name)
            for name in (
                "rubric_version",
                "blindness",
                "peers_see",
                "author_sees",
                "reviews_needed",
                "reviews_asked",
                "team_size",
            )
        },
        **changes,
    }
    return services.edit_activity(activity=activity, by=by, **values)


def events(name):
    return Message.objects.filter(name=f"activities.{name}").count()


# --- editing -----------------------------------------------------------------------------------
def test_an_activity_is_changed_and_told_once(activity, fran):
    for _again in range(2):
        edited(activity, fran, title="Another title", brief="Make **less**.", reviews_asked=4)

    assert (activity.title, activity.reviews_asked) == ("Another title", 4)
    assert "<strong>less</strong>" in activity.brief_html
    assert events("ActivityChanged") == 1


@pytest.mark.parametrize(
    ("field", "value"), [("blindness", Activity.Blindness.OPEN), ("team_size", 3)]
)
def test_what_people_handed_in_under_stays(activity, fran, alice, field, value):
    edited(activity, fran, **{field: value})
    a_text_submission(activity, alice)

    with pytest.raises(Invalid) as refused:
        edited(activity, fran, **{field: "double" if field == "blindness" else 1})
    assert refused.value.field == field
    edited(activity, fran, title="The title may change")


def test_the_rubric_may_change_until_a_review_is_begun(fran, alice, ben):
    activity = reviewing.activity_in(reviewing.cohort_of(alice, ben, facilitator=fran))
    reviewing.submission_by(alice, activity)
    first, other = activity.rubric_version, a_rubric(fran)
    edited(activity, fran, rubric_version=other)
    reviewing.draft(reviewing.duty(ben, activity))

    with pytest.raises(Invalid) as refused:
        edited(activity, fran, rubric_version=first)
    assert refused.value.field == "rubric_version"
    activity.refresh_from_db()
    assert activity.rubric_version == other


def test_only_who_looks_after_it_changes_it(activity, alice, charlie):
    for person in (alice, charlie):
        with pytest.raises(NotAllowed):
            edited(activity, person, title="Mine")


def test_teams_need_a_cohort(fran):
    with pytest.raises(Invalid) as refused:
        services.open_activity(
            kind="challenge",
            title="Alone",
            brief="Make it.",
            rubric_version=a_rubric(fran),
            team_size=2,
            by=a_cohort(fran).created_by,
        )
    assert refused.value.field == "team_size"


# --- stages at once, closing, reopening ----------------------------------------------------------
def test_two_stages_move_together_or_not_at_all(activity, fran):
    window = window_of(activity)
    late = activity.review_by + DAY
    submit = window.with_span(Act.SUBMIT, due_at=late).span(Act.SUBMIT)
    review = window.with_span(Act.REVIEW, due_at=late + DAY).span(Act.REVIEW)
    set_stages(activity=activity, spans={Act.SUBMIT: submit, Act.REVIEW: review}, by=fran)
    assert (activity.submit_by, activity.review_by) == (late, late + DAY)

    early = window.with_span(Act.REVIEW, due_at=late - HOUR).span(Act.REVIEW)
    with pytest.raises(Invalid) as refused:
        set_stages(activity=activity, spans={Act.SUBMIT: submit, Act.REVIEW: early}, by=fran)
    assert refused.value.field == "review-due_at"


def test_closing_ends_it_at_once_and_it_opens_again(activity, fran, alice):
    now = clock.now() + HOUR
    services.close_now(activity=activity, act=Act.SUBMIT, by=fran, now=now)
    assert not allows(window_of(activity), Act.SUBMIT, now + timedelta(seconds=1))
    assert allows(window_of(activity), Act.REVIEW, now + HOUR)
    with pytest.raises(Conflict):
        services.close_now(activity=activity, act=Act.SUBMIT, by=fran, now=now + HOUR)

    services.reopen(activity=activity, act=Act.SUBMIT, until=now + DAY, by=fran, now=now + HOUR)
    a_text_submission(activity, alice, now=now + 2 * HOUR)
    assert activity.submissions.get().is_late is False


def test_closing_the_reviewing_closes_handing_in(activity, fran):
    now = clock.now() + HOUR
    services.close_now(activity=activity, act=Act.REVIEW, by=fran, now=now)
    window = window_of(activity)

    assert not any(allows(window, act, now + HOUR) for act in (Act.SUBMIT, Act.REVIEW))


def test_reviewing_is_not_switched_off_under_a_review(fran, alice, ben):
    activity = reviewing.activity_in(reviewing.cohort_of(alice, ben, facilitator=fran))
    reviewing.submission_by(alice, activity)
    reviewing.draft(reviewing.duty(ben, activity))

    with pytest.raises(Invalid) as refused:
        services.set_stage(
            activity=activity, act=Act.REVIEW, is_on=False, due_at=activity.review_by, by=fran
        )
    assert refused.value.field == "is_on"


# --- late work and extensions --------------------------------------------------------------------
def test_late_work_is_taken_and_marked_where_there_is_a_hard_date(fran, alice, ben):
    now = clock.now()
    activity = a_cohort_activity(fran, [alice, ben], submit_until=now + 8 * DAY)
    in_time = a_text_submission(activity, alice, now=now + 7 * DAY)
    late = a_text_submission(activity, ben, now=now + 7 * DAY + HOUR)

    assert (in_time.is_late, late.is_late) == (False, True)


def test_without_one_it_is_refused(activity, alice):
    draft = a_text_draft(activity, alice)
    with pytest.raises(Closed):
        services.submit(activity=activity, version=draft, by=alice, now=activity.submit_by + HOUR)


def test_an_extension_moves_one_persons_date(activity, fran, alice, ben):
    until = activity.submit_by + DAY
    for _again in range(2):
        services.extend(
            activity=activity, people=[alice], until=until, stage=Act.SUBMIT, reason="Ill.", by=fran
        )
    now = activity.submit_by + HOUR

    assert a_text_submission(activity, alice, now=now).is_late is False
    with pytest.raises(Closed):
        a_text_submission(activity, ben, now=now)
    assert Extension.objects.get().reason == "Ill."
    assert events("ExtensionGiven") == 1


def test_an_extension_of_reviewing_lets_one_person_finish(fran, alice, ben):
    activity = reviewing.activity_in(reviewing.cohort_of(alice, ben, facilitator=fran))
    reviewing.submission_by(alice, activity)
    review = reviewing.draft(reviewing.duty(ben, activity))
    after = activity.review_by + HOUR
    with pytest.raises(Closed):
        reviewing.fill(review, now=after)
    services.extend(
        activity=activity,
        people=[ben],
        until=activity.review_by + DAY,
        stage=Act.REVIEW,
        reason="Away last week.",
        by=fran,
    )

    reviewing.fill(review, now=after)


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("until", {"until": -DAY}),
        ("until", {"until": HOUR}),
        ("until", {"until": 11 * DAY}),
        ("reason", {"reason": "  "}),
        ("reason", {"reason": "x" * 501}),
        ("stage", {"stage": Act.CALIBRATE}),
        ("people", {"people": []}),
        ("people", {"people": ["charlie"]}),
    ],
)
def test_an_extension_of_no_use_is_refused_for_all(activity, fran, alice, charlie, field, values):
    values = {"until": 8 * DAY, "stage": Act.SUBMIT, "reason": "Ill.", "people": [], **values}
    values["until"] += activity.opens_at
    people = [charlie if each == "charlie" else each for each in values["people"]]
    everyone = [] if values["people"] == [] and field == "people" else [alice, *people]

    with pytest.raises(Invalid) as refused:
        services.extend(activity=activity, by=fran, **{**values, "people": everyone})
    assert refused.value.field == field
    assert not Extension.objects.exists()


def test_names_to_be_revealed_are_not_revealed_to_who_still_reviews(fran, alice):
    activity = a_cohort_activity(fran, [alice], blindness="reveal")
    with pytest.raises(Invalid):
        services.extend(
            activity=activity,
            people=[alice],
            until=activity.review_by + DAY,
            stage=Act.REVIEW,
            reason="Ill.",
            by=fran,
        )


# --- work given back, people who leave -------------------------------------------------------------
def test_work_is_given_back_while_no_review_is_in(fran, alice, ben):
    activity = reviewing.activity_in(reviewing.cohort_of(alice, ben, facilitator=fran))
    submission = reviewing.submission_by(alice, activity)
    reviewing.draft(reviewing.duty(ben, activity))
    services.reopen_submission(submission=submission, reason="The film is cut off.", by=fran)
    assert queries.live_submission(activity, alice) is None

    again = reviewing.submission_by(alice, activity)
    assert (again.pk, again.author) != (submission.pk, ben)
    assert events("SubmissionReopened") == 1


def test_reviewed_work_is_not_given_back_and_nobody_elses_either(fran, alice, ben, person):
    dora = person("Dora")
    activity = reviewing.activity_in(reviewing.cohort_of(alice, ben, dora, facilitator=fran))
    reviewing.submission_by(alice, activity)
    reviewing.reviewed(ben, activity)
    reviewing.submission_by(dora, activity)

    with pytest.raises(Conflict):
        services.reopen_submissions(
            activity=activity, people=[dora, alice], reason="All of you.", by=fran
        )
    assert queries.live_submission(activity, dora) is not None


def test_who_leaves_gives_duties_back_and_keeps_what_is_in(fran, alice, ben, person):
    dora = person("Dora")
    cohort = reviewing.cohort_of(alice, ben, dora, facilitator=fran)
    activity = reviewing.activity_in(cohort, reviews_needed=1, reviews_asked=1)
    submission = reviewing.submission_by(alice, activity)
    reviewing.submission_by(ben, activity)
    reviewing.draft(reviewing.duty(ben, activity))
    leave_cohort(cohort=cohort, by=ben)
    deliver_all()

    submission.refresh_from_db()
    assert submission.reviews_leased == 0
    assert queries.live_submission(activity, ben) is not None
    assert reviewing.duty(dora, activity).submission_id in {
        submission.pk,
        queries.live_submission(activity, ben).pk,
    }


def test_the_release_is_told_once(activity):
    at = activity.review_by + HOUR

    assert release_due(now=activity.review_by - HOUR) == 0
    assert (release_due(now=at), release_due(now=at)) == (1, 0)
    assert events("ResultsReleased") == 1
