# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from django.urls import path

from peerreview.notifications import views

urlpatterns = [
    path("notifications/", views.inbox, name="notifications"),
    path("notifications/read/", views.read_all, name="notifications-read-all"),
    path("notifications/unread/", views.unread, name="notifications-unread"),
    path("notifications/seen/", views.seen, name="notifications-seen"),
    path("notifications/settings/", views.settings, name="notification-settings"),
    path("notifications/devices/", views.device_add, name="push-device-add"),
    path(
        "notifications/devices/<uuid:uuid>/remove/",
        views.device_remove,
        name="push-device-remove",
    ),
    path("notifications/stop/<str:token>/", views.stop, name="notifications-stop"),
    path("notifications/<uuid:uuid>/open/", views.open_notice, name="notification-open"),
]
