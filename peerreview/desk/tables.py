# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What an activity's export holds, declared once: the files, the dictionary and its page come from here."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from peerreview.accounts.models import User
from peerreview.activities.models import Activity, Extension, Submission
from peerreview.aggregation.models import CriterionOutcome, Outcome
from peerreview.allocation.models import Assignment
from peerreview.audit.queries import entries_of
from peerreview.cohorts.models import Membership
from peerreview.desk.columns import (
    CRITERION,
    SUBMISSION,
    at,
    id_column,
    moment_column,
    number_column,
    one_of,
    person_column,
    text_column,
)
from peerreview.desk.later_tables import LATER
from peerreview.desk.learners import everyone
from peerreview.desk.models import LetterCopy
from peerreview.desk.readable import CHUNK, owed_by, readable_reviews
from peerreview.desk.sheets import Column, Table
from peerreview.reviews.models import Score
from peerreview.rubrics.models import Level


def _members(activity: Activity, _reader: User) -> Iterator[Any]:
    if activity.cohort_id is None:
        return
    seats = Membership.objects.filter(cohort=activity.cohort_id).select_related("user")
    yield from seats.order_by("pk").iterator(chunk_size=CHUNK)


def _board(activity: Activity, _reader: User) -> Iterator[Any]:
    yield from everyone(activity).order_by("pk").iterator(chunk_size=CHUNK)


def _rubric(activity: Activity, _reader: User) -> Iterator[Any]:
    levels = Level.objects.filter(criterion__version=activity.rubric_version_id)
    yield from levels.select_related("criterion").order_by("criterion__position", "value")


def _submissions(activity: Activity, _reader: User) -> Iterator[Any]:
    works = Submission.objects.filter(activity=activity).select_related("author", "version")
    yield from works.order_by("submitted_at", "pk").iterator(chunk_size=CHUNK)


def _assignments(activity: Activity, _reader: User) -> Iterator[Any]:
    duties = Assignment.objects.filter(submission__activity=activity)
    rows = duties.select_related("submission", "reviewer").order_by("leased_at", "pk")
    yield from rows.iterator(chunk_size=CHUNK)


def _reviews(activity: Activity, reader: User) -> Iterator[Any]:
    rows = readable_reviews(activity, reader).select_related("submission", "reviewer", "assignment")
    yield from rows.order_by("submitted_at", "pk").iterator(chunk_size=CHUNK)


def _scores(activity: Activity, reader: User) -> Iterator[Any]:
    rows = Score.objects.filter(review__in=readable_reviews(activity, reader).values("pk"))
    around = rows.select_related("review__submission", "criterion", "level")
    yield from around.order_by("review_id", "criterion__position").iterator(chunk_size=CHUNK)


def _outcomes(activity: Activity, reader: User) -> Iterator[Any]:
    found = Outcome.objects.filter(submission__activity=activity)
    rows = found.exclude(submission__in=owed_by(reader, activity)).select_related("submission")
    yield from rows.order_by("submission_id", "number").iterator(chunk_size=CHUNK)


def _criterion_outcomes(activity: Activity, reader: User) -> Iterator[Any]:
    found = CriterionOutcome.objects.filter(outcome__submission__activity=activity)
    rows = found.exclude(outcome__submission__in=owed_by(reader, activity))
    around = rows.select_related("outcome__submission", "criterion")
    yield from around.order_by("outcome_id", "criterion__position").iterator(chunk_size=CHUNK)


def _extensions(activity: Activity, _reader: User) -> Iterator[Any]:
    given = Extension.objects.filter(activity=activity).select_related("person", "given_by")
    yield from given.order_by("given_at", "pk").iterator(chunk_size=CHUNK)


def _messages(activity: Activity, _reader: User) -> Iterator[Any]:
    copies = LetterCopy.objects.filter(letter__activity=activity)
    rows = copies.select_related("letter__sender", "recipient").order_by("letter_id", "pk")
    yield from rows.iterator(chunk_size=CHUNK)


def _trail(activity: Activity, _reader: User) -> Iterator[Any]:
    yield from entries_of(activity.pk).order_by("number").iterator(chunk_size=CHUNK)


TABLES: tuple[Table, ...] = (
    Table("activity", _("The activity itself: one row."), (
        id_column("activity", "uuid", _("id of the activity")),
        text_column("title", "title", _("its title")),
        text_column("kind", "kind", one_of(_("kind"), Activity.Kind)),
        text_column("blindness", "blindness", one_of(_("who sees names"), Activity.Blindness)),
        number_column("reviews_needed", "reviews_needed", _("reviews each submission needs")),
        number_column("reviews_asked", "reviews_asked", _("reviews asked of each learner")),
        moment_column("opens_at", "opens_at", _("when it opens")),
        moment_column("submit_by", "submit_by", _("when handing in ends")),
        moment_column("review_by", "review_by", _("when reviewing ends")),
        text_column("rubric_digest", "rubric_version.digest", _("SHA-256 of the rubric that was used")),
    ), lambda activity, _reader: [activity]),
    Table("rubric", _("One row for each level of each criterion."), (
        CRITERION,
        text_column("criterion_title", "criterion.title", _("the criterion in words")),
        Column("weight", "number", _("what it counts among the criteria"), lambda r, _m: float(r.criterion.weight)),
        number_column("level", "value", _("the level, from 0, the lowest")),
        text_column("level_title", "title", _("the level in words")),
        Column("points", "number", _("what the level is worth"), lambda r, _m: float(r.points)),
    ), _rubric),
    Table("members", _("One row for each person who is or was in the cohort."), (
        person_column("person", "user", _("id of the person, the same in every table of this export")),
        text_column("name", "user.display_name", _("the name they chose"), is_personal=True),
        text_column("email", "user.email", _("the address they sign in with"), is_personal=True),
        text_column("role", "role", _("learner or facilitator")),
        moment_column("joined_at", "joined_at", _("when they joined")),
        moment_column("left_at", "left_at", _("when they left; empty while they are in it")),
    ), _members),
    Table("board", _("One row for each person of the activity: where they stand."), (
        Column("person", "person", _("who it is"), lambda row, mask: mask.person(row)),
        text_column("name", "display_name", _("the name they chose"), is_personal=True),
        text_column("place", "place", _("not_started, draft, waiting, in_review or reviewed")),
        moment_column("started_at", "started_at", _("when they began their work")),
        moment_column("handed_in_at", "handed_in_at", _("when they handed it in")),
        number_column("reviews_given", "given", _("reviews they have handed in")),
        number_column("reviews_received", "done", _("reviews of their work that are handed in")),
        number_column("reviews_being_written", "leased", _("reviews of their work under way")),
    ), _board),
    Table("submissions", _("One row for each work handed in, withdrawn ones too."), (
        id_column("submission", "uuid", _("id of the submission, the same in every table")),
        person_column("author", "author", _("who handed it in")),
        text_column("title", "version.title", _("the work's title")),
        text_column("content_digest", "version.digest", _("SHA-256 of what was handed in")),
        moment_column("submitted_at", "submitted_at", _("when it was handed in")),
        Column("is_late", "truth", _("handed in after the time that was told"), at("is_late")),
        moment_column("withdrawn_at", "withdrawn_at", _("when it was taken back; empty if it was not")),
        number_column("reviews_done", "reviews_done", _("reviews that count")),
        number_column("reviews_leased", "reviews_leased", _("reviews being written")),
    ), _submissions),
    Table("assignments", _("One row for each duty to review, and why this pair."), (
        id_column("assignment", "uuid", _("id of the duty")),
        SUBMISSION,
        person_column("reviewer", "reviewer", _("who reviews")),
        text_column("alias", "alias", _("the pseudonym the author sees")),
        text_column("state", "state", one_of(_("state"), Assignment.State)),
        text_column("why", "reason", _("why this reviewer was given this work")),
        text_column("decline_reason", "decline_reason", _("why it was given back")),
        moment_column("leased_at", "leased_at", _("when the duty began")),
        moment_column("lease_until", "lease_until", _("until when it is held without a change")),
        moment_column("ended_at", "ended_at", _("when it ended")),
    ), _assignments),
    Table("reviews", _("One row for each review handed in. Drafts are nobody's but their writer's."), (
        id_column("review", "uuid", _("id of the review")),
        SUBMISSION,
        id_column("assignment", "assignment.uuid", _("the duty it fulfils")),
        person_column("reviewer", "reviewer", _("who wrote it")),
        text_column("state", "state", _("submitted, or set_aside: not counted any more")),
        text_column("overall", "overall", _("the overall comment; it may name people")),
        moment_column("started_at", "started_at", _("when it was begun")),
        moment_column("submitted_at", "submitted_at", _("when it was handed in")),
    ), _reviews),
    Table("scores", _("One row for each criterion of each review handed in, with its comment."), (
        id_column("review", "review.uuid", _("the review it is part of")),
        id_column("submission", "review.submission.uuid", _("the submission it is about")),
        CRITERION,
        number_column("level", "level.value", _("the level chosen, from 0, the lowest; empty without one")),
        Column("cannot_judge", "truth", _("the reviewer said that they cannot judge this"), at("cannot_judge")),
        text_column("comment", "comment", _("the comment; it may name people")),
    ), _scores),
    Table("outcomes", _("One row for each published taking-together of a submission's reviews."), (
        id_column("outcome", "uuid", _("id of the outcome")),
        SUBMISSION,
        number_column("number", "number", _("counts the outcomes of a submission; the highest is in force")),
        number_column("reviews_counted", "reviews_counted", _("reviews it rests on")),
        text_column("algorithm", "algorithm", _("name and version of the formula")),
        text_column("inputs_digest", "inputs_digest", _("SHA-256 of what went in")),
        moment_column("computed_at", "computed_at", _("when it was computed")),
    ), _outcomes),
    Table("criterion_outcomes", _("One row for each criterion of each outcome."), (
        id_column("outcome", "outcome.uuid", _("the outcome it is part of")),
        id_column("submission", "outcome.submission.uuid", _("the submission it is about")),
        CRITERION,
        number_column("reviews_counted", "reviews_counted", _("reviews that judged it")),
        number_column("mean", "mean", _("what its reviewers said, unshrunk, in levels from 0")),
        number_column("mean_se", "mean_se", _("standard error of the mean")),
        number_column("posterior", "posterior", _("estimate for decisions, shrunk towards the cohort")),
        number_column("posterior_sd", "posterior_sd", _("its standard deviation")),
        number_column("consensus_level", "consensus_value", _("the level it comes to")),
        number_column("agreement", "agreement", _("how far the reviewers agreed, from 0 to 1")),
        text_column("state", "state", _("settled, contested or insufficient")),
    ), _criterion_outcomes),
    Table("extensions", _("One row for each person and stage with more time."), (
        person_column("person", "person", _("who has more time")),
        text_column("stage", "act", _("the stage it is for, such as submit or review")),
        moment_column("until", "until", _("until when")),
        text_column("reason", "reason", _("why, as the person reads it")),
        person_column("given_by", "given_by", _("who gave it")),
        moment_column("given_at", "given_at", _("when it was given")),
    ), _extensions),
    Table("messages", _("One row for each copy of each message from a facilitator."), (
        id_column("message", "letter.uuid", _("id of the message")),
        person_column("sender", "letter.sender", _("who wrote it")),
        person_column("recipient", "recipient", _("who it went to")),
        text_column("subject", "letter.subject", _("its subject")),
        moment_column("sent_at", "letter.sent_at", _("when it was sent")),
        moment_column("mailed_at", "mailed_at", _("when this person was told of their copy")),
        moment_column("read_at", "read_at", _("when the recipient put it away")),
    ), _messages),
    Table("audit", _("One row for each fact of this activity in the audit trail, chained by hash."), (
        number_column("number", "number", _("place in the whole chain")),
        text_column("fact", "name", _("what happened")),
        Column("details", "json", _("its fields; people by the ids of this export"), lambda r, mask: mask.payload(r.payload)),
        moment_column("recorded_at", "recorded_at", _("when it was recorded")),
        text_column("previous", "previous", _("digest of the entry before it")),
        text_column("digest", "digest", _("SHA-256 over the entry as recorded and the digest before it")),
    ), _trail),
    *LATER,
)  # fmt: skip
BY_NAME = {table.name: table for table in TABLES}
