# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What an issuer says of itself."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class IssuerProfile(models.Model):
    """An issuer's profile, public but for the contact address until its owners let it be seen.

    `name_key` is the name folded, so that no two look alike. `cohort_uuid` is the cohort or study group
    it belongs to. `logo` was made anew from what was uploaded.
    """

    class Kind(models.TextChoices):
        SITE = "site", _("This site")
        ORGANISATION = "organisation", _("Organisation")
        COHORT = "cohort", _("Cohort")
        GROUP = "group", _("Study group")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.SITE)
    name = models.CharField(_("name"), max_length=120)
    name_key = models.CharField(max_length=240, blank=True, editable=False)
    description = models.TextField(_("description"), blank=True)
    website = models.URLField(_("website"), max_length=300, blank=True)
    contact_email = models.EmailField(_("contact address"), blank=True)
    shows_email = models.BooleanField(_("everyone may see the contact address"), default=False)
    logo = models.FileField(_("logo"), upload_to="issuers/", blank=True)
    cohort_uuid = models.UUIDField(null=True, blank=True, db_index=True)
    founded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )

    class Meta:
        abstract = True

    @property
    def public_email(self) -> str:
        """The contact address as far as it is public."""
        return self.contact_email if self.shows_email else ""
