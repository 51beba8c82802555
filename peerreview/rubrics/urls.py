# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from django.urls import path

from peerreview.rubrics import views

urlpatterns = [
    path("rubrics/", views.rubrics, name="rubrics"),
    path("rubrics/new/", views.rubric_new, name="rubric-new"),
    path("rubrics/import/", views.rubric_import, name="rubric-import"),
    path("rubrics/<uuid:uuid>/", views.rubric, name="rubric"),
    path("rubrics/<uuid:uuid>/<int:number>/", views.rubric, name="rubric-version"),
    path("rubrics/<uuid:uuid>/<int:number>/print/", views.rubric_print, name="rubric-print"),
    path("rubrics/<uuid:uuid>/<int:number>/json/", views.rubric_json, name="rubric-json"),
    path("rubrics/<uuid:uuid>/<int:number>/csv/", views.rubric_csv, name="rubric-csv"),
    path("rubrics/<uuid:uuid>/versions/", views.rubric_versions, name="rubric-versions"),
    path("rubrics/<uuid:uuid>/compare/", views.rubric_compare, name="rubric-compare"),
    path("rubrics/<uuid:uuid>/edit/", views.rubric_edit, name="rubric-edit"),
    path("rubrics/<uuid:uuid>/copy/", views.rubric_copy, name="rubric-copy"),
    path("rubrics/<uuid:uuid>/share/", views.rubric_share, name="rubric-share"),
]
