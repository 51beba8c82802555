# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0

"""Peer review of digital artifacts: the project, and the home of its apps."""

__version__ = "0.1.0"
