# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from peerreview.kernel import apps


class AuditConfig(apps.DomainApp):
    name = "peerreview.audit"
    label = "audit"
