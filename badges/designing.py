# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Drafts of designs: begun, changed, published on purpose; badges copied, archived, taken up again."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from badges import criteria, designs, editions, queries, rules, services
from badges.design_models import Draft, Version
from badges.issuers import queries as issuers
from badges.issuers.rules import Act
from badges.models import Achievement, CriteriaVersion, Issuer
from badges.sources import deeds, reviews
from peerreview.accounts.models import User
from peerreview.kernel import clock
from peerreview.kernel.errors import Invalid, Missing, NotAllowed

MOST_DRAFTS = 50
Json = dict[str, Any]


# --- who may -------------------------------------------------------------------------------------
def draft_for(user: User, uuid: UUID) -> Draft:
    """A draft the person works on: their own, or of a badge they answer for. Nobody else learns that
    it exists. Raises Missing."""
    rows = Draft.objects.select_related("achievement__issuer", "issuer", "by", "published")
    found = rows.filter(uuid=uuid, published=None).first()
    if found is None or not _is_theirs(user, found):
        raise _missing()
    return found


def _missing() -> Missing:
    return Missing("missing", _("There is no such draft, or it is published already."))


def _is_theirs(user: User, draft: Draft) -> bool:
    if draft.achievement:
        return rules.may_change_rule(user, draft.achievement)
    return user.is_authenticated and draft.by_id == user.pk


def _refuse_other(user: User, achievement: Achievement) -> None:
    if not rules.may_change_rule(user, achievement):
        raise NotAllowed("not-issuer", _("Only who answers for this badge changes it."))


def _may_design_for(user: User, issuer: Issuer) -> bool:
    return rules.may_define(user, facilitates=deeds.facilitates(user.pk), issuer=issuer)


def _issuer_for_copy(user: User, achievement: Achievement) -> Issuer:
    """The badge's own where they design for it, else one of theirs, else the site."""
    if _may_design_for(user, achievement.issuer):
        return achievement.issuer
    return issuers.issuers_where(user, Act.DESIGN).first() or services.site_issuer()


# --- beginning -----------------------------------------------------------------------------------
@transaction.atomic
def begin_new(
    *,
    content: Json,
    tree: Json,
    activity_uuid: UUID | None,
    opt_in: str,
    by: User,
    issuer: Issuer | None = None,
    picture: bytes = b"",
    now: datetime | None = None,
) -> Draft:
    """A draft of a new badge of an issuer, the site unless told, with its rule. Nobody else sees it.
    Raises NotAllowed, and Invalid for too many or a rule that is none."""
    of = issuer or services.site_issuer()
    if not _may_design_for(by, of):
        raise NotAllowed("not-facilitator", _("Only facilitators design badges."))
    if Draft.objects.filter(by=by, published=None).count() >= MOST_DRAFTS:
        message = _("You have fifty drafts. Publish or delete one first.")
        raise Invalid("drafts", message)
    try:
        criteria.check(tree)
    except criteria.CriteriaError as error:
        raise Invalid("rule", str(error), field="tree") from None
    activity = str(activity_uuid) if activity_uuid else None
    return Draft.objects.create(
        issuer=of,
        by=by,
        content=designs.checked(content),
        picture=picture,
        rule={"tree": tree, "activity": activity, "opt_in": str(opt_in)},
        changed_at=now or clock.now(),
    )


@transaction.atomic
def begin_next(*, achievement: Achievement, by: User, now: datetime | None = None) -> Draft:
    """The draft of a badge's next version; where there is one already, that one."""
    _refuse_other(by, achievement)
    head = queries.catalogue().select_for_update(of=("self",)).get(pk=achievement.pk)
    standing = Draft.objects.filter(achievement=head, published=None).first()
    return standing or Draft.objects.create(
        issuer=head.issuer,
        achievement=head,
        seed=head.uuid,
        by=by,
        content=editions.content_of(head),
        picture=editions.uploaded(head),
        changed_at=now or clock.now(),
    )


@transaction.atomic
def copy(*, achievement: Achievement, by: User, now: datetime | None = None) -> Draft:
    """A draft of a new badge like this one, under a name that says so. A rule that rests on an activity
    of others' rests on none until its designer chooses one of theirs."""
    content = editions.content_of(achievement)
    said = _("Copy of %(name)s")
    renamed = {
        tag: {**text, "name": (said % {"name": text["name"]})[: designs.NAME_MOST]}
        for tag, text in content["texts"].items()
    }
    rule = queries.current_criteria(achievement)
    theirs = {fact.activity_uuid for fact in reviews.activities_to_tie(by.pk)}
    return begin_new(
        content={**content, "texts": renamed, "sample": None},
        tree=rule.tree,
        activity_uuid=rule.activity_uuid if rule.activity_uuid in theirs else None,
        opt_in=rule.opt_in,
        issuer=_issuer_for_copy(by, achievement),
        by=by,
        picture=editions.uploaded(achievement),
        now=now,
    )


# --- changing and publishing ---------------------------------------------------------------------
@transaction.atomic
def save(
    *,
    draft: Draft,
    content: Json,
    by: User,
    picture: bytes | None = None,
    rule: Json | None = None,
    now: datetime | None = None,
) -> Draft:
    """Keep what was written; `picture` is a new upload. Raises Invalid, and Conflict for a look-alike, by field."""
    locked = _locked(draft, by)
    clean = designs.checked(content)
    kept = bytes(locked.picture) if picture is None else picture
    if clean["look"]["kind"] == "uploaded" and not kept:
        raise Invalid("no-picture", _("Choose a picture to upload."), field="picture")
    editions.refuse_look_alikes(clean, locked.achievement)
    locked.content, locked.picture = clean, kept
    if rule is not None and not locked.achievement:
        locked.rule = {**locked.rule, **rule}
    locked.changed_at = now or clock.now()
    locked.save(update_fields=["content", "picture", "rule", "changed_at"])
    return locked


def _locked(draft: Draft, by: User) -> Draft:
    found = Draft.objects.select_for_update().filter(pk=draft.pk, published=None).first()
    if found is None or not _is_theirs(by, found):
        raise _missing()
    return found


@transaction.atomic
def publish(*, draft: Draft, by: User, now: datetime | None = None) -> Version:
    """Make the draft a version that everyone sees. Once: a repeated call gives the same version.
    Raises Invalid where nothing has changed."""
    at = now or clock.now()
    locked = Draft.objects.select_for_update().get(pk=draft.pk)
    if locked.published:
        return locked.published
    if not _is_theirs(by, locked):
        raise _missing()
    content, picture = designs.checked(locked.content), bytes(locked.picture)
    if content["look"]["kind"] != "uploaded":
        picture = b""
    version = (
        _next(locked.achievement, content, picture, at)
        if locked.achievement
        else _first(locked, content, picture, by, at)
    )
    locked.published, locked.achievement = version, version.achievement
    # The picture is the version's now.
    locked.picture, locked.changed_at = b"", at
    locked.save(update_fields=["published", "achievement", "picture", "changed_at"])
    return version


def _next(achievement: Achievement, content: Json, picture: bytes, at: datetime) -> Version:
    head = Achievement.objects.select_for_update().get(pk=achievement.pk)
    newest = editions.version_of(head, head.version)
    if newest.digest == editions.digest_of(content, picture):
        raise Invalid("same", _("Nothing has changed. There is nothing to publish."))
    return editions.append(achievement=head, content=content, picture=picture, now=at)


def _first(draft: Draft, content: Json, picture: bytes, by: User, at: datetime) -> Version:
    rule = draft.rule
    made = services.define_designed(
        issuer=draft.issuer,
        content=content,
        picture=picture,
        tree=rule["tree"],
        activity_uuid=UUID(rule["activity"]) if rule["activity"] else None,
        opt_in=rule["opt_in"] or CriteriaVersion.OptIn.REQUEST,
        uuid=draft.seed,
        by=by,
        now=at,
    )
    return editions.version_of(made, 1)


@transaction.atomic
def discard(*, draft: Draft, by: User) -> None:
    """Delete a draft for good."""
    _locked(draft, by).delete()


# --- archiving -----------------------------------------------------------------------------------
@transaction.atomic
def archive(*, achievement: Achievement, by: User, now: datetime | None = None) -> None:
    """Award it no more. What was awarded or offered stands."""
    _refuse_other(by, achievement)
    Achievement.objects.filter(pk=achievement.pk, archived_at=None).update(
        archived_at=now or clock.now()
    )


@transaction.atomic
def take_up(*, achievement: Achievement, by: User) -> None:
    """Award it again."""
    _refuse_other(by, achievement)
    Achievement.objects.filter(pk=achievement.pk).update(archived_at=None)
