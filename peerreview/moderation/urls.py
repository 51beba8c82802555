# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from django.urls import path

from peerreview.moderation import appeal_views, signal_views, views

urlpatterns = [
    path("flag/<slug:kind>/<uuid:uuid>/", views.flag, name="flag"),
    path("cases/", views.mine, name="cases"),
    path("cases/to-rule/", views.elsewhere, name="cases-to-rule"),
    path("cases/<uuid:uuid>/", views.case, name="case"),
    path("cases/<uuid:uuid>/answer/", views.case_answer, name="case-answer"),
    path("cases/<uuid:uuid>/hide/", views.case_hide, name="case-hide"),
    path("cases/<uuid:uuid>/rule/", views.case_rule, name="case-rule"),
    path("cases/<uuid:uuid>/reinstate/", views.case_reinstate, name="case-reinstate"),
    path("activities/<uuid:uuid>/cases/", views.activity_cases, name="activity-cases"),
    path("submissions/<uuid:uuid>/appeal/", appeal_views.appeal_new, name="appeal-new"),
    path("activities/<uuid:uuid>/appeals/", appeal_views.activity_appeals, name="activity-appeals"),
    path("appeals/<uuid:uuid>/", appeal_views.appeal, name="appeal"),
    path("appeals/<uuid:uuid>/fresh/", appeal_views.appeal_fresh, name="appeal-fresh"),
    path("appeals/<uuid:uuid>/decide/", appeal_views.appeal_decide, name="appeal-decide"),
    path("appeals/<uuid:uuid>/withdraw/", appeal_views.appeal_withdraw, name="appeal-withdraw"),
    path("activities/<uuid:uuid>/signals/", signal_views.signals, name="signals"),
    path("signals/<uuid:uuid>/dismiss/", signal_views.signal_dismiss, name="signal-dismiss"),
    path("signals/<uuid:uuid>/case/", signal_views.signal_case, name="signal-case"),
]
