# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from peerreview.kernel import apps


class AggregationConfig(apps.DomainApp):
    name = "peerreview.aggregation"
    label = "aggregation"
