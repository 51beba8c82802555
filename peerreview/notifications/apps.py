# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from peerreview.kernel import apps


class NotificationsConfig(apps.DomainApp):
    name = "peerreview.notifications"
    label = "notifications"
