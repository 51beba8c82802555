# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The picture of an achievement on a page, however it was made."""

from typing import Any

from django import template
from django.urls import reverse

from badges.models import Achievement
from peerreview.ui.templatetags.ui import medallion

register = template.Library()


@register.inclusion_tag("badges/_emblem.html")
def emblem(
    achievement: Achievement, *, size: str = "", muted: bool = False, title: str = ""
) -> dict[str, Any]:
    """Drawn in the page where it is a plain medallion; else an image, of the version it wears."""
    look = achievement.content.get("look", {}) if achievement.content else {}
    if look.get("text") or look.get("kind") == "uploaded":
        return {"src": _src(achievement), "size": size, "muted": muted, "alt": title}
    return medallion(
        str(achievement.uuid),
        icon=achievement.icon,
        colour=achievement.colour,
        shape=achievement.shape,
        size=size,
        title=title,
        muted=muted,
    )


def _src(achievement: Achievement) -> str:
    own = getattr(achievement, "picture_url", "")
    address = reverse("achievement-image", args=[achievement.uuid])
    return own or f"{address}?v={achievement.version}"
