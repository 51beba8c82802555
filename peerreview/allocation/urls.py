# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from django.urls import path

from peerreview.allocation import views

_HERE = "activities/<uuid:uuid>/allocation/"

urlpatterns = [
    path(_HERE, views.allocation, name="allocation"),
    path(f"{_HERE}rules/", views.rules, name="allocation-rules"),
    path(f"{_HERE}rules/<uuid:rule>/remove/", views.rule_remove, name="allocation-rule-remove"),
    path(f"{_HERE}assign/", views.assign, name="allocation-assign"),
    path(f"{_HERE}plan/", views.plan, name="allocation-plan"),
    path(f"{_HERE}method/", views.method, name="allocation-method"),
    path(f"{_HERE}simulate/", views.simulate, name="allocation-simulate"),
    path(f"{_HERE}volunteer/", views.volunteer, name="allocation-volunteer"),
    path("assignments/<uuid:uuid>/undo/", views.undo, name="allocation-undo"),
    path("conflicts/", views.conflicts, name="conflicts"),
    path("conflicts/<uuid:uuid>/declare/", views.conflict_declare, name="conflict-declare"),
    path("conflicts/<uuid:uuid>/withdraw/", views.conflict_withdraw, name="conflict-withdraw"),
]
