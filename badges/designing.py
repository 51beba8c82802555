# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Drafts of designs: begun, changed, published on purpose; badges copied, archived, taken up again."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from badges import criteria, designs, editions, proposing, queries, rules, services
from badges import validity as validities
from badges.design_models import Draft, Version
from badges.issuers import queries as issuers
from badges.issuers.rules import Act
from badges.models import Achievement, CriteriaVersion, Issuer
from badges.proposing import Proposal
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


def new_draft_for(user: User, uuid: UUID) -> Draft:
    """A draft of a new badge the person works on: only such a one has a rule. Raises Missing."""
    found = draft_for(user, uuid)
    refuse_unless_new(found, user)
    return found


def refuse_unless_new(draft: Draft, by: User) -> None:
    """Raises Missing unless it is a draft of a new badge the person works on."""
    if not works_on_new(by, draft):
        raise _missing()


def works_on_new(user: User, draft: Draft) -> bool:
    """Whether it is a draft of a new badge the person works on."""
    return not draft.achievement_id and not draft.published_id and _is_theirs(user, draft)


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
    validity: Json | None = None,
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
        if validity is not None:
            validities.check(validity)
    except criteria.CriteriaError as error:
        raise Invalid("rule", str(error), field="tree") from None
    rule = Proposal(tree=tree, activity_uuid=activity_uuid, opt_in=opt_in, validity=validity)
    return Draft.objects.create(
        issuer=of,
        by=by,
        content=designs.checked(content),
        picture=picture,
        rule=rule.as_json(),
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
    activity = rule.activity_uuid if rule.activity_uuid in theirs else None
    return begin_new(
        content={**content, "texts": renamed, "sample": None},
        tree=rule.tree,
        activity_uuid=activity,
        opt_in=rule.opt_in,
        validity=_validity_for_copy(rule, activity),
        issuer=_issuer_for_copy(by, achievement),
        by=by,
        picture=editions.uploaded(achievement),
        now=now,
    )


def _validity_for_copy(rule: CriteriaVersion, activity: UUID | None) -> Json | None:
    """What is renewed by work for an activity cannot be renewed without it."""
    rests = rule.validity and criteria.looks_at_reviews(rule.validity["renewal"])
    return None if rests and not activity else rule.validity


# --- changing and publishing ---------------------------------------------------------------------
@transaction.atomic
def save(
    *,
    draft: Draft,
    content: Json,
    by: User,
    picture: bytes | None = None,
    rule: Json | None = None,
    issuer: Issuer | None = None,
    now: datetime | None = None,
) -> Draft:
    """Keep what was written; `picture` is a new upload, `issuer` another one for a new badge. Raises Invalid,
    and Conflict for a look-alike, by field; NotAllowed for an issuer they do not design for."""
    locked = _locked(draft, by)
    clean = designs.checked(content)
    kept = bytes(locked.picture) if picture is None else picture
    if clean["look"]["kind"] == "uploaded" and not kept:
        raise Invalid("no-picture", _("Choose a picture to upload."), field="picture")
    editions.refuse_look_alikes(clean, locked.achievement)
    locked.content, locked.picture = clean, kept
    if rule is not None and not locked.achievement:
        locked.rule = {**locked.rule, **rule}
    if issuer is not None and not locked.achievement:
        locked.issuer = _checked_issuer(issuer, by)
    locked.changed_at = now or clock.now()
    locked.save(update_fields=["content", "picture", "rule", "issuer", "changed_at"])
    return locked


def _checked_issuer(issuer: Issuer, by: User) -> Issuer:
    if not _may_design_for(by, issuer):
        message = _("You do not design badges for “%(name)s”.")
        raise NotAllowed("not-designer", message % {"name": issuer.name})
    return issuer


@transaction.atomic
def keep_rule(*, draft: Draft, rule: Proposal, by: User, now: datetime | None = None) -> Draft:
    """Give the draft of a new badge another rule. Raises Missing for who does not work on it, and Invalid, by
    field, for what could not be published."""
    locked = _locked(draft, by)
    refuse_unless_new(locked, by)
    proposing.check(rule, own=locked.seed, by=by)
    locked.rule, locked.changed_at = rule.as_json(), now or clock.now()
    locked.save(update_fields=["rule", "changed_at"])
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
    rule = proposing.from_json(draft.rule)
    made = services.define_designed(
        issuer=draft.issuer,
        content=content,
        picture=picture,
        tree=rule.tree,
        activity_uuid=rule.activity_uuid,
        opt_in=rule.opt_in,
        validity=rule.validity,
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
