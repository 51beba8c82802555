# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: who may speak, and which voices are one circle. Arrays in, arrays out.

Trust flows from seeds along endorsements (personalised PageRank, as in EigenTrust: Kamvar et al.
2003). Two things are taken out: what comes straight back to somebody (after Hopcroft & Sheldon
2008), and what an endorser owes to the very person they praise: all of it where every way of trust
to them leads through that person.
"""

from dataclasses import dataclass

import numpy as np

TELEPORT = 0.2
TOLERANCE = 1e-10
MOST_ROUNDS = 200
UNIT = 0.02  # of the median
PAIRS_AT_ONCE = 4_000_000


@dataclass(frozen=True)
class Links:
    """Who endorses whom in any skill, once each, sorted by (src, dst); `share` sums to 1 by src."""

    src: np.ndarray
    dst: np.ndarray
    share: np.ndarray
    n: int

    @property
    def key(self) -> np.ndarray:
        """src and dst in one number, ascending."""
        return self.src * self.n + self.dst


def links_of(src: np.ndarray, dst: np.ndarray, worth: np.ndarray, n: int) -> Links:
    """One link for each pair, as strong as the strongest of its edges; those worth 0 are none."""
    order = np.lexsort((worth, src * n + dst))
    order = order[worth[order] > 0]
    src, dst, worth = src[order], dst[order], worth[order]
    is_last = np.ones(len(src), bool)
    is_last[:-1] = (src[1:] != src[:-1]) | (dst[1:] != dst[:-1])
    src, dst, worth = src[is_last], dst[is_last], worth[is_last]
    total = np.bincount(src, worth, n)
    return Links(src, dst, worth / total[src] if len(src) else worth, n)


def has(keys: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Which of the wanted are among the ascending keys."""
    if not len(keys):
        return np.zeros(len(wanted), bool)
    at = np.searchsorted(keys, wanted).clip(max=len(keys) - 1)
    return keys[at] == wanted


def flow(links: Links, is_seed: np.ndarray) -> np.ndarray:
    """How much of the seeds' trust reaches each person; all 0 without seeds.

    What comes to people who endorse nobody ends there: handed back to the seeds it would let them
    move everybody.
    """
    source = TELEPORT * is_seed / max(is_seed.sum(), 1)
    trust = source
    for _ in range(MOST_ROUNDS):
        passed = np.bincount(links.dst, links.share * trust[links.src], links.n)
        found = (1 - TELEPORT) * passed + source
        change = np.abs(found - trust).sum()
        trust = found
        if change < TOLERANCE:
            break
    return trust


def onward(links: Links, gate: np.ndarray) -> Links:
    """Without links to somebody through whom all of the giver's trust comes: it would go in circles."""
    keep = ~is_behind(gate, links.src, links.dst)
    return Links(links.src[keep], links.dst[keep], links.share[keep], links.n)


def returned(links: Links) -> np.ndarray:
    """What part of somebody's trust comes straight back to them from those they endorse."""
    there = links.share * _share_of(links, links.dst, links.src)
    return (1 - TELEPORT) ** 2 * np.bincount(links.src, there, links.n)


def between(links: Links, who: np.ndarray, whom: np.ndarray) -> np.ndarray:
    """For pairs: what part of who's trust goes to whom and straight back."""
    there = _share_of(links, who, whom) * _share_of(links, whom, who)
    return (1 - TELEPORT) ** 2 * there


def straight(links: Links, trust: np.ndarray, who: np.ndarray, whom: np.ndarray) -> np.ndarray:
    """For pairs: how much of who's trust comes straight from whom."""
    return (1 - TELEPORT) * _share_of(links, whom, who) * trust[whom]


@dataclass(frozen=True)
class Debts:
    """How much of who's trust is owed to whom though it does not come straight from them; by pair."""

    who: np.ndarray
    whom: np.ndarray
    amount: np.ndarray

    def of(self, who: np.ndarray, whom: np.ndarray, n: int) -> np.ndarray:
        """For pairs; 0 where there is none."""
        if not len(self.amount):
            return np.zeros(len(who))
        key, wanted = self.who * n + self.whom, who * n + whom
        at = np.searchsorted(key, wanted).clip(max=len(key) - 1)
        return np.where(key[at] == wanted, self.amount[at], 0.0)


def debts(onward: Links, trust: np.ndarray, gate: np.ndarray) -> Debts:
    """What people are given by those who have all their trust through somebody: owed to that one.

    Else fakes could make those credible who praise their operator.
    """
    n, src, dst = onward.n, onward.src, onward.dst
    edge = np.flatnonzero((gate[src] >= 0) & (gate[src] < n) & ~is_behind(gate, dst, src))
    at = gate[src[edge]]
    found = [(np.zeros(0, np.int64), np.zeros(0))]
    while len(edge):
        amount = (1 - TELEPORT) * onward.share[edge] * trust[src[edge]]
        found.append((dst[edge] * n + at, amount))
        goes_on = gate[at] < n
        edge, at = edge[goes_on], gate[at[goes_on]]
    pairs, amounts = (np.concatenate(column) for column in zip(*found, strict=True))
    key, place = np.unique(pairs, return_inverse=True)
    return Debts(key // n, key % n, np.bincount(place, amounts, len(key)))


def _share_of(links: Links, src: np.ndarray, dst: np.ndarray) -> np.ndarray:
    """The share of the links between pairs; 0 where there is none."""
    if not len(links.src):
        return np.zeros(len(src))
    key, wanted = links.key, src * links.n + dst
    at = np.searchsorted(key, wanted).clip(max=len(key) - 1)
    return np.where(key[at] == wanted, links.share[at], 0.0)


def gates(links: Links, is_seed: np.ndarray) -> np.ndarray:
    """The last person, not a seed, through whom all trust of somebody comes (immediate dominator).

    `n` stands for "nobody in particular", -1 for people whom no trust reaches. Begins with a tree of
    shortest ways and moves gates up until they hold for every way (after Cooper, Harvey & Kennedy).
    """
    root, reached = links.n, np.append(is_seed, True)
    depth = np.where(reached, 1, 0)
    depth[root] = 0
    gate = np.where(reached, root, -1)
    keep = ~is_seed[links.dst]
    all_src, all_dst = np.where(is_seed[links.src], root, links.src)[keep], links.dst[keep]
    frontier = np.zeros(root + 1, bool)
    frontier[root] = True
    while frontier.any():
        fresh = frontier[all_src] & ~reached[all_dst]
        src, dst = all_src[fresh], all_dst[fresh]
        gate[dst], depth[dst], reached[dst] = src, depth[src] + 1, True
        frontier[:] = False
        frontier[dst] = True
    known = reached[all_src]
    all_src, all_dst = all_src[known], all_dst[known]
    while True:
        open_ = gate[all_dst] != root
        all_src, all_dst = all_src[open_], all_dst[open_]
        src, dst = all_src, all_dst
        meeting = _meet(gate, depth, gate[dst], src)
        is_higher = depth[meeting] < depth[gate[dst]]
        if not is_higher.any():
            return gate[:root]
        # All meetings of one person lie on one way to the root: the highest is theirs.
        order = np.argsort(-depth[meeting], kind="stable")
        order = order[is_higher[order]]
        gate[dst[order]] = meeting[order]
        depth = _depths(gate, root)


def _meet(gate: np.ndarray, depth: np.ndarray, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Where the ways up from pairs of people meet."""
    one, other = one.copy(), other.copy()
    apart = np.flatnonzero(one != other)
    while len(apart):
        a, b = one[apart], other[apart]
        climbs = depth[a] >= depth[b]
        one[apart] = np.where(climbs, gate[a], a)
        other[apart] = np.where(climbs, b, gate[b])
        apart = apart[one[apart] != other[apart]]
    return one


def _depths(gate: np.ndarray, root: int) -> np.ndarray:
    depth, at = np.zeros(len(gate), int), np.where(gate < 0, root, np.arange(len(gate)))
    while (at != root).any():
        depth += at != root
        at = np.where(at == root, root, gate[at])
    return depth


def is_behind(gate: np.ndarray, who: np.ndarray, whom: np.ndarray) -> np.ndarray:
    """For pairs: whether all of who's trust comes through whom."""
    found, at = np.zeros(len(who), bool), who.copy()
    going = np.flatnonzero(gate[at] >= 0)
    while len(going):
        at[going] = gate[at[going]]
        going = going[at[going] < len(gate)]
        found[going] |= at[going] == whom[going]
        going = going[~found[going]]
    return found


def spread(first: np.ndarray, many: np.ndarray) -> np.ndarray:
    """first[0], first[0]+1, … `many[0]` of them, then first[1], …"""
    total = int(many.sum())
    steps = np.arange(total) - np.repeat(np.cumsum(many) - many, many)
    return np.repeat(first, many) + steps


def unit_of(raw: np.ndarray, counts: np.ndarray) -> float:
    """A part of the median of trust, weighted by trust: to move it takes half of all trust there is.

    So neither any number of untrusted accounts nor a few who spread theirs thin can.
    """
    values = np.sort(raw[counts & (raw > 0)])
    if not len(values):
        return 1.0
    mass = np.cumsum(values)
    return UNIT * float(values[np.searchsorted(mass, mass[-1] / 2)])


def overlap(
    src: np.ndarray, group: np.ndarray, links: Links, weight: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """For each edge: with how many others of its group (receiver and skill) its source is linked,
    and how many those are where one who weighs less counts as the square of the part they weigh.

    Less than the square, and one more weak word beside a strong one would lower their sum.

    Edges are sorted by group, then source. Walks along whichever is shorter: the group, or the
    source's links.
    """
    n = links.n
    both = np.sort(np.concatenate([links.key, links.dst * n + links.src]))
    both = both[np.append(True, both[1:] != both[:-1])[: len(both)]]
    first = np.searchsorted(both, np.arange(n + 1) * n)
    degree = np.diff(first)[src]
    start = np.searchsorted(group, group)
    size = np.searchsorted(group, group, side="right") - start
    mine = group * n + src
    many, heavy = np.zeros(len(src)), np.zeros(len(src))
    cost = np.cumsum(np.minimum(size, degree))
    cuts = np.searchsorted(
        cost, np.arange(PAIRS_AT_ONCE, cost[-1] if len(cost) else 0, PAIRS_AT_ONCE)
    )
    for piece in np.split(np.arange(len(src)), cuts):
        is_group_shorter = size[piece] <= degree[piece]
        ours = piece[is_group_shorter]
        edge = np.repeat(ours, size[ours])
        mate = spread(start[ours], size[ours])
        linked = has(both, src[edge] * n + src[mate])
        pairs = [(edge[linked], mate[linked])]
        ours = piece[~is_group_shorter]
        edge = np.repeat(ours, degree[ours])
        wanted = group[edge] * n + both[spread(first[src[ours]], degree[ours])] % n
        mate = np.searchsorted(mine, wanted).clip(max=max(len(mine) - 1, 0))
        linked = mine[mate] == wanted
        pairs.append((edge[linked], mate[linked]))
        for edge, mate in pairs:
            many += np.bincount(edge, minlength=len(src))
            lighter = np.divide(
                weight[mate], weight[edge], out=np.ones(len(edge)), where=weight[edge] > 0
            )
            heavy += np.bincount(edge, lighter.clip(max=1) ** 2, len(src))
    return many, heavy
