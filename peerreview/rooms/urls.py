# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from django.urls import path

from peerreview.rooms import views

urlpatterns = [path("live/figures/", views.figures, name="live-figures")]
