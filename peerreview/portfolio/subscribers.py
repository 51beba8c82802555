# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What portfolios do when something happened: a letter goes out."""

from peerreview.outbox.registry import on
from peerreview.portfolio import guarding, mail
from peerreview.portfolio.events import GuardianAsked


@on(GuardianAsked)
def write_to_guardian(event: GuardianAsked) -> None:
    """Mail one letter, once; not when it was overtaken meanwhile."""
    consent = guarding.letter_to_send(event.consent_id)
    if consent:
        mail.send_letter(consent)
