# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Founding issuers, changing their profiles, and giving them new keys."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.validators import validate_email
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from badges import keys, rules, services
from badges.issuers import services as seats
from badges.models import Issuer, SigningKey
from badges.openbadges.plain import ID
from badges.sources import deeds
from peerreview.accounts.models import User
from peerreview.kernel import clock, ids, imaging, text
from peerreview.kernel.errors import Closed, DomainError, Invalid, NotAllowed
from peerreview.kernel.folding import fold, mixes_alphabets

NAME_MOST, DESCRIPTION_MOST, WEBSITE_MOST = 120, 2000, 300
SLUG_MOST = 50
LOGO_SIDE = 512
LOGO_MOST_BYTES = 2 * 1024 * 1024
MOST_PER_DAY = 5
DAY = timedelta(hours=24)
# Parts of addresses below /issuers/ that are no issuer.
RESERVED = {"new", "invitations", services.SITE_ISSUER}
Kind = Issuer.Kind


@transaction.atomic
def found(
    *,
    kind: str,
    profile: Mapping[str, Any],
    by: User,
    cohort_uuid: UUID | None = None,
    now: datetime | None = None,
) -> Issuer:
    """A new issuer with its keys, owned by who founds it.

    `profile`: name, description, website, contact_email, shows_email, logo (bytes or None). Raises
    NotAllowed, Invalid by field, Closed after MOST_PER_DAY in 24 hours.
    """
    at = now or clock.now()
    _refuse_founder(kind, cohort_uuid, by)
    _in_turn()
    checked = _checked(profile)
    if Issuer.objects.filter(founded_by=by, created_at__gt=at - DAY).count() >= MOST_PER_DAY:
        message = _("You founded %(most)d issuers in the last 24 hours. Come back tomorrow.")
        raise Closed("daily-limit", message % {"most": MOST_PER_DAY})
    logo = _logo(profile.get("logo"))
    made = services.create_issuer(
        slug=_free_slug(checked["name"]),
        kind=kind,
        cohort_uuid=cohort_uuid,
        founded_by=by,
        now=at,
        **checked,
    )
    seats.make_owner(made, by, now=at)
    _show(made, logo)
    return made


@transaction.atomic
def change(*, issuer: Issuer, profile: Mapping[str, Any], by: User) -> Issuer:
    """Change what an issuer says of itself; its address stays, since it is its name for the world.

    What was signed keeps what was said then. An empty logo (b"") takes the logo away, None keeps it.
    """
    _refuse_others(issuer, by)
    _in_turn()
    checked = _checked(profile, issuer)
    held = Issuer.objects.select_for_update().get(pk=issuer.pk)
    logo = _logo(profile.get("logo"))
    for field, value in {**checked, "name_key": fold(checked["name"])}.items():
        setattr(held, field, value)
    held.save(update_fields=[*checked, "name_key"])
    if profile.get("logo") == b"":
        _replace_logo(held, "")
    _show(held, logo)
    return held


@transaction.atomic
def rotate(
    *, issuer: Issuer, newest: int, by: User, now: datetime | None = None
) -> list[SigningKey]:
    """New keys sign from now on. `newest` is the number of the newest key that was looked at: asked
    again, or by two at once, there is one new pair and no more."""
    _refuse_others(issuer, by)
    Issuer.objects.select_for_update().get(pk=issuer.pk)
    if issuer.keys.count() != newest:
        return []
    return keys.rotate(issuer, now=now or clock.now())


def _in_turn() -> None:
    """One name at a time, so that two that look alike cannot pass each other."""
    Issuer.objects.select_for_update(no_key=True).get(pk=services.site_issuer().pk)


def _refuse_others(issuer: Issuer, by: User) -> None:
    if not rules.may_manage(by, issuer):
        raise NotAllowed("not-owner", _("Only an owner changes this issuer."))


def _refuse_founder(kind: str, cohort_uuid: UUID | None, by: User) -> None:
    led = deeds.groups_led(by)
    wanted_group = {Kind.COHORT: False, Kind.GROUP: True}.get(kind)
    if wanted_group is None:
        leads = any(not group.is_study_group for group in led)
    else:
        leads = cohort_uuid in {group.uuid for group in led if group.is_study_group == wanted_group}
    if not rules.may_found(by, kind=kind, leads=leads):
        message = _(
            "Facilitators found organisations; who leads a cohort or study group founds its issuer."
        )
        raise NotAllowed("not-facilitator", message)


# --- what it says of itself ----------------------------------------------------------------------
def _checked(profile: Mapping[str, Any], issuer: Issuer | None = None) -> dict[str, Any]:
    return {
        "name": _name(profile["name"], issuer),
        "description": _description(profile.get("description", "")),
        "website": _website(profile.get("website", "")),
        "contact_email": _address(profile.get("contact_email", "")),
        "shows_email": bool(profile.get("shows_email")),
    }


def _name(name: str, issuer: Issuer | None) -> str:
    clean = text.one_line(name)
    key = fold(clean)
    if not key:
        raise Invalid("empty", _("Give the issuer a name."), field="name")
    if len(clean) > NAME_MOST:
        raise Invalid("long", _("Keep the name to 120 characters."), field="name")
    if mixes_alphabets(clean):
        message = _("This name mixes letters of different alphabets. Write it in one.")
        raise Invalid("mixed", message, field="name")
    others = Issuer.objects.exclude(pk=issuer.pk if issuer else None)
    twin = others.filter(name_key=key).first()
    is_site = not (issuer and issuer.kind == Kind.SITE) and key == fold(settings.SITE_NAME)
    if twin or is_site:
        message = _("There is an issuer whose name looks the same: “%(name)s”. Choose another.")
        named = twin.name if twin else settings.SITE_NAME
        raise Invalid("taken", message % {"name": named}, field="name")
    return clean


def _description(description: str) -> str:
    clean = text.plain(description).strip()
    if len(clean) > DESCRIPTION_MOST:
        raise Invalid("long", _("Keep it to 2000 characters."), field="description")
    return clean


def _website(website: str) -> str:
    clean = website.strip()
    is_address = clean.startswith("https://") and ID.fullmatch(clean) and "." in clean
    if clean and (not is_address or len(clean) > WEBSITE_MOST):
        message = _("Write the whole address, such as https://example.org.")
        raise Invalid("no-address", message, field="website")
    return clean


def _address(address: str) -> str:
    clean = address.strip()
    if clean:
        try:
            validate_email(clean)
        except ValidationError as error:
            message = _("Write an e-mail address such as name@example.org.")
            raise Invalid("no-address", message, field="contact_email") from error
    return clean


def _free_slug(name: str) -> str:
    """The last part of its address, and of its did:web: never changed and never given again."""
    base = slugify(name)[:SLUG_MOST].strip("-_") or f"issuer-{ids.short_code().lower()}"
    taken = set(Issuer.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    slug, number = base, 1
    while slug in taken | RESERVED:
        number += 1
        slug = f"{base}-{number}"
    return slug


# --- the logo ------------------------------------------------------------------------------------
def _logo(content: bytes | None) -> imaging.Picture | None:
    if not content:
        return None
    if len(content) > LOGO_MOST_BYTES:
        message = _("This picture is larger than 2 MB. Choose a smaller one.")
        raise Invalid("large-picture", message, field="logo")
    try:
        return imaging.reencode(content, longest_side=LOGO_SIDE)
    except DomainError as error:
        raise Invalid(error.code, error.message, field="logo") from error


def _show(issuer: Issuer, logo: imaging.Picture | None) -> None:
    if logo is not None:
        name = f"issuers/{ids.new_uuid().hex}.{logo.extension}"
        _replace_logo(issuer, default_storage.save(name, ContentFile(logo.content)))


def _replace_logo(issuer: Issuer, name: str) -> None:
    # The file before stays: a page may be on its way that points at it, and logos are small and few.
    issuer.logo = name
    issuer.save(update_fields=["logo"])
