# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Addresses of study groups."""

from django.urls import path

from peerreview.groups import swap_views, views

urlpatterns = [
    path("groups/<uuid:uuid>/share/", views.share, name="group-share"),
    path("groups/shares/<uuid:uuid>/", views.shared, name="group-shared"),
    path("groups/shares/<uuid:uuid>/take-back/", views.take_back, name="group-take-back"),
    path("groups/<uuid:uuid>/exchanges/new/", views.exchange_new, name="group-exchange-new"),
    path("groups/<uuid:uuid>/meetings/new/", views.meeting_new, name="group-meeting-new"),
    path("groups/meetings/<uuid:uuid>/cancel/", views.meeting_cancel, name="group-meeting-cancel"),
    path("groups/<uuid:uuid>/care/", views.care, name="group-care"),
    path("groups/<uuid:uuid>/archive/", views.archive, name="group-archive"),
    path("groups/<uuid:uuid>/guests/", views.guest_invite, name="group-guest-invite"),
    path("groups/guest/<str:code>/", views.guest, name="group-guest"),
    path("groups/<uuid:uuid>/leave/", views.leave, name="group-leave"),
    path("groups/<uuid:uuid>/people/<uuid:person>/remove/", views.remove, name="group-remove"),
    path("groups/removals/<uuid:uuid>/", views.removal, name="group-removal"),
    path("groups/removals/<uuid:uuid>/mine/", views.removed, name="group-removed"),
    path("groups/prompts/<uuid:uuid>/dismiss/", views.dismiss, name="group-prompt-dismiss"),
    path("groups/<uuid:uuid>/swaps/", swap_views.swaps, name="group-swaps"),
    path("groups/<uuid:uuid>/swaps/new/", swap_views.offer_new, name="swap-offer-new"),
    path("swaps/offers/<str:code>/", swap_views.offer, name="swap-offer"),
    path("swaps/offers/<uuid:uuid>/close/", swap_views.offer_close, name="swap-offer-close"),
    path("swaps/<uuid:uuid>/", swap_views.swap, name="swap"),
    path("swaps/<uuid:uuid>/answer/", swap_views.settle, name="swap-settle"),
    path("swaps/<uuid:uuid>/take-part/", swap_views.take_place, name="swap-take-part"),
]
