# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from peerreview.kernel import apps


class UIConfig(apps.DomainApp):
    name = "peerreview.ui"
    label = "ui"
    PARTS = ("links",)
