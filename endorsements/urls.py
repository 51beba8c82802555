# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from django.urls import path

from endorsements import views, weight_views

urlpatterns = [
    path("endorsements/", views.received, name="endorsements"),
    path("endorsements/given/", views.given, name="endorsements-given"),
    path("endorsements/weight/", weight_views.weight, name="endorsements-weight"),
    path(
        "endorsements/weight/<uuid:uuid>/",
        weight_views.weight_of_skill,
        name="endorsements-weight-of-skill",
    ),
    path("endorsements/mine/", weight_views.mirror, name="endorsements-mirror"),
    path("endorsements/people/", views.people, name="endorse-somebody"),
    path("endorsements/<uuid:uuid>/withdraw/", views.withdraw, name="endorsement-withdraw"),
    path("endorsements/<uuid:uuid>/hide/", views.hide, name="endorsement-hide"),
    path("endorsements/<uuid:uuid>/show/", views.show, name="endorsement-show"),
    path("people/<uuid:uuid>/endorse/", views.endorse, name="endorse"),
    path("people/<uuid:uuid>/endorsements/", views.of_person, name="person-endorsements"),
]
