# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The ASGI entry: HTTP, and WebSockets behind an exact-origin check and the session."""

import os

from channels.routing import ProtocolTypeRouter, URLRouter
from channels.sessions import SessionMiddlewareStack
from django.conf import settings
from django.core.asgi import get_asgi_application

from peerreview.kernel.bodies import LimitedBody

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peerreview.settings")
django_application = get_asgi_application()

from peerreview.rooms.origins import OriginValidator  # noqa: E402  needs the apps loaded
from peerreview.routing import websocket_urlpatterns  # noqa: E402  needs the apps loaded

# Scheme, host and port must be the site's own. On one's own machine the port may be any.
origins = [settings.SITE_URL, *([] if settings.PRODUCTION else settings.LOCAL_HOSTS)]

application = ProtocolTypeRouter(
    {
        "http": LimitedBody(django_application, max_bytes=settings.REQUEST_MAX_BYTES),
        "websocket": OriginValidator(
            SessionMiddlewareStack(URLRouter(websocket_urlpatterns)), origins
        ),
    }
)
