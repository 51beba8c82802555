# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Handing a badge over to a wallet."""

from django.db import models

from badges.models import Credential
from peerreview.kernel import clock, ids


class Handover(models.Model):
    """One badge on its way into one wallet, begun by its owner: good once, for some minutes.

    `secret` is the digest of the address that was shown to them. `wallet` is the did:key that fetched
    it; it is not written into the badge, which is bound to an e-mail address.
    """

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    credential = models.ForeignKey(Credential, on_delete=models.CASCADE, related_name="handovers")
    secret = models.CharField(max_length=64, unique=True)
    challenge = models.CharField(max_length=64)
    begun_at = models.DateTimeField(default=clock.now)
    ends_at = models.DateTimeField(db_index=True)
    fetched_at = models.DateTimeField(null=True, blank=True)
    wallet = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["-begun_at", "-pk"]

    def __str__(self) -> str:
        return f"handover {self.uuid}"
