# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from peerreview.kernel import apps


class CalibrationConfig(apps.DomainApp):
    name = "peerreview.calibration"
    label = "calibration"
