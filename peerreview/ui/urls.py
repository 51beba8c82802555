# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from django.conf import settings
from django.urls import path

from peerreview.ui import styleguide, views

urlpatterns = [path("", views.home, name="home"), path("oembed", views.oembed, name="oembed")]
if not settings.PRODUCTION:
    urlpatterns += [path("styleguide/", styleguide.show, name="styleguide")]
