# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from peerreview.kernel import apps


class RoomsConfig(apps.DomainApp):
    name = "peerreview.rooms"
    label = "rooms"
