# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from peerreview.kernel import apps


class EndorsementsConfig(apps.DomainApp):
    name = "endorsements"
    label = "endorsements"
