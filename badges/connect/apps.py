# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from peerreview.kernel import apps


class ConnectConfig(apps.DomainApp):
    name = "badges.connect"
    label = "connect"
