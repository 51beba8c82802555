# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""How an author saw their own work, beside how their reviewers saw it: in words, for its page."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peerreview.accounts.models import User
from peerreview.activities.models import Submission
from peerreview.activities.queries import is_author_of
from peerreview.reviews import self_rating, visibility
from peerreview.reviews.models import SelfScore
from peerreview.reviews.visibility import ReviewView
from peerreview.rubrics.models import Criterion
from peerreview.rubrics.queries import criteria_of


@dataclass(frozen=True)
class CriterionGap:
    """One criterion: the author's own level, what reviewers chose, and both in a sentence."""

    title: str
    levels: int
    own: int
    others: tuple[int, ...]
    sentence: str
    remark: str
    note: str


@dataclass(frozen=True)
class Gap:
    """The whole comparison; `summary` is empty while no reviewer has rated anything."""

    criteria: tuple[CriterionGap, ...]
    summary: str


def gap_of(submission: Submission, viewer: User) -> Gap | None:
    """The comparison as this viewer may see it; None when the author did not rate their work."""
    is_author = is_author_of(viewer, submission)
    own = self_rating.own_of(submission, viewer.pk if is_author else submission.author_id)
    if own is None:
        return None
    reviews = [view for view in visibility.views_of(viewer, submission) if not view.is_set_aside]
    scores = {score.criterion.key: score for score in own.scores.all()}
    rows = tuple(
        _gap(criterion, scores[criterion.key], reviews, is_author=is_author)
        for criterion in criteria_of(submission.activity.rubric_version)
        if criterion.key in scores
    )
    return Gap(rows, _summary(rows))


def _gap(
    criterion: Criterion, own: SelfScore, reviews: Sequence[ReviewView], *, is_author: bool
) -> CriterionGap:
    titles = [level.title for level in criterion.levels.all()]
    others = sorted(
        score.level_value
        for view in reviews
        for score in view.scores
        if score.criterion_key == criterion.key and score.level_value is not None
    )
    return CriterionGap(
        title=criterion.title,
        levels=len(titles),
        own=own.level.value,
        others=tuple(others),
        sentence=(_sentence if is_author else _of_the_author)(
            own.level.title, [titles[value] for value in others]
        ),
        remark=_remark(own.level.value, others) if is_author else "",
        note=own.note,
    )


def _sentence(own: str, others: list[str]) -> str:
    if not others:
        return _("You said %(own)s; no reviewer has rated this yet.") % {"own": own}
    words = {"own": own, "count": len(others), "low": others[0], "high": others[-1]}
    if len(others) == 2 and others[0] == others[1]:
        return _("You said %(own)s; both reviewers said %(low)s.") % words
    if others[0] == others[-1]:
        return (
            ngettext(
                "You said %(own)s; %(count)s reviewer said %(low)s.",
                "You said %(own)s; all %(count)s reviewers said %(low)s.",
                len(others),
            )
            % words
        )
    return _("You said %(own)s; %(count)s reviewers said between %(low)s and %(high)s.") % words


def _of_the_author(own: str, others: list[str]) -> str:
    """The same, for who looks after the activity."""
    if not others:
        return _("The author said %(own)s; no reviewer has rated this yet.") % {"own": own}
    words = {"own": own, "count": len(others), "low": others[0], "high": others[-1]}
    if len(others) == 2 and others[0] == others[1]:
        return _("The author said %(own)s; both reviewers said %(low)s.") % words
    if others[0] == others[-1]:
        return (
            ngettext(
                "The author said %(own)s; %(count)s reviewer said %(low)s.",
                "The author said %(own)s; all %(count)s reviewers said %(low)s.",
                len(others),
            )
            % words
        )
    return (
        _("The author said %(own)s; %(count)s reviewers said between %(low)s and %(high)s.") % words
    )


def _remark(own: int, others: list[int]) -> str:
    """What may be worth a thought, without telling anybody off."""
    if not others or others[0] <= own <= others[-1]:
        return ""
    if own < others[0]:
        return _("They see more in it than you did.")
    return _("They are not there yet: their reasons say what is missing for them.")


def _summary(rows: Sequence[CriterionGap]) -> str:
    rated = [row for row in rows if row.others]
    if not rated:
        return ""
    inside = sum(1 for row in rated if row.others[0] <= row.own <= row.others[-1])
    return ngettext(
        "On %(inside)s of %(count)s criterion you see your work as some reviewer does.",
        "On %(inside)s of %(count)s criteria you see your work as some reviewer does.",
        len(rated),
    ) % {"inside": inside, "count": len(rated)}
