# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from django.urls import path

from peerreview.accounts import views

urlpatterns = [
    path("profile/", views.profile_edit, name="profile-edit"),
    path("profile/picture/remove/", views.picture_remove, name="profile-picture-remove"),
    path("people/me/", views.me, name="person-me"),
    path("people/<uuid:uuid>/", views.person, name="person"),
    path("people/<uuid:uuid>/picture/", views.picture, name="person-picture"),
]
