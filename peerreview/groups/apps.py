# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The groups app."""

from peerreview.kernel import apps


class GroupsConfig(apps.DomainApp):
    name = "peerreview.groups"
    label = "groups"
