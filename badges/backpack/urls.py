# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from django.urls import path

from badges.backpack import views

urlpatterns = [
    path("backpack/", views.backpack, name="backpack"),
    path("backpack/export.json", views.export, name="backpack-export"),
    path("backpack/<uuid:uuid>/", views.kept, name="kept-badge"),
    path("backpack/<uuid:uuid>/file/", views.kept_file, name="kept-badge-file"),
    path("backpack/<uuid:uuid>/check/", views.check, name="kept-badge-check"),
    path("backpack/<uuid:uuid>/show/", views.show, name="kept-badge-show"),
    path("backpack/<uuid:uuid>/delete/", views.delete, name="kept-badge-delete"),
]
