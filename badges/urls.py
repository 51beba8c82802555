# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from django.urls import path

from badges import backing_views, views

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
    path("badges/<uuid:uuid>/vouch/", backing_views.back_achievement, name="achievement-back"),
    path("credentials/<uuid:uuid>/vouch/", backing_views.back_credential, name="credential-back"),
    path("issuers/<slug:slug>/vouch/", backing_views.back_issuer, name="issuer-back"),
    path(
        "issuers/<slug:slug>/endorsement-status/<int:number>/",
        backing_views.status_list,
        name="endorsement-status-list",
    ),
    path("backings/", backing_views.backings, name="backings"),
    path("backings/<uuid:uuid>/accept/", backing_views.accept, name="backing-accept"),
    path("backings/<uuid:uuid>/decline/", backing_views.decline, name="backing-decline"),
    path("backings/<uuid:uuid>/withdraw/", backing_views.withdraw, name="backing-withdraw"),
    path("endorsements/signed/<uuid:uuid>/", backing_views.signed, name="endorsement-credential"),
    path(
        "endorsements/signed/<uuid:uuid>/endorsement.json",
        backing_views.signed_json,
        name="endorsement-credential-json",
    ),
    path("verify/", views.verify, name="verify"),
]
