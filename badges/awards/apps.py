# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from peerreview.kernel import apps


class AwardsConfig(apps.DomainApp):
    name = "badges.awards"
    label = "awards"
