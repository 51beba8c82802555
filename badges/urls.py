# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from django.urls import path

from badges import backing_views, hosted_views, sharing_views, views

urlpatterns = [
    path("badges/", views.catalogue, name="badges"),
    path("badges/new/", views.achievement_new, name="achievement-new"),
    path("badges/<uuid:uuid>/", views.achievement, name="achievement"),
    path("badges/<uuid:uuid>/image.png", views.image_png, name="achievement-image"),
    path("badges/<uuid:uuid>/batch/", views.batch_start, name="batch-start"),
    path("batches/<uuid:uuid>/", views.batch, name="batch"),
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
    path("credentials/<uuid:uuid>/badge.svg", views.credential_svg, name="credential-svg"),
    path("credentials/<uuid:uuid>/badge.jwt", views.credential_jwt, name="credential-jwt"),
    path("credentials/<uuid:uuid>/card.png", sharing_views.card, name="credential-card"),
    path("credentials/<uuid:uuid>/qr.png", sharing_views.qr, name="credential-qr"),
    path("credentials/<uuid:uuid>/embed/", sharing_views.embed, name="credential-embed"),
    path(
        "credentials/<uuid:uuid>/certificate.pdf",
        sharing_views.certificate_pdf,
        name="credential-pdf",
    ),
    path("b/<slug:code>/", sharing_views.short, name="credential-short"),
    path(
        "credentials/<uuid:uuid>/decision.json",
        views.credential_decision,
        name="credential-decision",
    ),
    path("issuers/<slug:slug>/did.json", hosted_views.did_document, name="issuer-did"),
    path("issuers/<slug:slug>/jwks.json", hosted_views.jwk_set, name="issuer-jwks"),
    path("status/<uuid:uuid>", hosted_views.status_list, name="status-list"),
    path("ob2/issuers/<slug:slug>", hosted_views.ob2_issuer, name="ob2-issuer"),
    path("ob2/badges/<uuid:uuid>/<int:number>", hosted_views.ob2_badge, name="ob2-badge"),
    path("ob2/assertions/<uuid:uuid>", hosted_views.ob2_assertion, name="ob2-assertion"),
    path(
        "ob2/assertions/<uuid:uuid>/badge.png",
        hosted_views.ob2_assertion_png,
        name="ob2-assertion-png",
    ),
    path("issued/", hosted_views.issuance_log, name="issuance-log"),
    path("issued/log.json", hosted_views.issuance_log_json, name="issuance-log-json"),
    path("badges/<uuid:uuid>/vouch/", backing_views.back_achievement, name="achievement-back"),
    path("credentials/<uuid:uuid>/vouch/", backing_views.back_credential, name="credential-back"),
    path("issuers/<slug:slug>/vouch/", backing_views.back_issuer, name="issuer-back"),
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
    path("verify/check.json", views.verify_json, name="verify-json"),
]
