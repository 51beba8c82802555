# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Reading what `detecting` looks at: the newest reviews of an activity, and the works' texts."""

from collections import defaultdict

from peerreview.activities.models import Activity, Submission
from peerreview.artifacts.models import Part
from peerreview.moderation.detecting import Given, Scene
from peerreview.reviews.models import Review, Score
from peerreview.rubrics.models import Comment, Criterion
from peerreview.rubrics.queries import criteria_of

MOST_REVIEWS = 5_000
MOST_CHARS = 20_000  # of one text


def scene_of(activity: Activity) -> Scene:
    """The activity's reviews and works; six queries however many there are."""
    criteria = criteria_of(activity.rubric_version)
    levels = {criterion.pk: len(criterion.levels.all()) for criterion in criteria}
    submissions = dict(
        Submission.objects.filter(activity=activity, withdrawn_at=None, superseded_at=None)
        .order_by("-submitted_at", "-pk")
        .values_list("version_id", "pk")[:MOST_REVIEWS]
    )
    authors = dict(
        Submission.objects.filter(activity=activity).order_by().values_list("pk", "author_id")
    )
    return Scene(
        reviews=_reviews(activity, levels),
        levels=levels,
        boilerplate=_boilerplate(criteria),
        works=_works(submissions),
        authors=authors,
        takes_comments=any(each.comment != Comment.OFF for each in criteria),
    )


def _reviews(activity: Activity, levels: dict[int, int]) -> list[Given]:
    rows = list(
        Review.objects.filter(submission__activity=activity, state=Review.State.SUBMITTED)
        .select_related("submission")
        .order_by("-submitted_at", "-pk")[:MOST_REVIEWS]
    )
    shares: dict[int, dict[int, float]] = defaultdict(dict)
    said: dict[int, list[str]] = defaultdict(list)
    scores = Score.objects.filter(review__in=[row.pk for row in rows]).order_by("criterion_id")
    for review, criterion, value, comment in scores.values_list(
        "review_id", "criterion_id", "level__value", "comment"
    ):
        if value is not None and levels.get(criterion, 0) > 1:
            shares[review][criterion] = value / (levels[criterion] - 1)
        if comment:
            said[review].append(comment)
    return [
        Given(
            review=row.pk,
            reviewer=row.reviewer_id,
            submission=row.submission_id,
            author=row.submission.author_id,
            seconds=(row.submitted_at - row.started_at).total_seconds(),
            text="\n".join([*said[row.pk], row.overall])[:MOST_CHARS],
            shares=shares[row.pk],
        )
        for row in sorted(rows, key=lambda row: row.pk)
    ]


def _boilerplate(criteria: list[Criterion]) -> list[str]:
    return [
        text
        for criterion in criteria
        for text in (criterion.description, *(each.description for each in criterion.levels.all()))
        if text
    ]


def _works(submission_of: dict[int, int]) -> dict[int, str]:
    texts: dict[int, list[str]] = defaultdict(list)
    parts = Part.objects.filter(version__in=list(submission_of), kind=Part.Kind.TEXT)
    for version, source in parts.order_by("position", "pk").values_list(
        "version_id", "text_source"
    ):
        texts[submission_of[version]].append(source)
    return {submission: "\n".join(found)[:MOST_CHARS] for submission, found in texts.items()}
