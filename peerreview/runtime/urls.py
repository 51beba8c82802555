# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from django.urls import path

from peerreview.runtime import views

urlpatterns = [
    path("demo/", views.roles, name="demo-roles"),
    path("demo/as/<slug:key>/", views.sign_in_as, name="demo-sign-in"),
    path("demo/mail/", views.mail, name="demo-mail"),
]
