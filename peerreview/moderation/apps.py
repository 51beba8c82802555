# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from peerreview.kernel import apps


class ModerationConfig(apps.DomainApp):
    name = "peerreview.moderation"
    label = "moderation"
