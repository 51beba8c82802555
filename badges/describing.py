# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""An achievement as Open Badges writes it, in a version and language, with addresses that answer.

A version has two parts, as in `2.1`: that of the design and that of the rule. The page of a badge is
its id in credentials; every version in every language has an address of its own.
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse

from badges import designs, editions
from badges.models import Achievement, CriteriaVersion
from badges.openbadges import model
from badges.openbadges.plain import ADDRESS

EQF_ADDRESS = "http://data.europa.eu/snb/eqf/"
EQF_NAME = "European Qualifications Framework"
MOST_EARLIER = 20


def version_words(achievement: Achievement, rule: CriteriaVersion) -> str:
    """The version, design and rule."""
    return f"{achievement.version}.{rule.number}"


def version_url(achievement: Achievement, number: int, rule: CriteriaVersion, language: str) -> str:
    """Where a version is described in a language."""
    path = reverse("achievement-version", args=[achievement.uuid, number, rule.number, language])
    return f"{settings.SITE_URL}{path}"


def described(
    achievement: Achievement,
    rule: CriteriaVersion,
    *,
    id: str,
    page: str,
    inherited: Iterable[dict[str, Any]] = (),
    criteria: tuple[model.Criterion, ...] = (),
    language: str = "",
) -> model.Achievement:
    """The achievement as it is dressed, under that rule. `inherited` are alignments its skills have,
    `page` is its page's address, empty on a site that has no public name."""
    content = editions.content_of(achievement)
    told = language or content["language"]
    said = designs.said(content, told)
    return model.Achievement(
        id=id,
        type=content["type"],
        name=said["name"],
        description=said["description"],
        criteria_narrative=designs.narrative(content, rule.narrative, told),
        criteria_url=page or None,
        image=_image(achievement, content, page),
        tags=(*achievement.skills, *content["tags"]),
        alignments=alignments(content, inherited, page),
        criteria=criteria,
        language=told,
        version=version_words(achievement, rule),
        field_of_study=content["field"],
        credits=content["credits"],
        related=_related(achievement, rule, content, told) if page else (),
    )


def _image(achievement: Achievement, content: dict[str, Any], page: str) -> model.Image | None:
    if not page:
        return None
    caption = content["look"]["alt"] or achievement.name
    return model.Image(url=f"{page}image.png?v={achievement.version}", caption=caption)


def alignments(
    content: dict[str, Any], inherited: Iterable[dict[str, Any]], page: str
) -> tuple[model.Alignment, ...]:
    """Of the skills (`inherited`), of the design, and the level; each address once."""
    found = [model.Alignment(**fact) for fact in inherited if ADDRESS.fullmatch(fact["url"])]
    found += [model.Alignment(**row) for row in content["alignments"]]
    found += _level(content["level"], page)
    return tuple({(each.url, each.code): each for each in reversed(found)}.values())[::-1]


def _level(level: dict[str, str] | None, page: str) -> list[model.Alignment]:
    """The standard has no property for levels: one is aligned with. A scale of one's own has no
    address but the badge's page."""
    if not level:
        return []
    if level["scale"] == designs.EQF:
        value = level["value"]
        return [
            model.Alignment(
                name=f"EQF {value}", url=f"{EQF_ADDRESS}{value}", code=value, framework=EQF_NAME
            )
        ]
    if not page:
        return []
    name, scale = level["value"], level["scale"]
    return [model.Alignment(name=name, url=f"{page}#level", framework=scale)]


def _related(
    achievement: Achievement, rule: CriteriaVersion, content: dict[str, Any], told: str
) -> tuple[model.Related, ...]:
    """The other languages of this version, then the versions before it."""
    version = version_words(achievement, rule)
    languages = [
        model.Related(
            id=version_url(achievement, achievement.version, rule, tag),
            language=tag,
            version=version,
        )
        for tag in content["texts"]
        if tag != told
    ]
    first = max(1, achievement.version - MOST_EARLIER)
    earlier = (
        editions.versions_of(achievement)
        .filter(number__gte=first, number__lt=achievement.version)
        .only("number", "content", "achievement")
    )
    before = [
        model.Related(
            id=version_url(achievement, row.number, rule, row.content["language"]),
            language=row.content["language"],
            version=f"{row.number}.{rule.number}",
        )
        for row in earlier
    ]
    return (*languages, *before)
