# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from django.urls import path

from peerreview.matching import views

urlpatterns = [
    path("here/", views.here, name="here"),
    path("review/now/", views.review_anywhere, name="review-anywhere"),
    path("review/calls/", views.calls, name="review-calls"),
    path("activities/<uuid:uuid>/now/", views.review_now, name="review-now"),
    path("activities/<uuid:uuid>/desk/calls/", views.waits, name="matching-waits"),
]
