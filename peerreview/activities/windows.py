# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""From an activity's row to its stages, and back. The only place that knows where they are stored.

The soft and hard dates of submit and review are columns, since lists filter and sort by them; all
else is kept as settings in the same row, so that nothing reads one query more for it.
"""

from dataclasses import replace
from typing import Any

from peerreview.activities.models import Activity
from peerreview.activities.stages import STAGED, Act, Span, Window

IN_COLUMNS = (Act.SUBMIT, Act.REVIEW)
COLUMNS = (
    "opens_at",
    "submit_by",
    "submit_until",
    "review_by",
    "review_until",
    "stage_settings",
)


def window_of(activity: Activity) -> Window:
    """The stages of an activity; no query."""
    spans = {
        act: Span.from_json(act, activity.stage_settings.get(act, {}), activity.grace_seconds)
        for act in STAGED
    }
    window = Window(opens_at=activity.opens_at, spans=spans)
    window = window.with_span(
        Act.SUBMIT, due_at=activity.submit_by, closes_at=activity.submit_until
    )
    return window.with_span(Act.REVIEW, due_at=activity.review_by, closes_at=activity.review_until)


def columns_of(window: Window) -> dict[str, Any]:
    """What the row stores of the stages."""
    submit, review = window.span(Act.SUBMIT), window.span(Act.REVIEW)
    dateless = {act: replace(window.span(act), due_at=None, closes_at=None) for act in IN_COLUMNS}
    spans = {**window.spans, **dateless}
    return {
        "opens_at": window.opens_at,
        "submit_by": submit.due_at,
        "submit_until": submit.closes_at,
        "review_by": review.due_at,
        "review_until": review.closes_at,
        "stage_settings": {str(act): span.to_json() for act, span in spans.items()},
    }
