# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from django.urls import path

from peerreview.hours import approval_views, claim_views, views

urlpatterns = [
    path("hours/", views.mine, name="hours"),
    path("hours/transcript.pdf", views.transcript, name="hours-transcript"),
    path("hours/hours.csv", views.as_csv, name="hours-csv"),
    path("hours/beat/", views.beat, name="hours-beat"),
    path("hours/measured/", views.measured, name="hours-measured"),
    path("hours/measured/switch/", views.switch, name="hours-switch"),
    path("hours/measured/delete/", views.forget, name="hours-forget"),
    path("hours/entries/", views.entries, name="hours-entries"),
    path("hours/entries/new/", views.entry_new, name="hours-entry-new"),
    path("hours/entries/<uuid:uuid>/", views.entry, name="hours-entry"),
    path("hours/entries/<uuid:uuid>/remove/", views.entry_remove, name="hours-entry-remove"),
    path("hours/entries/<uuid:uuid>/file/", views.entry_file, name="hours-entry-file"),
    path("hours/claims/", claim_views.claims, name="hours-claims"),
    path("hours/claims/new/", claim_views.new, name="hours-claim-new"),
    path("hours/claims/<uuid:uuid>/", claim_views.claim, name="hours-claim"),
    path("hours/claims/<uuid:uuid>/answer/", claim_views.answer, name="hours-claim-answer"),
    path("hours/claims/<uuid:uuid>/link/", claim_views.renew, name="hours-claim-renew"),
    path("hours/claims/<uuid:uuid>/withdraw/", claim_views.withdraw, name="hours-claim-withdraw"),
    path("hours/claims/<uuid:uuid>/check/", claim_views.publish, name="hours-claim-publish"),
    path(
        "hours/claims/<uuid:uuid>/certificate.pdf",
        claim_views.certificate,
        name="hours-certificate",
    ),
    path("hours/approvals/<uuid:uuid>/", approval_views.approval, name="hours-approval"),
    path("hours/approvals/<uuid:uuid>/revoke/", approval_views.revoke, name="hours-revoke"),
    path(
        "hours/approvals/<uuid:uuid>/files/<int:number>/",
        approval_views.approval_file,
        name="hours-approval-file",
    ),
    path("hours/asked/<str:token>/", approval_views.outside, name="hours-outside"),
    path(
        "hours/asked/<str:token>/revoke/",
        approval_views.outside_revoke,
        name="hours-outside-revoke",
    ),
    path(
        "hours/asked/<str:token>/files/<int:number>/",
        approval_views.outside_file,
        name="hours-outside-file",
    ),
    path("h/<str:code>/", claim_views.check, name="hours-check"),
    path("cohorts/<uuid:uuid>/hours/", approval_views.of_cohort, name="cohort-hours"),
    path("activities/<uuid:uuid>/hours/", views.of_activity, name="activity-hours"),
]
