# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What pages and mails of accounts say."""

from allauth.account import app_settings
from django import template

register = template.Library()


@register.simple_tag
def code_minutes() -> int:
    """For how many minutes the code that confirms an address is good."""
    return app_settings.EMAIL_VERIFICATION_BY_CODE_TIMEOUT // 60
