# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from peerreview.kernel import apps


class DeskConfig(apps.DomainApp):
    name = "peerreview.desk"
    label = "desk"
    PARTS = (*apps.DomainApp.PARTS, "providers", "of_moderation", "of_calibration", "of_dialogue")
