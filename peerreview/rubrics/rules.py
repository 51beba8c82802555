# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Who may do what with a rubric."""

from peerreview.accounts.models import User
from peerreview.rubrics.models import Rubric


def may_edit(user: User, rubric: Rubric) -> bool:
    """The owner; of what ships with the site, nobody: it is copied instead."""
    return rubric.owner_id is not None and rubric.owner_id == user.pk
