# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from peerreview.kernel import apps


class ActivitiesConfig(apps.DomainApp):
    name = "peerreview.activities"
    label = "activities"
