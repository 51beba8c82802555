# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from peerreview.kernel import apps


class CohortsConfig(apps.DomainApp):
    name = "peerreview.cohorts"
    label = "cohorts"
