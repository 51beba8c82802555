# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from django.urls import path

from peerreview.cohorts import sheet_views, views

urlpatterns = [
    path("cohorts/", views.cohorts, name="cohorts"),
    path("cohorts/new/", views.cohort_new, name="cohort-new"),
    path("cohorts/<uuid:uuid>/", views.cohort, name="cohort"),
    path("cohorts/<uuid:uuid>/edit/", views.cohort_edit, name="cohort-edit"),
    path("cohorts/<uuid:uuid>/leave/", views.cohort_leave, name="cohort-leave"),
    path("cohorts/<uuid:uuid>/under-age/", views.minors, name="cohort-minors"),
    path("cohorts/<uuid:uuid>/code/", views.renew_code, name="cohort-renew-code"),
    path("cohorts/<uuid:uuid>/code.png", sheet_views.code, name="cohort-code"),
    path("cohorts/<uuid:uuid>/invitation/", sheet_views.sheet, name="cohort-invitation"),
    path("cohorts/<uuid:uuid>/joining/", views.set_joining, name="cohort-joining"),
    path("cohorts/<uuid:uuid>/people/", views.roster, name="cohort-roster"),
    path("cohorts/<uuid:uuid>/people/<uuid:person>/role/", views.change_role, name="cohort-role"),
    path(
        "cohorts/<uuid:uuid>/people/<uuid:person>/remove/",
        views.remove_member,
        name="cohort-remove",
    ),
    path("join/", views.join, name="cohort-join"),
    path("join/<str:code>/", views.invitation, name="cohort-join-code"),
]
