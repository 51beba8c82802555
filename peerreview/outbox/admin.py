# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from django.contrib import admin

from peerreview.outbox.models import Delivery


@admin.register(Delivery)
class DeliveryAdmin(admin.ModelAdmin):
    list_display = ["message", "handler", "state", "attempts", "run_at"]
    list_filter = ["state", "handler"]
    list_select_related = ["message"]

    def has_add_permission(self, request: object) -> bool:
        return False
