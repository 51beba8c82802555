# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""People."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from peerreview.accounts.managers import UserManager
from peerreview.kernel import clock, ids


class User(AbstractBaseUser, PermissionsMixin):
    """A person. What others may see of them is decided in `rules.py`; a profile is private by default."""

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    display_name = models.CharField(
        _("display name"), max_length=80, help_text=_("The name people you learn with see.")
    )
    pronouns = models.CharField(_("pronouns"), max_length=40, blank=True)
    about = models.CharField(_("about you"), max_length=500, blank=True)
    avatar = models.ImageField(_("picture"), upload_to="avatars/", blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    language = models.CharField(_("language"), max_length=10, default="en")
    is_public = models.BooleanField(
        _("public profile"),
        default=False,
        help_text=_("Off: only people in your cohorts and study groups see your profile."),
    )
    is_under_age = models.BooleanField(default=False, editable=False)
    guardian_agreed_at = models.DateTimeField(null=True, blank=True, editable=False)
    is_simulated = models.BooleanField(default=False, editable=False)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=clock.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["display_name"]

    class Meta:
        ordering = ["pk"]
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.display_name

    def get_full_name(self) -> str:
        return self.display_name

    def get_short_name(self) -> str:
        return self.display_name

    @property
    def is_sheltered(self) -> bool:
        """Whether nothing of theirs may be open to the world: under age, and no guardian agrees."""
        return self.is_under_age and self.guardian_agreed_at is None

    @property
    def avatar_url(self) -> str:
        """Where the picture is shown, to those who may see the person; empty without one."""
        if not self.avatar:
            return ""
        # The stored name changes with the picture, and so does this address.
        kept = self.avatar.name.rpartition("/")[2].partition(".")[0]
        return f"{reverse('person-picture', args=[self.uuid])}?v={kept[:8]}"
