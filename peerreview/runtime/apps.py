# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from peerreview.kernel import apps


class RuntimeConfig(apps.DomainApp):
    name = "peerreview.runtime"
    label = "runtime"
