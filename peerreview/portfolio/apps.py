# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from peerreview.kernel import apps


class PortfolioConfig(apps.DomainApp):
    name = "peerreview.portfolio"
    label = "portfolio"
