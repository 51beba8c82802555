# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What pages about designs show, and a badge that is none, to show how a draft will look."""

from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from badges import (
    criteria,
    designs,
    editions,
    issuer_access,
    proposing,
    queries,
    rule_pages,
)
from badges.design_forms import DesignEditor
from badges.design_models import Draft, Version
from badges.models import (
    Achievement,
    Award,
    Credential,
    CriteriaVersion,
    EvidenceSnapshot,
    Issuer,
)
from badges.sources import endorsements, reviews
from badges.sources.reviews import ActivityFact
from peerreview.accounts.models import User
from peerreview.kernel import clock, text

SAMPLE_REVIEWS = 3
DRAWN_FROM = ("shape", "colour", "icon", "text")


# --- a badge's page ------------------------------------------------------------------------------
def of_page(achievement: Achievement, wanted: str | None = None) -> dict[str, Any]:
    """What a badge's page tells of its design, in the language of who reads it, or one it has."""
    content = editions.content_of(achievement)
    told = designs.language_for(content, wanted)
    own = designs.said(content, told)["criteria"]
    editions.spoken(achievement, wanted)
    return {
        "design": content,
        "told_in": told,
        "languages": [(tag, language_name(tag)) for tag in content["texts"]],
        "own_criteria": text.render_markdown(own) if own else "",
        "level_words": designs.level_words(content),
        "type_words": dict(designs.TYPES)[content["type"]] if content["type"] != "Badge" else "",
        "inherited": endorsements.alignments_of(achievement.skills),
    }


def language_name(tag: str) -> str:
    """The language's own name for itself, where it is known; else its tag."""
    try:
        return str(get_language_info(tag.lower())["name_local"])
    except KeyError:
        return tag


def versions(achievement: Achievement, rows: list[Version]) -> list[dict[str, Any]]:
    """Versions for a page, newest first, each with what changed from the one before."""
    last = rows[-1].number - 1 if rows else 0
    older = editions.versions_of(achievement).filter(number=last).first()
    earlier = [*rows[1:], older]
    return [
        {
            "version": row,
            "changes": designs.changes(before.content, row.content) if before else [],
        }
        for row, before in zip(rows, earlier, strict=True)
    ]


# --- drafts --------------------------------------------------------------------------------------
def drafts_of(user: User) -> QuerySet[Draft]:
    """What the person works on, without pictures."""
    rows = Draft.objects.filter(by=user, published=None).select_related("achievement")
    return rows.defer("picture", "achievement__content")


def editor(user: User, draft: Draft, posted: Any = None, files: Any = None) -> DesignEditor:
    """The form of a draft; for a new badge whose rule reads reviews, with the activities they are of."""
    asks = not draft.achievement and criteria.looks_at_reviews(draft.rule["tree"])
    return DesignEditor(
        draft.content,
        posted,
        files,
        activities=reviews.activities_to_tie(user.pk) if asks else None,
        activity=draft.rule.get("activity") or "",
        issuers=_issuers_for(user, draft),
        issuer=draft.issuer.slug,
    )


def _issuers_for(user: User, draft: Draft) -> list[Issuer]:
    """Who else may issue the draft's badge, beside who does; none of a badge there is, nor where there
    is no choice."""
    if draft.achievement:
        return []
    theirs = issuer_access.issuers_to_design_for(user)
    return [] if theirs == [draft.issuer] else theirs


def drawn_url(draft: Draft, form: Any) -> str:
    """Where the picture lies as the form has it now."""
    asked = {name: form[name].value() or "" for name in DRAWN_FROM}
    return f"{reverse('badge-draft-drawing', args=[draft.uuid])}?{urlencode(asked)}"


def changes(draft: Draft) -> list[tuple[str, str, str]]:
    """What publishing the draft would change."""
    if not draft.achievement:
        return []
    before = editions.content_of(draft.achievement)
    found = designs.changes(before, draft.content)
    is_other = bytes(draft.picture) != editions.uploaded(draft.achievement)
    if draft.content["look"]["kind"] == "uploaded" and is_other:
        found.append((_("Uploaded picture"), "", _("another one")))
    return found


def drafted(draft: Draft) -> Achievement:
    """The achievement as the draft has it, in memory."""
    standing = draft.achievement
    shown = Achievement(
        uuid=draft.seed,
        issuer=draft.issuer,
        created_by=draft.by,
        version=standing.version + 1 if standing else 1,
    )
    shown.draft_picture = bytes(draft.picture)
    at = int(draft.changed_at.timestamp())
    shown.picture_url = f"{reverse('badge-draft-image', args=[draft.uuid])}?v={at}"
    return editions.wear(shown, draft.content)


def rule_of(draft: Draft) -> CriteriaVersion:
    """The rule it is or will be awarded by."""
    if draft.achievement:
        return queries.current_criteria(draft.achievement)
    rule = proposing.from_json(draft.rule).as_version()
    rule.narrative = rule_pages.in_words(rule, activity_of(rule.activity_uuid))
    return rule


def activity_of(chosen: str | UUID | None) -> ActivityFact | None:
    """The activity with that id, if one was chosen."""
    return reviews.activity_fact(UUID(str(chosen))) if chosen else None


def levels_asked(rule: CriteriaVersion) -> list[dict[str, Any]]:
    """The rubric's criteria with the level the rule asks of each (none: None)."""
    activity = activity_of(rule.activity_uuid)
    return [
        {
            "title": fact.title,
            "description": fact.description,
            "levels": fact.levels,
            "asked": (criteria.required_level(rule.tree, fact.key) or (None,))[0],
        }
        for fact in (activity.criteria if activity else ())
    ]


# --- a sample ------------------------------------------------------------------------------------
def sample(draft: Draft) -> Credential:
    """A credential of the draft in memory, held by nobody: for the same pages that real ones have."""
    at = clock.now()
    rule = rule_of(draft)
    award = Award(
        achievement=drafted(draft),
        recipient=draft.by,
        criteria=rule,
        state=Award.State.CLAIMED,
        printed_name=_("Your name here"),
        offered_at=at,
        claimed_at=at,
    )
    facts = {"submission": _sample_work(rule), "endorsements": [], "alignments": []}
    award.evidence = EvidenceSnapshot(award=award, facts=facts, taken_at=at)
    return Credential(
        award=award,
        credential_id=_("Sample: no badge"),
        document='{"sample": true}',
        issued_at=at,
        is_public=False,
    )


def _sample_work(rule: CriteriaVersion) -> dict[str, Any] | None:
    """A work that just meets the rule."""
    activity = activity_of(rule.activity_uuid)
    if not activity:
        return None
    return {
        "version_title": _("Your work here"),
        "activity_title": activity.title,
        "rubric_title": activity.rubric_title,
        "artifact_digest": "",
        "independent_reviewers": SAMPLE_REVIEWS,
        "criteria": [_sample_result(rule, asdict(fact)) for fact in activity.criteria],
    }


def _sample_result(rule: CriteriaVersion, fact: dict[str, Any]) -> dict[str, Any]:
    asked = criteria.required_level(rule.tree, fact["key"])
    value = asked[0] if asked else 0
    return {
        **fact,
        "reviews": SAMPLE_REVIEWS,
        "consensus_value": value,
        "posterior": float(value),
        "posterior_sd": 0.3,
        "at_least": [0.9] * len(fact["levels"]),
        "agreement": None,
    }


def sample_title() -> str | Promise:
    """What every sample says of itself."""
    return _("Sample: not a badge")


def preview(draft: Draft) -> dict[str, Any]:
    """Everything the preview shows."""
    shown = sample(draft)
    rule = shown.award.criteria
    own = designs.narrative(draft.content, rule.narrative)
    return {
        "draft": draft,
        "achievement": shown.award.achievement,
        "item": shown.award.achievement,
        "credential": shown,
        "award": shown.award,
        "rule_html": text.render_markdown(own),
        "levels_asked": levels_asked(rule),
        "changes": changes(draft),
        "level_words": designs.level_words(draft.content),
        "languages": [(tag, language_name(tag)) for tag in draft.content["texts"]],
        "design": draft.content,
        "type_words": dict(designs.TYPES)[draft.content["type"]],
        "inherited": endorsements.alignments_of(draft.content["skills"]),
    }


def rule_html(rule: CriteriaVersion) -> SafeString:
    """The rule in words, as it is or will be published."""
    return text.render_markdown(rule.narrative)
