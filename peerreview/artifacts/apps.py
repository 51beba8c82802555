# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from peerreview.kernel import apps


class ArtifactsConfig(apps.DomainApp):
    name = "peerreview.artifacts"
    label = "artifacts"
