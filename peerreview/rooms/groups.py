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


def activity(activity_id: int) -> str:
    """Everyone in a room of one activity. Only orders go here: what is said differs by audience."""
    return f"activity.{activity_id}"


def cohort_boards(cohort_id: int) -> str:
    """Those who have a board of any activity of one cohort open."""
    return f"cohort.{cohort_id}.boards"


def studio(session_id: int) -> str:
    """Everyone in one studio."""
    return f"studio.{session_id}"


def studio_seat(seat_id: int) -> str:
    """One person's own tabs in a studio."""
    return f"studio.seat.{seat_id}"


def cohort_studios(cohort_id: int) -> str:
    """Everyone in a studio of one study group. Only orders go here."""
    return f"cohort.{cohort_id}.studios"


def person(user_id: int) -> str:
    """All tabs of one person."""
    return f"person.{user_id}"


def session(session_key: str) -> str:
    """All tabs of one sign-in. The key itself is a secret and does not leave the process."""
    return f"session.{hashlib.sha256(session_key.encode()).hexdigest()[:40]}"
