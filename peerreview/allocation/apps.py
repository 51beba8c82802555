# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from peerreview.kernel import apps


class AllocationConfig(apps.DomainApp):
    name = "peerreview.allocation"
    label = "allocation"
