# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The Open Badges 3.0 API. Of the OAuth server only what the standard asks for has an address."""

from allauth.idp.oidc import views as oauth
from django.urls import include, path

from badges.connect import views, wallet_views

_oauth = [
    path("authorize", views.authorize, name="authorization"),
    path("token", views.token, name="token"),
    path("revoke", oauth.revoke, name="revoke"),
    path("register", views.register, name="client_registration"),
]
_named = ([path("oauth/", include((_oauth, "oidc")))], "idp")

urlpatterns = [
    path("ims/ob/v3p0/discovery", views.discovery, name="ob3-discovery"),
    path("ims/ob/v3p0/credentials", views.credentials, name="ob3-credentials"),
    path("ims/ob/v3p0/profile", views.profile, name="ob3-profile"),
    path("ims/ob/v3p0/", include(_named)),
    path("credentials/<uuid:uuid>/wallet/", wallet_views.begin, name="credential-wallet"),
    path("exchanges/<str:secret>", wallet_views.exchange, name="wallet-exchange"),
    path("settings/applications/", views.connected, name="connected-apps"),
    path("settings/applications/disconnect/", views.disconnect, name="connected-apps-disconnect"),
]
