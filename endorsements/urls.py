# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from django.urls import path

from endorsements import circle_views, request_views, skill_views, views, weight_views

urlpatterns = [
    path("endorsements/weight/", weight_views.weight, name="endorsements-weight"),
    path(
        "endorsements/weight/<uuid:uuid>/",
        weight_views.weight_of_skill,
        name="endorsements-weight-of-skill",
    ),
    path("endorsements/mine/", weight_views.mirror, name="endorsements-mirror"),
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
    path("skills/", skill_views.frameworks, name="skills"),
    path("skills/new/", skill_views.framework_new, name="framework-new"),
    path("skills/merges/", skill_views.merges, name="skill-merges"),
    path("skills/merges/<uuid:uuid>/undo/", skill_views.merge_undo, name="skill-merge-undo"),
    path("skills/<uuid:uuid>/", skill_views.skill, name="skill"),
    path("cohorts/<uuid:uuid>/skills/new/", skill_views.framework_new, name="cohort-framework-new"),
    path("frameworks/<uuid:uuid>/", skill_views.framework, name="framework"),
    path("frameworks/<uuid:uuid>/edit/", skill_views.framework_edit, name="framework-edit"),
    path("frameworks/<uuid:uuid>/add/", skill_views.entry_new, name="entry-new"),
    path("frameworks/<uuid:uuid>/import/", skill_views.framework_import, name="framework-import"),
    path("frameworks/entries/<uuid:uuid>/", skill_views.entry_edit, name="entry-edit"),
    path("frameworks/entries/<uuid:uuid>/remove/", skill_views.entry_remove, name="entry-remove"),
    path("rubrics/<uuid:uuid>/skills/", skill_views.rubric_skills, name="rubric-skills"),
    path(
        "rubrics/<uuid:uuid>/skills/<int:pk>/remove/",
        skill_views.rubric_skill_remove,
        name="rubric-skill-remove",
    ),
    path("people/<uuid:uuid>/endorse/", views.endorse, name="endorse"),
    path("people/<uuid:uuid>/ask/", request_views.ask, name="endorsement-ask"),
    path("people/<uuid:uuid>/endorsements/", views.of_person, name="person-endorsements"),
    path("groups/<uuid:uuid>/voices/", circle_views.voices, name="group-voices"),
    path("reviews/<uuid:uuid>/vouch/", views.vouch, name="review-vouch"),
    path("reviews/<uuid:uuid>/vouch/not-yet/", views.not_yet, name="review-vouch-not-yet"),
]
