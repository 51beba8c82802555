# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""How long a badge is valid, in words."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from badges import criteria, rule_queries, words
from badges.sources.reviews import ActivityFact


def narrative(validity: dict[str, Any] | None, activity: ActivityFact | None) -> str:
    """The end of a rule in words, as Markdown; empty for a badge without an end."""
    if not validity:
        return ""
    tree = validity["renewal"]
    months = ngettext(
        "It is valid for %(n)d month. What renews it:",
        "It is valid for %(n)d months. What renews it:",
        validity["months"],
    ) % {"n": validity["months"]}
    said = words.narrative(tree, activity, rule_queries.names_in(tree))
    new = ""
    if criteria.needs_submission(tree):
        new = "\n\n" + _("The work must have been handed in since the badge was last signed.")
    return f"\n\n{months}\n\n{said}{new}"
