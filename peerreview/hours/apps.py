# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from peerreview.kernel import apps


class HoursConfig(apps.DomainApp):
    name = "peerreview.hours"
    label = "hours"
