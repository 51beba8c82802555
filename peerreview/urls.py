# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""All HTTP routes."""

from django.contrib import admin
from django.urls import include, path

handler404 = "peerreview.kernel.views.not_found"
handler403 = "peerreview.kernel.views.forbidden"
handler500 = "peerreview.kernel.views.server_error"

urlpatterns = [
    path("", include("peerreview.ui.urls")),
    path("", include("peerreview.artifacts.urls")),
    path("", include("peerreview.accounts.urls")),
    path("", include("peerreview.notifications.urls")),
    path("", include("peerreview.portfolio.urls")),
    path("", include("peerreview.cohorts.urls")),
    path("", include("peerreview.rubrics.urls")),
    path("", include("peerreview.activities.urls")),
    path("", include("peerreview.allocation.urls")),
    path("", include("peerreview.calibration.urls")),
    path("", include("endorsements.urls")),
    path("", include("peerreview.reviews.urls")),
    path("", include("peerreview.matching.urls")),
    path("", include("peerreview.dialogue.urls")),
    path("", include("peerreview.studio.urls")),
    path("", include("peerreview.groups.urls")),
    path("", include("peerreview.aggregation.urls")),
    path("", include("peerreview.desk.urls")),
    path("", include("peerreview.moderation.urls")),
    path("", include("peerreview.rooms.urls")),
    path("", include("peerreview.hours.urls")),
    path("", include("badges.urls")),
    path("", include("badges.awards.urls")),
    path("", include("badges.backpack.urls")),
    path("", include("badges.connect.urls")),
    path("", include("peerreview.runtime.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]
