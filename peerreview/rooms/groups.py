# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Every group's name: one per audience, made from objects already authorised or from an event's ids."""

import hashlib


def review(review_id: int) -> str:
    """The reviewer's own tabs on one review."""
    return f"review.{review_id}"


def reviewers(submission_id: int) -> str:
    """Those who review one submission."""
    return f"submission.{submission_id}.reviewers"


def author(submission_id: int) -> str:
    """The author of one submission."""
    return f"submission.{submission_id}.author"


def board(activity_id: int) -> str:
    """Those who may see an activity's board."""
    return f"activity.{activity_id}.board"


def desk(activity_id: int) -> str:
    """Those who look after an activity and have its desk open."""
    return f"activity.{activity_id}.desk"


def cohort_boards(cohort_id: int) -> str:
    """Those who have a board of any activity of one cohort open."""
    return f"cohort.{cohort_id}.boards"


def person(user_id: int) -> str:
    """All tabs of one person."""
    return f"person.{user_id}"


def session(session_key: str) -> str:
    """All tabs of one sign-in. The key itself is a secret and does not leave the process."""
    return f"session.{hashlib.sha256(session_key.encode()).hexdigest()[:40]}"
