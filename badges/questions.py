# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What each check of a badge asks, for people."""

from django.utils.translation import gettext_lazy as _

_QUESTIONS = {
    "json": _("Can it be read?"),
    "structure": _("Is it an Open Badge?"),
    "contexts": _("Are its words clear?"),
    "issuer": _("Who issued it?"),
    "proof": _("Is it genuine and unchanged?"),
    "dates": _("Is it valid today?"),
    "status": _("Has it been withdrawn?"),
    "holder": _("Is it theirs?"),
    "endorsement": _("Do signed endorsements hold?"),
    "results": _("Do its results make sense?"),
    "evidence": _("Is there evidence?"),
}


def question(name: str) -> str:
    """What a check of that name (`openbadges.report`) asks, in the reader's language."""
    return str(_QUESTIONS.get(name, name))
