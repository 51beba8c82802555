# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Routes of the studio."""

from django.urls import path

from peerreview.studio import views

urlpatterns = [
    path("studios/", views.studios, name="studios"),
    path("studios/new/", views.start, name="studio-new"),
    path("studios/<uuid:uuid>/", views.room, name="studio"),
    path("studios/<uuid:uuid>/join/", views.join, name="studio-join"),
    path("studios/<uuid:uuid>/leave/", views.leave, name="studio-leave"),
    path("studios/<uuid:uuid>/act/", views.act, name="studio-act"),
    path("studios/<uuid:uuid>/record/", views.record, name="studio-record"),
]
