# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: pseudonyms of reviewers towards an author.

Drawn at random for each assignment, so the same person under two submissions shares nothing but
chance. The words are names, the same in every language, and say nothing about anybody.
"""

import random
from collections.abc import Collection

COLOURS = (
    "Amber", "Azure", "Copper", "Coral", "Crimson", "Emerald", "Golden", "Indigo", "Ivory", "Jade",
    "Lilac", "Maroon", "Ochre", "Olive", "Pearl", "Ruby", "Saffron", "Scarlet", "Silver", "Teal",
)  # fmt: skip
ANIMALS = (
    "Badger", "Beaver", "Bison", "Crane", "Curlew", "Dolphin", "Falcon", "Finch", "Gecko", "Hare",
    "Heron", "Ibis", "Kestrel", "Kingfisher", "Lark", "Lynx", "Marten", "Newt", "Osprey", "Otter",
    "Owl", "Plover", "Puffin", "Raven", "Robin", "Seal", "Stork", "Swift", "Tern", "Wren",
)  # fmt: skip


def choose(taken: Collection[str], rng: random.Random) -> str:
    """A pseudonym that is not in `taken`; numbered once all plain ones are."""
    plain = [f"{colour} {animal}" for colour in COLOURS for animal in ANIMALS]
    free = [alias for alias in plain if alias not in taken]
    if free:
        return rng.choice(free)
    number = 2
    while (alias := f"{rng.choice(plain)} {number}") in taken:
        number += 1
    return alias
