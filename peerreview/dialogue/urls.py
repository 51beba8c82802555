# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from django.urls import path

from peerreview.dialogue import desk_views, views
from peerreview.dialogue.views import by_alias, by_own

OWN = "reviews/<uuid:uuid>/"
ALIAS = "submissions/<uuid:uuid>/reviews/<slug:alias>/"

urlpatterns = [
    path(OWN + "comments/new/", desk_views.new, name="annotation-new"),
    path(OWN + "comments/<uuid:annotation>/", desk_views.edit, name="annotation-edit"),
    path(OWN + "comments/<uuid:annotation>/remove/", desk_views.remove, name="annotation-remove"),
    path("comments/<uuid:uuid>/voice/", views.voice, name="annotation-voice"),
    path(ALIAS, by_alias(views.talk), name="review-talk"),
    path(ALIAS + "say/", by_alias(views.say), name="review-say"),
    path(ALIAS + "rate/", by_alias(views.rate), name="review-rate"),
    path(ALIAS + "decide/", by_alias(views.decide), name="review-decide"),
    path(ALIAS + "comments.jsonld", by_alias(views.annotations), name="review-annotations"),
    path(OWN + "talk/", by_own(views.talk), name="my-review-talk"),
    path(OWN + "say/", by_own(views.say), name="my-review-say"),
    path(OWN + "comments.jsonld", by_own(views.annotations), name="my-review-annotations"),
    path(OWN + "changes/", views.review_changes, name="my-review-changes"),
    path("submissions/<uuid:uuid>/changes/", views.submission_changes, name="submission-changes"),
    path("review/uptake/", views.record, name="review-uptake"),
    path("tasks/", views.tasks, name="review-tasks"),
    path("tasks/<int:pk>/finish/", views.finish, name="task-finish"),
    path("tasks/<int:pk>/consent/", views.let_show, name="task-consent"),
    path("second-looks/<uuid:uuid>/<str:answer>/", views.second_look, name="second-look"),
]
