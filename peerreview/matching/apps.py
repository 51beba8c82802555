# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from peerreview.kernel import apps


class MatchingConfig(apps.DomainApp):
    name = "peerreview.matching"
    label = "matching"
