# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from django.urls import path

from peerreview.reviews import afterwards, own_views, rubric_pages, views

urlpatterns = [
    path("review/", views.home, name="review-home"),
    path("review/record/", own_views.reviewing_record, name="review-record"),
    path("activities/<uuid:uuid>/review/", views.next_review, name="review-next"),
    path("submissions/<uuid:uuid>/self-assessment/", own_views.self_assess, name="self-assess"),
    path("reviews/<uuid:uuid>/", views.review_desk, name="review-desk"),
    path("reviews/<uuid:uuid>/change/", views.change, name="review-change"),
    path("reviews/<uuid:uuid>/submit/", views.submit, name="review-submit"),
    path("reviews/<uuid:uuid>/decline/", views.decline, name="review-decline"),
    path("reviews/<uuid:uuid>/set-aside/", views.set_aside, name="review-set-aside"),
    path("reviews/<uuid:uuid>/amend/", afterwards.amend, name="review-amend"),
    path("reviews/<uuid:uuid>/history/", afterwards.history, name="review-history"),
    path("submissions/<uuid:uuid>/seen/", afterwards.seen, name="reviews-seen"),
    path("rubrics/preview/", rubric_pages.preview_draft, name="rubric-preview-draft"),
    path("rubrics/<uuid:uuid>/<int:number>/preview/", rubric_pages.preview, name="rubric-preview"),
    path("rubrics/<uuid:uuid>/missed/", rubric_pages.rubric_missed, name="rubric-missed"),
    path("activities/<uuid:uuid>/missed/", rubric_pages.activity_missed, name="activity-missed"),
]
