# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""All WebSocket routes."""

from django.urls import path, re_path

from peerreview.rooms import doors
from peerreview.rooms.consumers import NowhereConsumer, RoomConsumer

websocket_urlpatterns = [
    path("ws/reviews/<uuid:uuid>/", RoomConsumer.as_asgi(door=doors.review)),
    path("ws/submissions/<uuid:uuid>/", RoomConsumer.as_asgi(door=doors.submission)),
    path("ws/activities/<uuid:uuid>/", RoomConsumer.as_asgi(door=doors.board)),
    path("ws/studios/<uuid:uuid>/", RoomConsumer.as_asgi(door=doors.in_studio)),
    path("ws/activities/<uuid:uuid>/desk/", RoomConsumer.as_asgi(door=doors.desk)),
    path("ws/me/", RoomConsumer.as_asgi(door=doors.me)),
    re_path("", NowhereConsumer.as_asgi()),
]
