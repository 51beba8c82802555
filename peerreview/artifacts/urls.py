# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Routes of artifacts."""

from django.urls import path

from peerreview.artifacts import views

urlpatterns = [
    path("artifacts/", views.mine, name="artifacts"),
    path("artifacts/new/", views.start, name="artifact-new"),
    path("artifacts/<uuid:uuid>/", views.version, name="artifact"),
    path("artifacts/<uuid:uuid>/revise/", views.revise, name="artifact-revise"),
    path("drafts/<uuid:uuid>/", views.draft, name="draft"),
    path("drafts/<uuid:uuid>/discard/", views.discard, name="draft-discard"),
    path("drafts/<uuid:uuid>/save/", views.save, name="draft-save"),
    path("drafts/<uuid:uuid>/preview/", views.preview, name="draft-preview"),
    path("drafts/<uuid:uuid>/add/text/", views.add_text, name="draft-add-text"),
    path("drafts/<uuid:uuid>/add/link/", views.add_link, name="draft-add-link"),
    path("drafts/<uuid:uuid>/add/files/", views.add_files, name="draft-add-files"),
    path("drafts/<uuid:uuid>/parts/<uuid:part>/remove/", views.remove, name="draft-remove"),
    path("drafts/<uuid:uuid>/parts/<uuid:part>/move/", views.move, name="draft-move"),
    path("files/<uuid:uuid>/<str:name>", views.file, name="file"),
]
