# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from django.urls import path

from peerreview.calibration import setting, views

urlpatterns = [
    # The facilitator's side.
    path("activities/<uuid:uuid>/exemplars/", setting.exemplars, name="exemplars"),
    path("activities/<uuid:uuid>/exemplars/new/", setting.make, name="exemplar-new"),
    path("activities/<uuid:uuid>/exemplars/past/", setting.past, name="exemplar-past"),
    path(
        "activities/<uuid:uuid>/exemplars/past/<uuid:submission>/",
        setting.propose,
        name="exemplar-propose",
    ),
    path(
        "activities/<uuid:uuid>/calibrate/<uuid:person>/waive/",
        setting.waive,
        name="calibrate-waive",
    ),
    path("exemplars/<uuid:uuid>/edit/", setting.edit, name="exemplar-edit"),
    path("exemplars/<uuid:uuid>/preview/", setting.preview, name="exemplar-preview"),
    path("exemplars/<uuid:uuid>/move/", setting.move, name="exemplar-move"),
    path("exemplars/<uuid:uuid>/remove/", setting.remove, name="exemplar-remove"),
    # The author of a past work.
    path("exemplars/<uuid:uuid>/consent/", views.consent, name="exemplar-consent"),
    # The learner's side.
    path("activities/<uuid:uuid>/calibrate/", views.calibrate, name="calibrate"),
    path("activities/<uuid:uuid>/calibrate/go-on/", views.go_on, name="calibrate-go-on"),
    path("activities/<uuid:uuid>/calibrate/ask/", views.ask, name="calibrate-ask"),
    path("exemplars/<uuid:uuid>/", views.exemplar, name="exemplar"),
]
