# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The results of a submission in words: what its page shows, and nothing else."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peerreview.accounts.models import User
from peerreview.activities.models import Submission
from peerreview.activities.queries import is_author_of
from peerreview.aggregation import queries, words
from peerreview.aggregation import why as reasons
from peerreview.aggregation.models import CriterionOutcome, Outcome
from peerreview.aggregation.why import Why
from peerreview.reviews import visibility
from peerreview.reviews.sight import Seal
from peerreview.reviews.visibility import ReviewView
from peerreview.rubrics.models import Criterion
from peerreview.rubrics.queries import criteria_of

# A level is told as reached only with this probability.
SURE = 0.9
PILLS = {"settled": "done", "contested": "contested", "insufficient": "waiting"}


@dataclass(frozen=True)
class CriterionResult:
    """One criterion. `value`, `low` and `high` count from 0, the lowest level; where a facilitator
    decided, `value` is theirs and there is no band."""

    key: str
    title: str
    description: str
    levels: int
    reviews: int
    pill: str
    state: str
    level_title: str
    level_description: str
    value: float | None
    low: float | None
    high: float | None
    agreement: str
    sure_of: str
    chosen: tuple[tuple[str, int], ...]
    next_step: str
    why: Why | None


@dataclass(frozen=True)
class Results:
    """Everything on the page that changes while reviews come in."""

    done: int
    at_work: int
    needed: int
    progress: str
    is_provisional: bool
    criteria: tuple[CriterionResult, ...]
    reviews: tuple[ReviewView, ...]
    outcome: Outcome | None
    seal: str = ""  # why the author does not see what is in, as a sentence; "" when they do

    @property
    def has_any(self) -> bool:
        """Whether there is something to read."""
        decided = any(criterion.why and criterion.why.decision for criterion in self.criteria)
        return self.outcome is not None and (self.outcome.reviews_counted > 0 or decided)


def results_of(submission: Submission, viewer: User) -> Results:
    """The results as this viewer may see them."""
    is_author = is_author_of(viewer, submission)
    seal = visibility.seal_of(viewer, submission) if is_author else None
    outcome = None if seal else queries.latest_outcome(submission)
    found = {row.criterion_id: row for row in outcome.criteria.all()} if outcome else {}
    criteria = criteria_of(submission.activity.rubric_version)
    reviews = visibility.views_of(viewer, submission)
    labels = reasons.labels_of(reviews, queries.alias_of(submission))
    needed = submission.activity.reviews_needed
    return Results(
        done=submission.reviews_done,
        at_work=submission.reviews_leased,
        needed=needed,
        progress=progress_sentence(submission.reviews_done, submission.reviews_leased, needed),
        is_provisional=submission.reviews_done < needed,
        criteria=tuple(
            _result(c, found.get(c.pk), reviews, labels, submission, is_author=is_author)
            for c in criteria
        ),
        reviews=reviews,
        outcome=outcome,
        seal=seal_sentence(seal, submission, viewer) if seal else "",
    )


def seal_sentence(seal: Seal, submission: Submission, author: User) -> str:
    """What an author waits for, and what they can do about it."""
    if seal is Seal.OWES:
        count = visibility.reviews_owed(author, submission.activity)
        return ngettext(
            "Hand in %(count)s more review of others’ work, and yours open here. If you cannot, "
            "ask a facilitator.",
            "Hand in %(count)s more reviews of others’ work, and yours open here. If you cannot, "
            "ask a facilitator.",
            count,
        ) % {"count": count}
    if seal is Seal.OWN_RATING:
        return _("Rate your own work before you read what others say. Then your reviews open here.")
    if seal is Seal.SWITCHED_OFF:
        return _("Results are not shown for now. You are told here when they are.")
    return _("The reviews are opened for everybody at the same time.")


def progress_sentence(done: int, at_work: int, needed: int) -> str:
    """How far the reviews are, by numbers alone."""
    if not done and not at_work:
        return ngettext(
            "Waiting for %(needed)s review. Nobody is at work yet.",
            "Waiting for %(needed)s reviews. Nobody is at work yet.",
            needed,
        ) % {"needed": needed}
    if done > needed:
        return _("%(done)s reviews are in (%(needed)s were needed).") % {
            "done": done,
            "needed": needed,
        }
    if done == needed:
        return ngettext("%(done)s review is in.", "All %(done)s reviews are in.", done) % {
            "done": done
        }
    if not done:
        return ngettext(
            "%(at_work)s of %(needed)s reviewers is at work.",
            "%(at_work)s of %(needed)s reviewers are at work.",
            at_work,
        ) % {"at_work": at_work, "needed": needed}
    if not at_work:
        return _("%(done)s of %(needed)s reviews are in; nobody is at work right now.") % {
            "done": done,
            "needed": needed,
        }
    return ngettext(
        "%(done)s of %(needed)s reviews are in; %(at_work)s reviewer is at work.",
        "%(done)s of %(needed)s reviews are in; %(at_work)s reviewers are at work.",
        at_work,
    ) % {"done": done, "at_work": at_work, "needed": needed}


def _result(
    criterion: Criterion,
    found: CriterionOutcome | None,
    reviews: Sequence[ReviewView],
    labels: Mapping[int, str],
    submission: Submission,
    *,
    is_author: bool,
) -> CriterionResult:
    titles = [level.title for level in criterion.levels.all()]
    blank = CriterionResult(
        key=criterion.key,
        title=criterion.title,
        description=criterion.description,
        levels=len(titles),
        reviews=found.reviews_counted if found else 0,
        pill="waiting",
        state=state_in_words(None),
        level_title="",
        level_description="",
        value=None,
        low=None,
        high=None,
        agreement="",
        sure_of="",
        chosen=_chosen(criterion.key, titles, reviews),
        next_step="",
        why=None,
    )
    if found is None or (not found.reviews_counted and found.override is None):
        return blank
    level = list(criterion.levels.all())[found.consensus_value]
    decided = found.override is not None
    low, high = _band(found, len(titles))
    return replace(
        blank,
        pill="info" if decided else PILLS[found.state],
        state=_("Decided by a facilitator") if decided else state_in_words(found.state),
        level_title=level.title,
        level_description=level.description,
        value=found.posterior,
        low=None if decided else low,
        high=None if decided else high,
        agreement=_agreement(found),
        sure_of="" if decided else _sure_of(found, titles),
        next_step=""
        if decided
        else words.next_step(found.state, **_standing(submission), is_author=is_author),
        why=reasons.why(found, titles, labels, (low, high)),
    )


def _agreement(found: CriterionOutcome) -> str:
    return words.agreement(found.agreement) if found.reviews_counted else ""


def _standing(submission: Submission) -> dict[str, int]:
    missing = submission.activity.reviews_needed - submission.reviews_done
    return {
        "missing": missing,
        "at_work": submission.reviews_leased,
        "asked": max(missing + submission.extra_needed, 0) if submission.extra_needed else 0,
    }


def _band(found: CriterionOutcome, levels: int) -> tuple[float, float]:
    peers = found.peers or {}
    centre = peers.get("posterior", found.posterior)
    return words.band(centre, peers.get("posterior_sd", found.posterior_sd), levels)


def state_in_words(state: str | None) -> str:
    """Settled, contested or insufficient, for people."""
    known = {
        "settled": _("Settled"),
        "contested": _("Reviewers differ"),
        "insufficient": _("Provisional"),
    }
    return known[state] if state else _("No review yet")


def _sure_of(found: CriterionOutcome, titles: list[str]) -> str:
    sure = max(value for value, chance in enumerate(found.at_least) if chance >= SURE or not value)
    if not sure:
        return ""
    return words.at_least(titles[sure], found.at_least[sure], is_top=sure == len(titles) - 1)


def _chosen(
    key: str, titles: list[str], reviews: Sequence[ReviewView]
) -> tuple[tuple[str, int], ...]:
    counted = Counter(
        score.level_value
        for review in reviews
        if not review.is_set_aside
        for score in review.scores
        if score.criterion_key == key and score.level_value is not None
    )
    return tuple((title, counted[value]) for value, title in enumerate(titles) if counted[value])
