# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What changed between two rounds of a work, beside the reviews of the round before."""

from typing import Any

from peerreview.accounts.models import User
from peerreview.activities.models import Submission
from peerreview.artifacts.models import Part, Version
from peerreview.artifacts.queries import part_digests, parts_of
from peerreview.dialogue import diffs, queries, rules
from peerreview.dialogue.models import Task
from peerreview.reviews import visibility


def page_of(user: User, submission: Submission) -> dict[str, Any]:
    """The page of a revision."""
    earlier = submission.revises
    before, after = earlier.version, submission.version
    done = Task.objects.filter(review__submission=earlier, version=after).select_related(
        "review__assignment", "annotation__recording"
    )
    is_author = rules.is_author(user, submission)
    mine = done if is_author else done.filter(review__reviewer=user.pk)
    tasks = mine.prefetch_related("review__scores__criterion")[:50]
    return {
        "submission": submission,
        "earlier": earlier,
        "activity": submission.activity,
        "version": after,
        "is_author": is_author,
        "title": None if before.title == after.title else diffs.of_texts(before.title, after.title),
        "changes": of_versions(before, after),
        "reviews": visibility.views_of(user, earlier),
        "done": [(task, queries.text_of_remark(task)) for task in tasks],
    }


def of_versions(before: Version, after: Version) -> list[diffs.PartChange]:
    """The parts of two versions side by side."""
    return diffs.of_parts(_contents(before), _contents(after))


def _contents(version: Version) -> list[diffs.Content]:
    digests = part_digests(version)
    return [
        diffs.Content(part.kind, part.caption, digest.digest, _text(part))
        for part, digest in zip(parts_of(version), digests, strict=True)
    ]


def _text(part: Part) -> str:
    return part.url if part.kind == Part.Kind.LINK else part.text_source
