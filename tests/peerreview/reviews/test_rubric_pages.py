# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What the desk asks as the rubric says, the preview of it, and what a rubric is said to miss."""

import dataclasses

import pytest
from django.urls import reverse

from peerreview.kernel.errors import Invalid
from peerreview.reviews.amending import amend_review
from peerreview.reviews.errors import Incomplete
from peerreview.reviews.models import Edit, Review
from peerreview.reviews.submitting import set_aside, submit_review
from peerreview.rubrics import library
from peerreview.rubrics.services import publish_rubric
from tests.peerreview import reviewing
from tests.peerreview.reviewing import NOW, RUBRIC, change, draft, duty, fill
from tests.peerreview.rubrics.test_pages import COLOUR, form

FULL = dataclasses.replace(
    RUBRIC,
    overall="required",
    overall_min_chars=12,
    asks_missed=True,
    criteria=(
        dataclasses.replace(
            RUBRIC.criteria[0], questions=("Which sentence carries it?",), allows_cannot_judge=False
        ),
        dataclasses.replace(RUBRIC.criteria[1], weight=0),
        RUBRIC.criteria[2],
    ),
)


@pytest.fixture
def activity(alice, ben, fran):
    cohort = reviewing.cohort_of(alice, ben, facilitator=fran)
    return reviewing.activity_in(cohort, rubric_version=publish_rubric(spec=FULL, owner=fran))


@pytest.fixture
def review(alice, ben, activity) -> Review:
    reviewing.submission_by(alice, activity)
    return draft(duty(ben, activity))


@pytest.fixture
def done(review) -> Review:
    fill(review)
    change(review, "overall", "Good to read, all of it.")
    change(review, "missed", "Nobody asks whether it is kind.")
    return submit_review(review=review, by=review.reviewer, now=NOW)


# --- the desk -------------------------------------------------------------------------------------
def test_the_desk_asks_what_the_rubric_asks(review, ben, client_of):
    page = client_of(ben).get(reverse("review-desk", args=[review.uuid])).content.decode()

    assert "Which sentence carries it?" in page
    assert page.count('value="cannot_judge"') == 2
    assert "Asked, but not counted." in page
    assert 'name="missed"' in page
    assert "{typed} of at least 12 characters" in page


def test_what_the_rubric_does_not_ask_cannot_be_said(alice, ben, fran):
    silent = dataclasses.replace(RUBRIC, overall="off")
    activity = reviewing.activity_in(
        reviewing.cohort_of(alice, ben, facilitator=fran),
        rubric_version=publish_rubric(spec=silent, owner=fran),
    )
    reviewing.submission_by(alice, activity)
    review = draft(duty(ben, activity))

    for field in ("overall", "missed"):
        with pytest.raises(Invalid) as refused:
            change(review, field, "Something")
        assert refused.value.field == field


@pytest.mark.parametrize("value", ["cannot_judge", 4, -1, True, 10**9, "2"])
def test_a_level_that_is_not_offered_is_refused(review, value):
    with pytest.raises(Invalid) as refused:
        change(review, "score:argument", value)

    assert refused.value.field == "score:argument"


def test_a_required_overall_comment_is_missed_by_name(review, ben, client_of):
    fill(review)
    change(review, "overall", "Too short")

    with pytest.raises(Incomplete) as refused:
        submit_review(review=review, by=ben, now=NOW)
    page = client_of(ben).post(
        reverse("review-submit", args=[review.uuid]), {"act": "hand-in", "overall": "Too short"}
    )

    assert refused.value.missing == {"overall": "Write at least 12 characters here."}
    assert page.status_code == 422
    assert 'href="#overall"' in page.content.decode()


# --- the preview ----------------------------------------------------------------------------------
def test_the_preview_is_the_desk_of_it_and_saves_nothing(fran, activity, client_of):
    version = activity.rubric_version
    url = reverse("rubric-preview", args=[version.rubric.uuid, version.number])

    page = client_of(fran).get(url).content.decode()

    assert page.count('class="desk-criterion"') == 3
    assert 'name="comment:argument"' in page
    assert "csrfmiddlewaretoken" not in page.split("data-desk-form")[1]
    assert not Review.objects.exists()
    assert not Edit.objects.exists()


def test_a_draft_in_the_builder_is_previewed_before_it_is_published(alice, client_of):
    browser = client_of(alice)

    page = browser.post(reverse("rubric-preview-draft"), form(COLOUR))
    half = browser.post(reverse("rubric-preview-draft"), form(COLOUR, title=""))

    assert "All of it." in page.content.decode()
    assert half.status_code == 422
    assert "Give the rubric a title." in half.content.decode()


def test_an_edit_of_a_rubric_in_use_says_so_and_changes_nothing_there(fran, activity, client_of):
    rubric = activity.rubric_version.rubric
    page = client_of(fran).get(reverse("rubric-edit", args=[rubric.uuid])).content.decode()

    publish_rubric(spec=library.CODE, rubric=rubric)
    activity.refresh_from_db()

    assert "1 activity uses this rubric. It keeps the version" in page
    assert activity.rubric_version.number == 1
    assert (
        "Which sentence carries it?"
        in client_of(fran).get(reverse("activity", args=[activity.uuid])).content.decode()
    )


# --- what it misses -------------------------------------------------------------------------------
def test_owner_and_facilitator_read_it_without_names_and_authors_never(
    done, activity, alice, ben, fran, client_of
):
    of_rubric = reverse("rubric-missed", args=[activity.rubric_version.rubric.uuid])
    of_activity = reverse("activity-missed", args=[activity.uuid])
    result = reverse("submission", args=[done.submission.uuid])

    for url in (of_rubric, of_activity):
        page = client_of(fran).get(url).content.decode()
        assert "Nobody asks whether it is kind." in page
        for secret in (ben.display_name, done.assignment.alias, alice.display_name, str(done.uuid)):
            assert secret not in page
    assert "whether it is kind" not in client_of(alice).get(result).content.decode()
    assert client_of(alice).get(of_activity).status_code == 403
    assert client_of(alice).get(of_rubric).status_code == 404


def test_the_history_does_not_tell_a_facilitator_who_said_it(done, ben, fran, client_of):
    amend_review(review=done, by=ben, values={"missed": "Whether it is brave."}, now=NOW)
    url = reverse("review-history", args=[done.uuid])

    assert "brave" in client_of(ben).get(url).content.decode()
    assert "brave" not in client_of(fran).get(url).content.decode()


def test_the_owner_of_a_rubric_reads_nothing_about_their_own_work(alice, ben, fran, client_of):
    version = publish_rubric(spec=FULL, owner=alice)
    activity = reviewing.activity_in(
        reviewing.cohort_of(alice, ben, facilitator=fran), rubric_version=version
    )
    reviewing.submission_by(alice, activity)
    review = fill(draft(duty(ben, activity)))
    change(review, "overall", "Good to read, all of it.")
    change(review, "missed", "A word on courage.")
    submit_review(review=review, by=ben, now=NOW)

    page = client_of(alice).get(reverse("rubric-missed", args=[version.rubric.uuid]))

    assert "A word on courage." not in page.content.decode()


def test_what_was_set_aside_or_not_handed_in_is_not_listed(done, activity, fran, client_of):
    set_aside(review=done, by=fran, reason="Copied.", now=NOW)

    page = client_of(fran).get(reverse("activity-missed", args=[activity.uuid])).content.decode()

    assert "whether it is kind" not in page
    assert "Nothing yet" in page


def test_the_overview_costs_the_same_for_few_and_many(
    done, activity, fran, client_of, django_assert_max_num_queries
):
    browser, url = client_of(fran), reverse("activity-missed", args=[activity.uuid])
    costs = []
    for count in (1, 12):
        for number in range(count):
            _copy(done, number + 100 * count)
        browser.get(url)
        with django_assert_max_num_queries(40) as seen:
            browser.get(url)
        costs.append(len(seen))

    assert costs[0] == costs[1]


def _copy(review, number):
    """Another person's review of the same work, as rows."""
    person = reviewing.learner(f"R{number}")
    assignment = review.assignment.__class__.objects.get(pk=review.assignment_id)
    assignment.pk, assignment.reviewer, assignment.alias = None, person, f"Alias {number}"
    assignment._state.adding = True
    assignment.uuid = assignment._meta.get_field("uuid").get_default()
    assignment.save()
    Review.objects.create(
        assignment=assignment, submission=review.submission, reviewer=person,
        state=review.state, submitted_at=NOW, missed=f"Thing {number}",
    )  # fmt: skip
