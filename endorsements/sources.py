# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What endorsements know of reviews, through the door of peer review and nothing behind it."""

from peerreview.evidence import (
    ResultsReleased,
    ReviewedWork,
    ReviewSetAside,
    ReviewSubmitted,
    SelfAssessed,
    SubmissionUnsealed,
    authors_by_id,
    review_uuid_of,
    reviewed_work,
    version_ids_of,
)

__all__ = [
    "ResultsReleased",
    "ReviewSetAside",
    "ReviewSubmitted",
    "ReviewedWork",
    "SelfAssessed",
    "SubmissionUnsealed",
    "authors_by_id",
    "review_uuid_of",
    "reviewed_work",
    "version_ids_of",
]
