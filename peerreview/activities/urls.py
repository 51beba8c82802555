# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from django.urls import path

from peerreview.activities import compose, revise, teams, tending, views

urlpatterns = [
    path("challenges/", views.challenges, name="challenges"),
    path("challenges/new/", views.challenge_new, name="challenge-new"),
    path("cohorts/<uuid:uuid>/activities/new/", views.activity_new, name="activity-new"),
    path("activities/<uuid:uuid>/", views.activity, name="activity"),
    path("activities/<uuid:uuid>/edit/", tending.edit, name="activity-edit"),
    path("activities/<uuid:uuid>/stages/", tending.stages, name="activity-stages"),
    path("activities/<uuid:uuid>/stages/close/", tending.close, name="activity-close"),
    path("activities/<uuid:uuid>/stages/reopen/", tending.reopen, name="activity-reopen"),
    path("activities/<uuid:uuid>/extensions/", tending.extensions, name="activity-extensions"),
    path("submissions/<uuid:uuid>/unseal/", tending.unseal, name="submission-unseal"),
    path("activities/<uuid:uuid>/team/", teams.team, name="activity-team"),
    path(
        "activities/<uuid:uuid>/team/<uuid:mate>/confirm/", teams.confirm, name="teammate-confirm"
    ),
    path("activities/<uuid:uuid>/team/<uuid:mate>/part/", teams.part, name="teammate-part"),
    path("activities/<uuid:uuid>/purpose/", teams.purpose, name="submission-purpose"),
    path("activities/<uuid:uuid>/rubric/", views.activity_rubric, name="activity-rubric"),
    path("activities/<uuid:uuid>/start/", compose.start, name="submit-start"),
    path("activities/<uuid:uuid>/submit/", compose.submit, name="submit"),
    path("submissions/<uuid:uuid>/revise/", revise.revise, name="submission-revise"),
    path("submissions/<uuid:uuid>/revise/start/", revise.start, name="submission-revise-start"),
    path("activities/<uuid:uuid>/withdraw/", views.withdraw, name="submission-withdraw"),
]
