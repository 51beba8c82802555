# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Achievements as documents of their own: a version, a rule, a language."""

import uuid
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from badges import describing, documents, editions, keys
from badges.models import Achievement, CriteriaVersion
from badges.openbadges.credential import build_achievement
from badges.sources import endorsements, reviews
from peerreview.kernel.errors import Missing


def newest(found: Achievement, language: str) -> dict[str, Any]:
    """The Achievement as it is now. In its main language its id is the page's address, as in badges."""
    rule = found.criteria_versions.all()[0]
    is_main = language == editions.content_of(found)["language"]
    own = documents.public_id("badges", found.uuid) if is_main else _id(found, rule, language)
    return _document(found, rule, language, own)


def in_version(found: Achievement, number: int, rule: int, language: str) -> dict[str, Any]:
    """One version of it, for good. Raises Missing where there is no such version, rule or language."""
    editions.dress(found, editions.version_of(found, number))
    judged_by = found.criteria_versions.filter(number=rule).first()
    if judged_by is None or language not in found.content["texts"]:
        raise Missing("missing", _("There is no such version of this badge."))
    return _document(found, judged_by, language, _id(found, judged_by, language))


def _id(found: Achievement, rule: CriteriaVersion, language: str) -> str:
    if settings.SITE_IS_PUBLIC:
        return describing.version_url(found, found.version, rule, language)
    part = f"{describing.version_words(found, rule)}/{language}"
    return f"urn:uuid:{uuid.uuid5(found.uuid, part)}"


def _document(found: Achievement, rule: CriteriaVersion, language: str, own: str) -> dict[str, Any]:
    """With the rubric it is judged by, and who defined it."""
    page = documents.public_id("badges", found.uuid)
    activity = reviews.activity_fact(rule.activity_uuid) if rule.activity_uuid else None
    facts = [asdict(fact) for fact in activity.criteria] if activity else []
    with translation.override(settings.LANGUAGE_CODE):
        described = describing.described(
            found,
            rule,
            id=own,
            page=page if settings.SITE_IS_PUBLIC else "",
            inherited=[asdict(fact) for fact in endorsements.alignments_of(found.skills)],
            criteria=tuple(documents.criterion(found, rule, fact) for fact in facts),
            language=language,
        )
        issuer = documents.issuer_profile(keys.current_key(found.issuer))
        return build_achievement(described, issuer)
