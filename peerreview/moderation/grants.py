# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What of due process is a person's own by way of their work."""

from peerreview.accounts import personal

personal.also("moderation.Appeal", "submission__author")
