# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from peerreview.kernel import apps


class BackpackConfig(apps.DomainApp):
    name = "badges.backpack"
    label = "backpack"
