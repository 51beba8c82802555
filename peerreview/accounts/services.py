# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Making and changing people."""

from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.apps import apps
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from peerreview.accounts import leaving, rules
from peerreview.accounts.events import (
    AddressesChanged,
    GuardianAnswered,
    PersonalDataTaken,
    PersonErased,
    PersonJoined,
    PersonSheltered,
    PictureChanged,
    ProfileChanged,
)
from peerreview.accounts.models import User
from peerreview.kernel import clock, ids, imaging, text
from peerreview.kernel.errors import Conflict, DomainError, Invalid, NotAllowed
from peerreview.outbox.services import emit

PICTURE_SIDE = 320
PICTURE_MOST_BYTES = 10 * 1024 * 1024
PROFILE_FIELDS = ("display_name", "pronouns", "about", "time_zone", "language", "is_public")


@transaction.atomic
def create_person(
    *,
    email: str,
    display_name: str,
    password: str | None = None,
    verified: bool = True,
    time_zone: str = "UTC",
    language: str = "en",
    pronouns: str = "",
    about: str = "",
    is_public: bool = False,
    is_simulated: bool = False,
    now: datetime | None = None,
) -> User:
    """A person with their e-mail address; without a password they can only use other ways in."""
    at = now or clock.now()
    profile = _clean_profile(
        display_name=display_name,
        pronouns=pronouns,
        about=about,
        time_zone=time_zone,
        language=language,
        is_public=is_public,
    )
    if User.objects.filter(email=email.lower()).exists():
        message = _("There is an account with this address.")
        raise Conflict("address-taken", message, field="email")
    user = User.objects.create_user(
        email, password, is_simulated=is_simulated, joined_at=at, **profile
    )
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=verified)
    emit(PersonJoined(user_id=user.pk), now=at)
    return user


@transaction.atomic
def note_addresses(*, user: User, now: datetime | None = None) -> None:
    """Say that what is known of a person's addresses changed."""
    emit(AddressesChanged(user_id=user.pk), now=now)


@transaction.atomic
def welcome(*, user: User, display_name: str, language: str, now: datetime | None = None) -> User:
    """Give a person who just signed up their name and the language they read the form in."""
    user.display_name = _clean_name(display_name)
    user.language = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    user.save(update_fields=["display_name", "language"])
    emit(PersonJoined(user_id=user.pk), now=now)
    return user


@transaction.atomic
def update_profile(
    *,
    user: User,
    by: User,
    display_name: str,
    pronouns: str,
    about: str,
    time_zone: str,
    language: str,
    is_public: bool,
    now: datetime | None = None,
) -> User:
    """Change what a person says of themselves, and who may read it."""
    _refuse_unless_own(user, by)
    profile = _clean_profile(
        display_name=display_name,
        pronouns=pronouns,
        about=about,
        time_zone=time_zone,
        language=language,
        is_public=is_public,
    )
    for field, value in profile.items():
        setattr(user, field, value)
    user.save(update_fields=PROFILE_FIELDS)
    emit(ProfileChanged(user_id=user.pk, is_public=is_public, by_id=by.pk), now=now)
    return user


def save_profile(
    *, user: User, by: User, picture: bytes | None, now: datetime | None = None, **profile: Any
) -> User:
    """`update_profile`, and a new picture if one is given; nothing changes if either is refused."""
    _refuse_unless_own(user, by)
    made = None if picture is None else _small_square(picture)
    update_profile(user=user, by=by, now=now, **profile)
    return user if made is None else _show_picture(user, by, made, now)


def set_avatar(*, user: User, by: User, content: bytes, now: datetime | None = None) -> User:
    """Make the picture anew as a small square, and show it instead of the one before."""
    _refuse_unless_own(user, by)
    return _show_picture(user, by, _small_square(content), now)


def _small_square(content: bytes) -> imaging.Picture:
    if len(content) > PICTURE_MOST_BYTES:
        message = _("This picture is larger than 10 MB. Choose a smaller one.")
        raise Invalid("large-picture", message, field="picture")
    try:
        return imaging.reencode(content, longest_side=PICTURE_SIDE, square=True)
    except DomainError as error:
        raise Invalid(error.code, error.message, field="picture") from error


def _show_picture(user: User, by: User, made: imaging.Picture, now: datetime | None) -> User:
    # A new name each time: browsers keep the old picture under the old one.
    name = default_storage.save(
        f"avatars/{ids.new_uuid().hex}.{made.extension}", ContentFile(made.content)
    )
    return _replace_picture(user, by, name, now)


def remove_avatar(*, user: User, by: User, now: datetime | None = None) -> User:
    """Go back to initials."""
    _refuse_unless_own(user, by)
    return _replace_picture(user, by, "", now)


def _replace_picture(user: User, by: User, name: str, now: datetime | None) -> User:
    with transaction.atomic():
        before = User.objects.select_for_update().get(pk=user.pk).avatar.name
        user.avatar = name
        user.save(update_fields=["avatar"])
        if before != name:
            emit(PictureChanged(user_id=user.pk, by_id=by.pk), now=now)
    # The file goes last: a page may lack a picture for a moment, but never point at none for good.
    if before and before != name:
        default_storage.delete(before)
    return user


def _refuse_unless_own(user: User, by: User) -> None:
    if not rules.may_change_profile(by, user):
        raise NotAllowed("not-yours", _("You can change your own profile only."))


def _clean_name(display_name: str) -> str:
    name = text.one_line(display_name)
    if not name:
        message = _("Write a name that people can call you by.")
        raise Invalid("no-name", message, field="display_name")
    return _short_enough(name, 80, "display_name")


def _clean_profile(*, time_zone: str, language: str, **words: Any) -> dict[str, Any]:
    if time_zone not in clock.zone_names():
        raise Invalid("unknown-zone", _("Choose a time zone from the list."), field="time_zone")
    if language not in dict(settings.LANGUAGES):
        raise Invalid("unknown-language", _("Choose a language from the list."), field="language")
    return {
        "display_name": _clean_name(words["display_name"]),
        "pronouns": _short_enough(text.one_line(words["pronouns"]), 40, "pronouns"),
        "about": _short_enough(text.one_line(words["about"]), 500, "about"),
        "time_zone": time_zone,
        "language": language,
        "is_public": words["is_public"],
    }


def _short_enough(value: str, most: int, field: str) -> str:
    if len(value) > most:
        message = _("Keep this to %(most)d characters.") % {"most": most}
        raise Invalid("too-long", message, field=field)
    return value


@transaction.atomic
def shelter(*, user: User, now: datetime | None = None) -> User:
    """Say that a person is under age: from now on nothing of theirs is open to the world until a
    guardian agrees. Again changes nothing."""
    if User.objects.filter(pk=user.pk, is_under_age=False).update(is_under_age=True):
        user.is_under_age = True
        emit(PersonSheltered(user_id=user.pk, is_under_age=True), now=now)
    return user


@transaction.atomic
def come_of_age(*, user: User, now: datetime | None = None) -> User:
    """Say that a person is of age; for who runs the site, since nobody should say it of themselves."""
    if User.objects.filter(pk=user.pk, is_under_age=True).update(is_under_age=False):
        user.is_under_age = False
        emit(PersonSheltered(user_id=user.pk, is_under_age=False), now=now)
    return user


@transaction.atomic
def note_guardian(*, user: User, agreed_at: datetime | None, now: datetime | None = None) -> User:
    """Keep since when a guardian agrees, or that none does; every public door asks for it."""
    user.guardian_agreed_at = agreed_at
    user.save(update_fields=["guardian_agreed_at"])
    emit(GuardianAnswered(user_id=user.pk, agrees=agreed_at is not None), now=now)
    return user


@transaction.atomic
def note_data_taken(*, user: User, by: User, now: datetime | None = None) -> None:
    """Write into the trail that a person took a copy of all their data."""
    _refuse_unless_own(user, by)
    emit(PersonalDataTaken(user_id=user.pk), now=now)


def erase_person(*, user: User, by: User, now: datetime | None = None) -> User:
    """Delete an account: name, address, picture and keys go; reviews given stay under a name that
    means nobody. Again changes nothing. Raises Conflict when something must be handed over first."""
    _refuse_unless_own(user, by)
    at = now or clock.now()
    with transaction.atomic():
        user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        if not user.is_active:
            return user
        leaving.leave_everything(user, at)
        picture = user.avatar.name
        _forget(user)
        emit(PersonErased(user_id=user.pk), now=at)
    if picture:
        default_storage.delete(picture)
    return user


def _forget(user: User) -> None:
    user.email = f"{user.uuid}@erased.invalid"
    user.display_name = _("Former member %(code)s") % {"code": ids.short_code(4)}
    user.pronouns = user.about = ""
    user.avatar = ""
    user.is_public = user.is_active = user.is_staff = user.is_superuser = False
    user.time_zone, user.language = "UTC", settings.LANGUAGE_CODE
    user.set_unusable_password()
    user.save()
    for model in ("account.EmailAddress", "mfa.Authenticator", "usersessions.UserSession"):
        apps.get_model(model).objects.filter(user=user).delete()
