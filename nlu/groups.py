"""Groups of needs that mean the same, and which of them a new need joins.

A group is the mean of its needs, so a large one is no likelier than a small one to take in the
next; the mean of many different needs is like none of them. A need that somebody placed by hand
begins a part of its case: what is most like it goes where it went, and joins that part.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from nlu.likeness import FEATURES, Weights
from nlu.softmax import Floats
from nlu.traits import Row

Place = tuple[str, str, str]
"""A guide, its step, and the trouble that was tried in vain; each may be empty."""
Parts = tuple[slice, slice, slice]

ONLY_PLACE, ALSO_PLACE, WORDED_PLACE = 0.95, 0.75, 0.75
"""How likely two needs at one step belong together: without words; only one without; and a need
without words among others that have some."""
_LEAST = np.float32(1e-3)


@dataclass(frozen=True)
class Traits:
    """A need as it is compared."""

    row: Row
    place: Place = ("", "", "")
    settled: bool = False
    """Whether its group is closed for good."""
    by_hand: bool = False


@dataclass
class _Group:
    case: int
    by_hand: bool = False
    """Whether its first need was placed by hand."""
    settled: bool = False
    worded: int = 0
    all: int = 0
    guides: Counter[str] = field(default_factory=Counter)
    steps: Counter[tuple[str, str]] = field(default_factory=Counter)
    said_at: Counter[tuple[str, str]] = field(default_factory=Counter)
    """The steps of its needs with words …"""
    silent: Counter[Place] = field(default_factory=Counter)
    """… and where those without got stuck."""

    def take(self, traits: Traits) -> None:
        guide, step, _ = traits.place
        self.all += 1
        self.worded += not traits.row.empty
        self.settled |= traits.settled
        if guide:
            self.guides[guide] += 1
            self.steps[guide, step] += 1
            if traits.row.empty:
                self.silent[traits.place] += 1
            else:
                self.said_at[guide, step] += 1


class Groups:
    """All groups that may receive needs."""

    def __init__(self, parts: Parts, weights: Weights) -> None:
        self._parts = parts
        self._weights = weights
        self._groups: list[_Group | None] = []
        self._free: list[int] = []
        self._of_case: dict[int, list[int]] = {}
        self._at: dict[str, set[int]] = {}
        """Which groups have needs in a guide."""
        self._means: Floats = np.zeros((64, parts[-1].stop), np.float32)

    def __len__(self) -> int:
        return len(self._of_case)

    def add(self, case: int, traits: Traits) -> None:
        """Take a need into a case, and there into its part; one placed by hand begins a part."""
        slots = self._of_case.setdefault(case, [])
        slot = None if traits.by_hand else self._part(slots, traits)
        if slot is None:
            slot = self._new(_Group(case, traits.by_hand))
            slots.append(slot)
        self._take(slot, traits)

    def _part(self, slots: list[int], traits: Traits) -> int | None:
        """The part that a need joins which nobody moved: what it is like, or all the others."""
        others = [slot for slot in slots if not self._group(slot).by_hand]
        if slots == others:
            return slots[0] if slots else None
        chances = self.chances(traits)
        likeliest = max(slots, key=lambda slot: float(chances[slot]))
        if chances[likeliest] >= self._weights.joins:
            return likeliest
        return others[0] if others else None

    def _new(self, group: _Group) -> int:
        slot = self._free.pop() if self._free else len(self._groups)
        if slot == len(self._groups):
            self._groups.append(None)
        if slot == len(self._means):
            self._means = np.vstack([self._means, np.zeros_like(self._means)])
        self._groups[slot] = group
        return slot

    def _group(self, slot: int) -> _Group:
        group = self._groups[slot]
        assert group is not None
        return group

    def _take(self, slot: int, traits: Traits) -> None:
        group = self._group(slot)
        group.take(traits)
        if traits.place[0]:
            self._at.setdefault(traits.place[0], set()).add(slot)
        if not traits.row.empty:
            row = traits.row.spread(self._means.shape[1])
            self._means[slot] += (row - self._means[slot]) / group.worded

    def drop(self, case: int) -> None:
        """Forget a group."""
        for slot in self._of_case.pop(case, ()):
            for guide in self._at.values():
                guide.discard(slot)
            self._groups[slot] = None
            self._means[slot] = 0
            self._free.append(slot)

    def best(self, traits: Traits) -> int | None:
        """The case that a need joins; None when it is like none of them."""
        chances = self.chances(traits)
        likeliest: list[int] = np.argsort(-chances, kind="stable")[:50].tolist()
        for slot in likeliest:
            if chances[slot] < self._weights.joins:
                break
            group = self._group(slot)
            if not group.settled or chances[slot] >= self._weights.joins_settled:
                return group.case
        return None

    def chances(self, traits: Traits) -> NDArray[np.float64]:
        """How likely the need belongs to each group, by words or by place; dropped ones get 0."""
        chances = np.zeros(len(self._groups))
        if not traits.row.empty:
            chances = self._weights.chances(self.features(traits)).astype(np.float64)
            chances[[slot for slot, group in enumerate(self._groups) if not group]] = 0
        for slot in self._at.get(traits.place[0], ()):
            chances[slot] = max(chances[slot], self._by_place(slot, traits))
        return chances

    def _by_place(self, slot: int, traits: Traits) -> float:
        group = self._group(slot)
        if group.silent[traits.place]:
            return ONLY_PLACE if traits.row.empty else ALSO_PLACE
        there = group.said_at[traits.place[:2]] > group.all / 2
        return WORDED_PLACE if there and traits.row.empty else 0.0

    def features(self, traits: Traits) -> Floats:
        """What the need shares with each group, shaped (groups, features); see ``FEATURES``."""
        row, means = traits.row.spread(self._means.shape[1]), self._means[: len(self._groups)]
        about, said, guessed = self._parts
        need, group = row[about], means[:, about]
        found = np.zeros((len(means), len(FEATURES)), np.float32)
        found[:, 0] = np.log(group @ need + _LEAST)
        found[:, 1] = np.log(need @ need + _LEAST)
        found[:, 2] = np.sqrt(group) @ np.sqrt(need)
        found[:, 3] = group.argmax(axis=1) == need.argmax()
        found[:, 4] = means[:, said] @ row[said]
        found[:, 5] = means[:, guessed] @ row[guessed]
        self._by_guide(traits.place, found[:, 6:])
        return found

    def _by_guide(self, place: Place, found: NDArray[np.float32]) -> None:
        guide, step, _ = place
        if not guide:
            return
        for slot, group in enumerate(self._groups):
            if group and group.guides:
                same = group.guides[guide]
                other = group.guides.total() - same
                shared = (same, group.steps[guide, step], other)
                found[slot] = [count / group.all for count in shared]

    def cases(self) -> Iterable[int]:
        """The cases there are."""
        return self._of_case.keys()
