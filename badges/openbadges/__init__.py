# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0

"""Open Badges 3.0, without a framework, a database or a network.

Write: `model` (values) → `credential` (document) → `proof` (signature) → `baking` (picture).
Read: `baking` → `verify` → `report`. Keys and names: `multikey`, `did`. Withdrawal: `statuslist`.
Under all of it: `strictjson`, `contexts`, `canonical`, `schema`, `contents`.
"""
