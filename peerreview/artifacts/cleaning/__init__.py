# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What touches hostile bytes: runs in a process of its own with little memory, and knows no Django."""
