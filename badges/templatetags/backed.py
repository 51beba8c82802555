# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Names looked up by id in a page's table of them."""

from uuid import UUID

from django import template
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def of(names: dict[UUID, str], uuid: UUID) -> str:
    """The name, or that it is gone."""
    return names.get(uuid) or _("No longer there")
