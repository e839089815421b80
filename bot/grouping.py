"""Puts needs that mean the same into one case, as they arrive.

A need is placed once, by what it shares with the needs of each case that may still receive
(nlu/groups.py), and never moved again; only people move needs. Nothing here runs within a citizen's
turn: ``catch_up`` takes up whatever has no case yet, also what a stopped process left behind.
"""

import asyncio
import logging
from collections.abc import Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Protocol

from bot.compared import ComparedNeed
from nlu.comparing import Comparing
from nlu.groups import Groups, Traits

log = logging.getLogger(__name__)

BATCH = 8
"""Needs read at once; each is placed in a transaction of its own."""
PAUSE_S = 3.0
"""How long to rest when nothing waits."""
KEPT_TOGETHER = 50
LOAD_AGAIN_AFTER = 1_200
"""After so many looks everything is read anew, which drops what was deleted meanwhile."""
_WISHES = {"asked_person": "cho tôi gặp người thật", "asked_visit": "nhờ cán bộ đến nhà giúp"}
"""What somebody has said who tapped a wish and wrote nothing."""
_NOWHERE = ("", "", "")


class Records(Protocol):
    """What the grouping needs to read and write, within one transaction."""

    def ungrouped(self, most: int) -> list[ComparedNeed]: ...
    def grouped(
        self, *, after: int = 0, of: Collection[int] | None = None
    ) -> list[ComparedNeed]: ...
    def changed_after(self, entry: int) -> tuple[int, set[int]]: ...
    def whereabouts(self, ids: Collection[int]) -> dict[int, int | None]: ...
    def keep_vectors(self, made: Mapping[int, bytes]) -> None: ...
    def place(self, need: ComparedNeed, case: int | None) -> int | None: ...


class Database(Protocol):
    """Where needs and cases are."""

    def grouping(self) -> AbstractContextManager[Records]: ...


def traits_of(need: ComparedNeed, comparing: Comparing) -> Traits:
    """What of a need is compared; kept bytes are used where they were made in the same way."""
    wish = "" if need.words else _WISHES.get(need.reason, "")
    place = _NOWHERE if wish else (need.guide, need.step, need.cause)
    row = comparing.tracer.unpack(need.vector)
    row = row or comparing.tracer.row(need.words or wish, need.ranking)
    return Traits(row, place, need.settled, need.by_hand)


class Grouper:
    """Knows all cases that may receive needs, and places new ones."""

    def __init__(self, database: Database, comparing: Comparing) -> None:
        self._database = database
        self._comparing = comparing
        self._groups: Groups | None = None
        self._case_of: dict[int, int] = {}
        self._read_log = 0
        self._made: dict[int, bytes] = {}
        self._looks = 0
        self._unreadable: set[int] = set()

    def catch_up(self) -> int:
        """Place a few of the needs that have no case; how many there were to place.

        Raises:
            ConnectionError: the database does not answer.
        """
        with self._database.grouping() as records:
            found = records.ungrouped(BATCH + len(self._unreadable))
        waiting = [need for need in found if need.id not in self._unreadable]
        self._looks += 1
        if waiting:
            groups = self._fresh_groups()
            for need in waiting:
                self._try(need, groups)
        return len(waiting)

    def _try(self, need: ComparedNeed, groups: Groups) -> None:
        """Place a need; one that cannot be read must not keep the others waiting."""
        try:
            self._place(need, groups)
        except ConnectionError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever is wrong with it, the next one counts
            log.error("need %s stays without a case: %s", need.id, type(error).__name__)
            self._unreadable.add(need.id)

    def _place(self, need: ComparedNeed, groups: Groups) -> None:
        traits = traits_of(need, self._comparing)
        need = replace(need, vector=self._comparing.tracer.pack(traits.row))
        case = None if need.urgent else groups.best(traits)
        with self._database.grouping() as records:
            placed = records.place(need, case)
        if placed is None:  # something changed a moment ago: the next look sees it
            self._groups = None
        else:
            if not need.urgent:  # somebody in danger is never one of many
                groups.add(placed, traits)
            self._case_of[need.id] = placed

    def _fresh_groups(self) -> Groups:
        """The groups with everything taken up that people, or other processes, did meanwhile."""
        if self._groups is None or self._looks > LOAD_AGAIN_AFTER:
            return self._load()
        with self._database.grouping() as records:
            newest, changed = records.changed_after(self._read_log)
            arrived = records.grouped(after=max(self._case_of, default=0))
            if changed:
                self._reload(records, self._groups, changed)
        self._read_log = newest
        for need in arrived:
            if need.id not in self._case_of:
                self._take(need, self._groups)
        return self._groups

    def _load(self) -> Groups:
        self._looks = 0
        self._case_of = {}
        groups = self._comparing.groups()
        with self._database.grouping() as records:
            self._read_log, _ = records.changed_after(self._read_log)
            needs = records.grouped()
        for need in _by_hand_first(needs):
            self._take(need, groups)
            self._keep_made(KEPT_TOGETHER)
        self._keep_made(1)
        self._groups = groups
        return groups

    def _reload(self, records: Records, groups: Groups, changed: set[int]) -> None:
        """Read cases anew that people worked on, and those that needs came from or went to."""
        were_there = {need for need, case in self._case_of.items() if case in changed}
        went = {case for case in records.whereabouts(were_there).values() if case is not None}
        are_there = [need.id for need in records.grouped(of=changed | went)]
        came_from = {self._case_of[id] for id in are_there if id in self._case_of}
        touched = changed | went | came_from
        for case in touched:
            groups.drop(case)
        self._case_of = {id: case for id, case in self._case_of.items() if case not in touched}
        for need in _by_hand_first(records.grouped(of=touched)):
            self._take(need, groups)

    def _take(self, need: ComparedNeed, groups: Groups) -> None:
        if need.case is None:
            return
        traits = traits_of(need, self._comparing)
        if not need.urgent:
            groups.add(need.case, traits)
        self._case_of[need.id] = need.case
        if self._comparing.tracer.unpack(need.vector) is None:
            self._made[need.id] = self._comparing.tracer.pack(traits.row)

    def _keep_made(self, least: int) -> None:
        """Write down rows that had to be made anew: a model with another encoder is served."""
        if len(self._made) >= least:
            with self._database.grouping() as records:
                records.keep_vectors(self._made)
            self._made = {}


def _by_hand_first(needs: list[ComparedNeed]) -> list[ComparedNeed]:
    """What a team placed makes the parts of a case; the others find theirs among them."""
    return sorted(needs, key=lambda need: (not need.by_hand, need.id))


async def keep_grouping(grouper: Grouper) -> None:
    """Place needs as they arrive, beside the turns, until cancelled."""
    while True:
        try:
            many = await asyncio.to_thread(grouper.catch_up)
        except ConnectionError as error:
            log.error("needs not grouped: %s", error)
            many = 0
        if many < BATCH:
            await asyncio.sleep(PAUSE_S)
