# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Taking the reviews of a submission together.

At two speeds. An outcome follows at once from the submission's own reviews and the activity's fit
as it stands, in time that does not grow with the activity. The fit (what is typical of criteria and
reviewers) is learnt again in the background when the reviews have grown by a fifth; outcomes that
it changes are then published anew. Fits and outcomes never change, and name all they rest on.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice

from django.db import transaction
from django.db.models import F, Max

from peerreview.activities.models import Activity, Submission
from peerreview.aggregation import fits, making, queries
from peerreview.aggregation.anchors import anchors_of
from peerreview.aggregation.events import FitDue, FitMade, OutcomeComputed
from peerreview.aggregation.fits import ALGORITHM
from peerreview.aggregation.making import Making
from peerreview.aggregation.models import CriterionOutcome, Fit, FitState, Outcome, ReviewerFit
from peerreview.allocation import noting
from peerreview.kernel import clock
from peerreview.outbox.services import emit, emit_all
from peerreview.rubrics.queries import criteria_at_hand

AT_ONCE = 200  # submissions recomputed in one transaction
TINY = 100  # reviews that are learnt from before an outcome is made
SMALL = 2_000  # reviews that are learnt from in the blink of a delivery


# ---- Outcomes -------------------------------------------------------------------------------


def recompute(*, submission: Submission, now: datetime | None = None) -> Outcome | None:
    """The outcome of the reviews as they are now; None while there never was one.

    The same inputs give the same Outcome and announce nothing. When the last review was set aside,
    an outcome without reviews replaces the one before.
    """
    return recompute_many(submission_ids=[submission.pk], now=now).get(submission.pk)


@transaction.atomic(savepoint=False)
def recompute_many(
    *, submission_ids: Sequence[int], now: datetime | None = None
) -> dict[int, Outcome]:
    """`recompute` for several at once; by submission. As many queries for one as for a hundred."""
    at = now or clock.now()
    # Held, so that the numbers of a submission's outcomes follow each other.
    work = _gather(queries.locked(submission_ids))
    found = {item.submission.pk: item.known for item in work if item.known}
    new = [item for item in work if item.is_new]
    if new:
        found |= _publish(new, at)
    return found


def _gather(submissions: list[Submission]) -> list[Making]:
    ids = [submission.pk for submission in submissions]
    states = queries.fit_states({submission.activity_id for submission in submissions})
    given, overrides = queries.given_to(ids), queries.overrides_of(ids)
    outcomes = queries.outcomes_of(ids)
    return [
        Making(
            submission=submission,
            criteria=criteria_at_hand(submission.activity.rubric_version),
            given=given[submission.pk],
            overrides=overrides.get(submission.pk, []),
            outcomes=outcomes.get(submission.pk, []),
            fit=states[submission.activity_id].fit if submission.activity_id in states else None,
        )
        for submission in submissions
    ]


def _publish(new: list[Making], now: datetime) -> dict[int, Outcome]:
    pairs = {(item.fit.pk, reviewer) for item in new if item.fit for reviewer in item.given.scores}
    known = queries.reviewer_fits(pairs)
    outcomes = Outcome.objects.bulk_create(
        item.outcome(known.get(item.fit.pk, []) if item.fit else [], now) for item in new
    )
    CriterionOutcome.objects.bulk_create(
        row for item, outcome in zip(new, outcomes, strict=True) for row in item.rows(outcome)
    )
    doubts = {item.submission.pk: item.doubt for item in new if item.doubt != item.submission.doubt}
    noting.note_doubts(doubts)
    emit_all([_computed(outcome) for outcome in outcomes], now=now)
    return {outcome.submission_id: outcome for outcome in outcomes}


def _computed(outcome: Outcome) -> OutcomeComputed:
    return OutcomeComputed(
        outcome_id=outcome.pk,
        submission_id=outcome.submission_id,
        activity_id=outcome.submission.activity_id,
        author_id=outcome.submission.author_id,
        reviews_counted=outcome.reviews_counted,
    )


@transaction.atomic(savepoint=False)
def count(changed: Sequence[tuple[int, int]], *, now: datetime | None = None) -> None:
    """Reviews changed: (activity, submission) for each. Outcomes follow, and fits become due.

    Of a few reviews every one teaches much, and learning takes no time: then the fit comes first.
    """
    states = queries.fit_states({activity for activity, _ in changed})
    for activity, reviews in Counter(activity for activity, _ in changed).items():
        state = states.get(activity) or FitState.objects.get_or_create(activity_id=activity)[0]
        _note_news(state, reviews, now)
    recompute_many(submission_ids=sorted({submission for _, submission in changed}), now=now)


def _note_news(state: FitState, reviews: int, now: datetime | None) -> None:
    learnt_from = state.fit.reviews if state.fit else 0
    since = state.reviews_since + reviews
    becomes_due = not state.is_due and fits.is_due(learnt_from, since)
    FitState.objects.filter(pk=state.pk).update(
        reviews_since=F("reviews_since") + reviews, is_due=state.is_due or becomes_due
    )
    if becomes_due and learnt_from + since <= TINY:
        refit(activity=state.activity, now=now)
    elif becomes_due:
        emit(FitDue(activity_id=state.activity_id), now=now)


# ---- Fits -----------------------------------------------------------------------------------


def refit_if_small(*, activity_id: int, now: datetime | None = None) -> None:
    """Learn again, unless there is so much to learn from that it is left to `refit_large`."""
    state = queries.fit_states([activity_id]).get(activity_id)
    if state and (state.fit is None or state.fit.reviews < SMALL):
        refit(activity=state.activity, now=now)


def refit_large(*, now: datetime | None = None) -> int:
    """Learn again in large activities whose fit is due; how many."""
    due = queries.large_and_due(SMALL)
    for activity in due:
        refit(activity=activity, now=now)
    return len(due)


def refit(*, activity: Activity, now: datetime | None = None) -> Fit | None:
    """Learn from all reviews of the activity and from what staff said of the same work, and publish
    the outcomes that change by it.

    The same reviews and staff scores give the same Fit. None without reviews. Nothing is held while it is learnt.
    """
    at = now or clock.now()
    criteria = criteria_at_hand(activity.rubric_version)
    matrix = queries.activity_matrix(activity, criteria)
    if not matrix.submission_ids:
        return None
    anchors = anchors_of(activity, criteria, matrix.submission_ids)
    packed = fits.pack(matrix, anchors, making.levels_of(criteria))
    stored = _store_fit(activity, packed, len(matrix.submission_ids), at)
    for some in _chunks(sorted(set(matrix.submission_ids))):
        recompute_many(submission_ids=_changed(some), now=at)
    return stored


def _store_fit(activity: Activity, packed: bytes, reviews: int, now: datetime) -> Fit:
    inputs = fits.inputs_digest(packed)
    same = Fit.objects.filter(activity=activity, inputs_digest=inputs, algorithm=ALGORITHM)
    learnt = None if same.exists() else fits.learn(packed)
    with transaction.atomic():
        Activity.objects.select_for_update(no_key=True).get(pk=activity.pk)
        stored = same.first()
        if stored is None:
            learnt = learnt or fits.learn(packed)
            figures = fits.figures(learnt)
            newest = Fit.objects.filter(activity=activity).aggregate(n=Max("number"))["n"] or 0
            stored = Fit.objects.create(
                activity=activity,
                number=newest + 1,
                algorithm=ALGORITHM,
                inputs_digest=inputs,
                digest=fits.digest_of(ALGORITHM, inputs, figures),
                inputs=packed,
                figures=figures,
                reviews=reviews,
                computed_at=now,
            )
            ReviewerFit.objects.bulk_create(fits.reviewer_rows(stored, learnt), batch_size=1_000)
            emit(
                FitMade(
                    fit_id=stored.pk,
                    activity_id=activity.pk,
                    reviews=reviews,
                    digest=stored.digest,
                ),
                now=now,
            )
        FitState.objects.update_or_create(
            activity=activity, defaults={"fit": stored, "reviews_since": 0, "is_due": False}
        )
    return stored


def _changed(submission_ids: Sequence[int]) -> list[int]:
    """Those whose standing would be another by the fit as it is now."""
    standing = queries.standing_of(submission_ids)
    work = _gather(list(queries.unlocked(submission_ids)))
    pairs = {(item.fit.pk, reviewer) for item in work if item.fit for reviewer in item.given.scores}
    known = queries.reviewer_fits(pairs)
    return [
        item.submission.pk
        for item in work
        if item.is_new
        and making.differs(
            standing.get(item.submission.pk, []),
            item.summary(known.get(item.fit.pk, []) if item.fit else []),
        )
    ]


def _chunks(ids: Sequence[int]) -> Iterator[list[int]]:
    rest = iter(ids)
    while some := list(islice(rest, AT_ONCE)):
        yield some


# ---- Replay ---------------------------------------------------------------------------------


def replay(outcome: Outcome) -> list[str]:
    """Compute a published outcome again from what it says it rests on; what does not agree, in
    words (nothing when all does). Only by the same version of the algorithm."""
    return list(making.disagreements(outcome))
