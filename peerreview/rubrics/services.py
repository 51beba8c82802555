# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Publishing rubrics. A published version never changes; editing publishes the next one."""

import dataclasses
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.kernel import clock, hashing
from peerreview.kernel.errors import Conflict, Invalid, NotAllowed
from peerreview.outbox.services import emit
from peerreview.rubrics import checks, library, queries, rules
from peerreview.rubrics.events import RubricPublished, RubricShared
from peerreview.rubrics.models import Criterion, Level, Rubric, RubricVersion
from peerreview.rubrics.specs import RubricSpec, manifest, structure


@transaction.atomic
def publish_rubric(
    *,
    spec: RubricSpec,
    owner: User | None = None,
    shared: bool = False,
    rubric: Rubric | None = None,
    base_number: int | None = None,
    now: datetime | None = None,
) -> RubricVersion:
    """Publish `spec` as a new rubric, or as the next version of `rubric`.

    The same content again (by its hash, for the same rubric or owner) gives the version there is.
    With `base_number`, raises Conflict when another version has been published since that one.
    Raises Invalid, naming the first wrong row, when the content is not complete.
    """
    spec = checks.tidy(spec)
    if found := checks.problems(spec):
        raise Invalid("rubric", found[0].message, field=found[0].path)
    content_hash = hashing.digest(manifest(spec))
    if rubric is None:
        rubric = _rubric_with(content_hash, owner) or Rubric.objects.create(
            title=spec.title, owner=owner, is_shared=shared, created_at=now or clock.now()
        )
    return _publish(rubric, spec, content_hash, base_number, now or clock.now())


def _rubric_with(content_hash: str, owner: User | None) -> Rubric | None:
    if owner is None:
        return None
    # The owner's row is the queue: two posts of one form wait for each other here.
    User.objects.select_for_update().get(pk=owner.pk)
    mine = Rubric.objects.filter(owner=owner, versions__content_hash=content_hash).order_by("pk")
    return next((each for each in mine if _is_newest(each, content_hash)), None)


def _is_newest(rubric: Rubric, content_hash: str) -> bool:
    return queries.latest_version(rubric).content_hash == content_hash


def _publish(
    rubric: Rubric, spec: RubricSpec, content_hash: str, base_number: int | None, now: datetime
) -> RubricVersion:
    rubric = Rubric.objects.select_for_update().get(pk=rubric.pk)
    newest = rubric.versions.order_by("-number").first()
    if newest and newest.content_hash == content_hash:
        return newest
    if newest and base_number not in {None, newest.number}:
        message = _(
            "Version %(number)s was published meanwhile. Yours is kept below: publish again to put "
            "it on top, or open the newer version first."
        )
        raise Conflict("newer-version", message % {"number": newest.number})
    version = _store(rubric, spec, content_hash, (newest.number if newest else 0) + 1, now)
    Rubric.objects.filter(pk=rubric.pk).update(title=spec.title)
    event = RubricPublished(rubric_id=rubric.pk, version_id=version.pk, content_hash=content_hash)
    emit(event, now=now)
    return version


def _store(
    rubric: Rubric, spec: RubricSpec, content_hash: str, number: int, now: datetime
) -> RubricVersion:
    version = RubricVersion.objects.create(
        rubric=rubric,
        number=number,
        title=spec.title,
        guidance=spec.guidance,
        overall=spec.overall,
        overall_min_chars=spec.overall_min_chars,
        asks_missed=spec.asks_missed,
        content_hash=content_hash,
        structure_hash=hashing.digest(structure(spec)),
        published_at=now,
    )
    criteria = Criterion.objects.bulk_create(
        Criterion(
            version=version,
            key=criterion.key,
            position=position,
            title=criterion.title,
            description=criterion.description,
            weight=criterion.weight,
            comment=criterion.comment,
            comment_min_chars=criterion.comment_min_chars,
            questions="\n".join(criterion.questions),
            allows_cannot_judge=criterion.allows_cannot_judge,
        )
        for position, criterion in enumerate(spec.criteria)
    )
    Level.objects.bulk_create(
        Level(
            criterion=criterion,
            value=value,
            title=level.title,
            description=level.description,
            points=level.points,
        )
        for criterion, said in zip(criteria, spec.criteria, strict=True)
        for value, level in enumerate(said.levels)
    )
    return version


def copy_rubric(
    *, version: RubricVersion, owner: User, now: datetime | None = None
) -> RubricVersion:
    """A rubric of `owner`'s own with the content of `version`; the same copy again is the same rubric."""
    spec = queries.spec_of(version)
    title = _("Copy of %(title)s") % {"title": spec.title}
    spec = dataclasses.replace(spec, title=title[: checks.MAX_TITLE])
    return publish_rubric(spec=spec, owner=owner, now=now)


@transaction.atomic
def publish_all(
    *, specs: Sequence[RubricSpec], owner: User, now: datetime | None = None
) -> list[RubricVersion]:
    """Publish each as a rubric of the owner's, or none: Invalid names the rubric that is not complete."""
    versions = []
    for spec in specs:
        try:
            versions.append(publish_rubric(spec=spec, owner=owner, now=now))
        except Invalid as error:
            said = {"title": spec.title, "message": error.message}
            message = _("“%(title)s”: %(message)s Nothing was brought in.") % said
            raise Invalid("rubric", message, field="document") from error
    return versions


@transaction.atomic
def share_rubric(*, rubric: Rubric, by: User, shared: bool, now: datetime | None = None) -> Rubric:
    """Put a rubric of one's own into everyone's library, or take it out. Again changes nothing.

    Taken out, it stays with the activities that use it. Raises NotAllowed.
    """
    locked = Rubric.objects.select_for_update().get(pk=rubric.pk)
    if not rules.may_edit(by, locked):
        raise NotAllowed("not-owner", _("Only its owner shares a rubric."))
    if locked.is_shared == shared:
        return locked
    locked.is_shared = shared
    locked.save(update_fields=["is_shared"])
    emit(RubricShared(rubric_id=locked.pk, by_id=by.pk, is_shared=shared), now=now or clock.now())
    return locked


@transaction.atomic
def publish_library(*, now: datetime | None = None) -> list[RubricVersion]:
    """The shipped rubrics, shared with everyone, in the library's order; what is there already stays."""
    now = now or clock.now()
    versions = []
    for name, spec in library.RUBRICS.items():
        rubric, _made = Rubric.objects.get_or_create(
            uuid=library.uuid_of(name),
            defaults={"title": spec.title, "is_shared": True, "created_at": now},
        )
        versions.append(publish_rubric(spec=spec, rubric=rubric, now=now))
    return versions
