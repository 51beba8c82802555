# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: what a rule may ask for, each with its fields, the evidence it reads, and how it is judged."""
