# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""For whom there are views."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Audience(models.TextChoices):
    """For whom a view of the one record is made."""

    PEER = "peer", _("Peers")
    EMPLOYER = "employer", _("An employer, in a minute")
    ADMINISTRATOR = "administrator", _("An administrator, with hours")
    COMMITTEE = "committee", _("A committee, on paper")
    EMBED = "embed", _("A page of your own")
