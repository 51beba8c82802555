# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from peerreview.kernel import apps


class AccountsConfig(apps.DomainApp):
    name = "peerreview.accounts"
    label = "accounts"
