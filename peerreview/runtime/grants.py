# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What is joined of apps that may not know each other: matching may call those who hold a badge."""

from badges import queries as badges
from peerreview.matching import holders

holders.offer(badges.holders)
