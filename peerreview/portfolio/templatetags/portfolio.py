# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Addresses of what belongs to a view, through the door by which it is read."""

from django import template

from peerreview.portfolio.doors import Door

register = template.Library()


@register.simple_tag
def door_work(door: Door, number: int) -> str:
    """Where a work of the view is read."""
    return door.work(number)


@register.simple_tag
def door_picture(door: Door, number: int) -> str:
    """Where its first picture is."""
    return door.picture(number, 1)
