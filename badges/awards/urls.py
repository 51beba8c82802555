# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from django.urls import path

from badges.awards import views

urlpatterns = [
    path("awards/<uuid:uuid>/life/", views.life, name="award-life"),
    path("awards/<uuid:uuid>/name/", views.rename, name="award-rename"),
    path("awards/<uuid:uuid>/renew/", views.renew, name="award-renew"),
    path("awards/<uuid:uuid>/suspend/", views.suspend, name="award-suspend"),
    path("awards/<uuid:uuid>/resume/", views.resume, name="award-resume"),
    path("awards/<uuid:uuid>/reinstate/", views.reinstate, name="award-reinstate"),
    path("badges/<uuid:uuid>/people/<uuid:person>/refuse/", views.refuse, name="badge-refuse"),
    path("badges/refusals/<uuid:uuid>/", views.refusal, name="refusal"),
    path("badges/appeals/", views.appeals, name="badge-appeals"),
    path("badges/appeals/<uuid:uuid>/", views.appeal, name="badge-appeal"),
    path("badges/again/", views.cases, name="reconsiderations"),
    path("badges/again/<uuid:uuid>/", views.case, name="reconsideration"),
    path("badges/again/<uuid:uuid>/look/", views.look, name="reconsideration-look"),
    path("credentials/<uuid:uuid>/status.json", views.status, name="credential-state"),
]
