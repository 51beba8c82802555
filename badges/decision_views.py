# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Why a badge was awarded, for people. Programs read the very bytes that the badge holds the digest of."""

import json
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from badges import access, criteria, pages, words
from badges.openbadges.world import parse_time
from badges.verdicts import Verdict
from peerreview.kernel.errors import Missing


@require_safe
def decision(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The record of the decision behind a badge, in words."""
    found = access.credential_for_reader(request.user, uuid)
    if not found.decision:
        raise Missing("no-record", _("This badge was issued before decisions were recorded."))
    record = json.loads(found.decision)
    verdict = criteria.verdict_from_json(record["verdict"])
    context = {
        "credential": found,
        "achievement": found.award.achievement,
        "rule_html": pages.rule_html(found.award),
        "lines": words.verdict_lines(verdict),
        "stricter": _stricter(verdict),
        "version": record["criteria"]["number"],
        "digests": _digests(record),
        "taken": parse_time(record["evidence"]["taken"]),
        "offered": parse_time(record["offered"]),
    }
    return render(request, "badges/decision.html", context)


def _digests(record: dict[str, Any]) -> list[tuple[str, str]]:
    """What ties the record to the rule, the evidence and the decisions before it."""
    kept = record.get("record")
    return [
        (_("The rule (SHA-256)"), record["criteria"]["digest"]),
        (_("The evidence (SHA-256)"), record["evidence"]["digest"]),
        *([(_("The decision (SHA-256)"), kept["digest"])] if kept else []),
    ]


def _stricter(verdict: Verdict) -> list[dict[str, Any]]:
    """Criteria on which more was asked than the rule says, in percent: reviews were added on the way, and
    who looks more often finds something more often by chance."""
    return [
        {
            "title": item["title"],
            "asked": round(100 * leaf.values["probability"], 1),
            "enough": round(100 * item["enough"], 1),
        }
        for leaf in verdict.leaves()
        if leaf.kind == "consensus"
        for item in leaf.values["criteria"]
        if item.get("enough", 0) > leaf.values["probability"]
    ]
