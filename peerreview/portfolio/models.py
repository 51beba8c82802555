# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What a person chose to show of their record, to whom, and a guardian's consent to it.

No row says how often something was looked at: nobody is counted here.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from peerreview.kernel import clock, ids
from peerreview.portfolio.audiences import Audience

SLUG_MOST = 40


class Page(models.Model):
    """A person's page. Empty and closed until they say otherwise.

    `name` is what the page calls them and may be a pseudonym; `full_name` is told only to the
    audiences in `full_name_for`.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="portfolio"
    )
    name = models.CharField(_("name on the page"), max_length=80)
    full_name = models.CharField(_("full name"), max_length=120, blank=True)
    full_name_for = models.JSONField(default=list, blank=True)
    claim = models.CharField(_("in one sentence"), max_length=160, blank=True)
    about = models.CharField(_("more about it"), max_length=600, blank=True)
    slug = models.CharField(max_length=SLUG_MOST, unique=True, null=True, blank=True)
    is_open = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_open=False) | models.Q(slug__isnull=False),
                name="portfolio_open_has_address",
            )
        ]

    def __str__(self) -> str:
        return self.name


class TakenSlug(models.Model):
    """An address that somebody has or had, folded so that look-alikes collide. Nobody else gets it."""

    key = models.CharField(max_length=80, unique=True)
    page = models.ForeignKey(
        Page, on_delete=models.SET_NULL, null=True, blank=True, related_name="taken_slugs"
    )

    def __str__(self) -> str:
        return self.key


class Item(models.Model):
    """One piece of the record that its owner chose to show: `key` names it to the app it comes from."""

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=80)
    words = models.CharField(_("your own words beside it"), max_length=400, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    added_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["page", "kind", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["page", "kind", "key"], name="portfolio_item_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Link(models.Model):
    """A secret address of one view, for one reader, until it expires. Only its digest is kept."""

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="links")
    audience = models.CharField(max_length=20, choices=Audience)
    label = models.CharField(_("for whom"), max_length=80, blank=True)
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.audience} until {self.expires_at}"


class Consent(models.Model):
    """A guardian was asked whether something of a person under age may be public, and what they say."""

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="guardian_consents"
    )
    guardian_name = models.CharField(_("guardian’s name"), max_length=80)
    guardian_email = models.EmailField(_("guardian’s e-mail address"))
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    asked_at = models.DateTimeField(default=clock.now)
    mailed_at = models.DateTimeField(null=True, blank=True)
    given_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(ended_at=None),
                name="portfolio_one_guardian_asked",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.given_at or '–'}"

    @property
    def stands(self) -> bool:
        """Whether the guardian agrees now."""
        return self.given_at is not None and self.ended_at is None
