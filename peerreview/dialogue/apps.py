# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from peerreview.kernel import apps


class DialogueConfig(apps.DomainApp):
    name = "peerreview.dialogue"
    label = "dialogue"
