# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from django.urls import path

from endorsements import request_views, views

urlpatterns = [
    path("endorsements/", views.received, name="endorsements"),
    path("endorsements/given/", views.given, name="endorsements-given"),
    path("endorsements/people/", views.people, name="endorse-somebody"),
    path("endorsements/requests/", request_views.requests, name="endorsement-requests"),
    path("endorsements/requests/<uuid:uuid>/", request_views.answer, name="endorsement-request"),
    path(
        "endorsements/requests/<uuid:uuid>/pass/",
        request_views.pass_over,
        name="endorsement-request-pass",
    ),
    path(
        "endorsements/requests/<uuid:uuid>/take-back/",
        request_views.take_back,
        name="endorsement-request-take-back",
    ),
    path("endorsements/<uuid:uuid>/withdraw/", views.withdraw, name="endorsement-withdraw"),
    path("endorsements/<uuid:uuid>/renew/", views.renew, name="endorsement-renew"),
    path("endorsements/<uuid:uuid>/hide/", views.hide, name="endorsement-hide"),
    path("endorsements/<uuid:uuid>/show/", views.show, name="endorsement-show"),
    path("people/<uuid:uuid>/endorse/", views.endorse, name="endorse"),
    path("people/<uuid:uuid>/ask/", request_views.ask, name="endorsement-ask"),
    path("people/<uuid:uuid>/endorsements/", views.of_person, name="person-endorsements"),
    path("reviews/<uuid:uuid>/vouch/", views.vouch, name="review-vouch"),
    path("reviews/<uuid:uuid>/vouch/not-yet/", views.not_yet, name="review-vouch-not-yet"),
]
