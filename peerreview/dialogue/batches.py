# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: when what authors thought of one's reviews may be told, so that nobody can guess who thought what.

It is told in batches of several authors together. A batch once told is never changed and none
grows by one, since whoever compares before and after would know who came.
"""

from collections.abc import Sequence

BATCH_SIZE = 3
AUTHORS_LEAST = 2


def may_tell(authors: Sequence[int], *, has_ended: bool) -> bool:
    """Whether the evaluations that wait, one by each of these authors, may be told together."""
    if len(set(authors)) < AUTHORS_LEAST:
        return False
    return has_ended or len(authors) >= BATCH_SIZE
