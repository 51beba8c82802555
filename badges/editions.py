# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Versions of a design: appended, and an achievement or award as it was under one of them.

An achievement that is dressed carries another version's values in memory; it is read, never saved.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from badges import designs
from badges.design_models import BadgeName, Version
from badges.models import Achievement, Award
from peerreview.kernel import hashing
from peerreview.kernel.errors import Conflict, Missing
from peerreview.kernel.folding import fold, mixes_alphabets

Json = dict[str, Any]


# --- names ---------------------------------------------------------------------------------------
def refuse_look_alikes(content: Json, achievement: Achievement | None = None) -> None:
    """Raise Conflict where a name reads like that of another badge, of whatever issuer."""
    for name in designs.names(content):
        if mixes_alphabets(name):
            message = _(
                "“%(name)s” mixes letters of two alphabets that look alike. Write each word in one."
            )
            raise Conflict("mixed", message % {"name": name}, field="name")
    keys = [fold(name) for name in designs.names(content)]
    others = BadgeName.objects.filter(key__in=[key for key in keys if key])
    if achievement:
        others = others.exclude(achievement=achievement)
    if found := others.select_related("achievement__issuer").first():
        message = _("It reads like “%(name)s”, a badge of %(issuer)s. Choose another name.")
        other = found.achievement
        said = {"name": other.name, "issuer": other.issuer.name}
        raise Conflict("look-alike", message % said, field="name")


def _keep_names(achievement: Achievement, content: Json) -> None:
    """Names are only added: who holds an older version holds its name."""
    for key in {fold(name) for name in designs.names(content)} - {""}:
        BadgeName.objects.get_or_create(achievement=achievement, key=key[:400])


# --- appending -----------------------------------------------------------------------------------
def append(
    *, achievement: Achievement, content: Json, picture: bytes = b"", now: datetime
) -> Version:
    """The next version of the achievement, which is what it says and looks like from now on. In the
    caller's transaction, which holds the achievement's row."""
    refuse_look_alikes(content, achievement)
    number = Version.objects.filter(achievement=achievement).count() + 1
    version = Version.objects.create(
        achievement=achievement,
        number=number,
        content=content,
        picture=picture,
        digest=digest_of(content, picture),
        published_at=now,
    )
    dress(achievement, version)
    columns = ["name", "description", "skills", "shape", "colour", "icon", "content", "version"]
    achievement.save(update_fields=columns)
    _keep_names(achievement, content)
    return version


def digest_of(content: Json, picture: bytes) -> str:
    """What a version is known by."""
    return hashing.digest({"content": content, "picture": hashing.digest_bytes(bytes(picture))})


# --- reading -------------------------------------------------------------------------------------
def versions_of(achievement: Achievement) -> QuerySet[Version]:
    """Newest first, without their pictures."""
    return Version.objects.filter(achievement=achievement).defer("picture").order_by("-number")


def version_of(achievement: Achievement, number: int) -> Version:
    """One of them. Raises Missing."""
    found = versions_of(achievement).filter(number=number).first()
    if found is None:
        raise Missing("missing", _("There is no such version of this badge."))
    return found


def content_of(achievement: Achievement) -> Json:
    """Its content; that of its columns where it has none."""
    return achievement.content or designs.basic(
        name=achievement.name,
        description=achievement.description,
        skills=achievement.skills,
        look={
            "shape": achievement.shape,
            "colour": achievement.colour,
            "icon": achievement.icon,
        },
        language="en",
    )


def dress(achievement: Achievement, version: Version) -> Achievement:
    """The achievement as it was under the version."""
    achievement.version = version.number
    return wear(achievement, version.content)


def wear(achievement: Achievement, content: Json) -> Achievement:
    """The achievement with that content."""
    said, look = designs.said(content), content["look"]
    achievement.content = content
    achievement.name, achievement.description = said["name"], said["description"]
    achievement.skills = content["skills"]
    achievement.shape, achievement.colour = look["shape"], look["colour"]
    achievement.icon = look["icon"]
    return achievement


def as_awarded(award: Award) -> Award:
    """The award with its achievement as it was on its day."""
    if (number := _number(award)) != award.achievement.version:
        dress(award.achievement, version_of(award.achievement, number))
    return award


def all_as_awarded(awards: Iterable[Award]) -> None:
    """The same for many, with one query; their evidence has to be there."""
    older = [award for award in awards if _number(award) != award.achievement.version]
    if not older:
        return
    rows = Version.objects.filter(achievement__in={award.achievement_id for award in older})
    found = {(row.achievement_id, row.number): row for row in rows.defer("picture")}
    for award in older:
        dress(award.achievement, found[award.achievement_id, _number(award)])


def _number(award: Award) -> int:
    # Snapshots taken before designs had versions are of the first.
    return award.evidence.facts.get("design", 1)


def spoken(achievement: Achievement, wanted: str | None = None) -> Achievement:
    """The achievement in the language of who reads the page, where it has it."""
    if achievement.content:
        language = designs.language_for(achievement.content, wanted)
        said = designs.said(achievement.content, language)
        achievement.name, achievement.description = said["name"], said["description"]
    return achievement


def uploaded(achievement: Achievement) -> bytes:
    """The uploaded picture of the version it wears; empty where it is drawn."""
    look = achievement.content.get("look", {}) if achievement.content else {}
    if look.get("kind") != "uploaded":
        return b""
    if (own := getattr(achievement, "draft_picture", None)) is not None:
        return bytes(own)
    rows = Version.objects.filter(achievement=achievement, number=achievement.version)
    return bytes(rows.values_list("picture", flat=True).first() or b"")
