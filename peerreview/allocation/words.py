# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What is stored as a code and numbers, as a sentence in the reader's language."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

Remark = tuple[str, Mapping[str, int]]


def of_remark(remark: Remark) -> str:
    """What has to be said about a plan."""
    code, numbers = remark
    sentences = {
        "too-few": _("A plan needs work by at least two people who can review."),
        "too-many": _(
            "A plan is for groups of up to %(most)s people. In a larger one giving work out as "
            "people come gets more of it reviewed."
        ),
        "few": _("With %(people)s people nobody can get more than %(each)s reviews."),
        "mutual": _("In so small a group some people review each other; it cannot be avoided."),
        "rings": _("Some three people review each other in a ring, as the group is small."),
        "dropped": ngettext(
            "%(count)s review was left out, since a rule or a conflict bars it.",
            "%(count)s reviews were left out, since rules or conflicts bar them.",
            numbers.get("count", 0),
        ),
    }
    return sentences[code] % numbers
