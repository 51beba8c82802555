# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A notice in words, in whatever language is active. An old notice never breaks a page."""

import logging

from django.utils.translation import gettext as _

from peerreview.notifications.models import Notice
from peerreview.notifications.registry import Said, Say, kind_named

log = logging.getLogger(__name__)


def said(notice: Notice) -> Said:
    """For a page; no query."""
    kind = kind_named(notice.kind)
    return _put(notice, kind.say if kind else None)


def said_by_mail(notice: Notice) -> Said:
    """For a mail, which may have more to say."""
    kind = kind_named(notice.kind)
    return _put(notice, (kind.mail or kind.say) if kind else None)


def _put(notice: Notice, say: Say | None) -> Said:
    # Params are as an earlier release stored them.
    try:
        if say is not None:
            return say(notice.params)
    except Exception:
        log.exception("Notice %s of kind %s cannot be put into words", notice.uuid, notice.kind)
    kind = kind_named(notice.kind)
    return Said(title=str(kind.label) if kind else _("Something has happened."))
