# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from django.urls import path

from badges import views

urlpatterns = [
    path("badges/", views.catalogue, name="badges"),
    path("badges/new/", views.achievement_new, name="achievement-new"),
    path("badges/<uuid:uuid>/", views.achievement, name="achievement"),
    path("badges/<uuid:uuid>/image.png", views.image_png, name="achievement-image"),
    path("awards/<uuid:uuid>/claim/", views.claim, name="award-claim"),
    path("credentials/<uuid:uuid>/", views.credential, name="credential"),
    path("credentials/<uuid:uuid>/badge.json", views.credential_json, name="credential-json"),
    path("credentials/<uuid:uuid>/badge.png", views.credential_png, name="credential-png"),
    path(
        "credentials/<uuid:uuid>/visibility/",
        views.credential_visibility,
        name="credential-visibility",
    ),
    path("credentials/<uuid:uuid>/revoke/", views.credential_revoke, name="credential-revoke"),
    path("issuers/<slug:slug>/did.json", views.did_document, name="issuer-did"),
    path("verify/", views.verify, name="verify"),
]
