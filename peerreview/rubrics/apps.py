# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from peerreview.kernel import apps


class RubricsConfig(apps.DomainApp):
    name = "peerreview.rubrics"
    label = "rubrics"
