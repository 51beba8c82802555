# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""How far it is known here who somebody is."""

from allauth.account.models import EmailAddress

SAID_BY_THEMSELVES, REACHED_AT_AN_ADDRESS = 0, 1


def level(person_id: int) -> int:
    """Whether an e-mail address of theirs was confirmed. Nobody checks more than that here."""
    confirmed = EmailAddress.objects.filter(user=person_id, verified=True).exists()
    return REACHED_AT_AN_ADDRESS if confirmed else SAID_BY_THEMSELVES
