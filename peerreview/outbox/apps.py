# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from importlib import import_module

from django.conf import settings

from peerreview.kernel import apps


class OutboxConfig(apps.DomainApp):
    name = "peerreview.outbox"
    label = "outbox"

    def ready(self) -> None:
        super().ready()
        if settings.OUTBOX_ENGINE == "procrastinate":
            services = import_module("peerreview.outbox.services")
            services.on_enqueue(import_module("peerreview.outbox.tasks").defer)
