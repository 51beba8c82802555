# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Achievements as documents of their own: a version, a rule, a language."""

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


def achievement(found: Achievement, rule: CriteriaVersion, language: str) -> dict[str, Any]:
    """The Achievement as it is dressed, with the rubric it is judged by."""
    page = documents.public_id("badges", found.uuid)
    main = editions.content_of(found)["language"]
    is_newest = rule.number == found.criteria_versions.count()
    is_page = language == main and is_newest and found.version == found.versions.count()
    address = describing.version_url(found, found.version, rule, language)
    own = page if is_page or not settings.SITE_IS_PUBLIC else address
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


def in_version(found: Achievement, number: int, rule: int, language: str) -> dict[str, Any]:
    """The same of one version. Raises Missing where there is no such version, rule or language."""
    editions.dress(found, editions.version_of(found, number))
    judged_by = found.criteria_versions.filter(number=rule).first()
    if judged_by is None or language not in found.content["texts"]:
        raise Missing("missing", _("There is no such version of this badge."))
    return achievement(found, judged_by, language)
