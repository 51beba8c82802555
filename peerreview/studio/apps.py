# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from peerreview.kernel import apps


class StudioConfig(apps.DomainApp):
    name = "peerreview.studio"
    label = "studio"
