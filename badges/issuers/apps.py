# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from peerreview.kernel import apps


class IssuersConfig(apps.DomainApp):
    name = "badges.issuers"
    label = "issuers"
