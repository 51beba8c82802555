# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from django.urls import path

from peerreview.aggregation import views

urlpatterns = [
    path("activities/<uuid:uuid>/reviewers/", views.reviewers, name="activity-reviewers"),
    path("submissions/<uuid:uuid>/", views.submission, name="submission"),
    path("submissions/<uuid:uuid>/decide/", views.override, name="submission-override"),
    path("decisions/<uuid:uuid>/withdraw/", views.withdraw_override, name="override-withdraw"),
    path("activities/<uuid:uuid>/agreement/", views.agreement, name="activity-agreement"),
]
