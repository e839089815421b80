"""Fills a database with a month of invented traffic, in the time of its own clock."""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from bot.accounts import Role
from bot.database.store import Database
from bot.demo.arrivals import arrivals
from bot.demo.person import Assistant, Person
from bot.demo.script import Script
from bot.demo.team import HOUR, Team
from bot.demo.world import World
from bot.desk.passwords import Passwords, one_time_password
from bot.message import Outgoing, Reply, Sender

DAYS = 30
SEED = 20261122


class RealPeople(ValueError):
    """The database is not ours to fill; the message says why, in one sentence."""


@dataclass(frozen=True)
class Stage:
    """What the invented people and their team talk to."""

    database: Database
    word: Callable[[str, str], Reply]
    """The reply with a team's answer to the question of a code."""
    titles: Mapping[str, str]
    """What guides are called."""
    place_id: Callable[[str], str]
    """The id of a commune by its name."""


class Filling:
    """One filling; the same seed makes the same people."""

    def __init__(self, stage: Stage, script: Script, days: int = DAYS, seed: int = SEED) -> None:
        self._stage = stage
        self._script = script
        self._days = days
        self._chance = Random(seed)
        self._people: dict[Sender, Person] = {}
        self._team = Team(script, stage.database, stage.titles, stage.word)

    def prepare(self, *, again: bool) -> dict[str, str]:
        """Mark the database as invented and make the team; its passwords.

        Raises:
            RealPeople: somebody real has written there, or it is filled already.
        """
        accounts = self._team.accounts()
        passwords = {account.name: one_time_password() for account in accounts}
        hasher = Passwords()
        with self._stage.database.demonstration() as demo:
            if demo.is_in_use(list(passwords)):
                raise RealPeople("the database is in use by real people; demo fills a fresh one")
            if demo.is_marked() and not again:
                raise RealPeople("the database was filled by demo before; --again renews it")
            demo.mark()
            demo.clear(list(passwords))
            for account in accounts:
                demo.add(replace(account, password_hash=hasher.hash(passwords[account.name])))
        return passwords

    async def run(
        self, assistant: Assistant, group: Callable[[], None]
    ) -> tuple[int, int, int, int]:
        """Let the days before now pass once more; how many people, turns, needs, cases came.

        ``group`` puts needs that are new into cases.
        """
        database, real = self._stage.database, self._stage.database.clock
        until = real()
        world = World(until - timedelta(days=self._days), group)
        database.clock = world.clock
        try:
            self._populate(world, until, assistant)
            await world.run(until)
        finally:
            database.clock = real
        with database.demonstration() as demo:
            return demo.counts()

    def _populate(self, world: World, until: datetime, assistant: Assistant) -> None:
        for arrival in arrivals(self._script, until, self._days, self._chance):
            arrival = replace(arrival, place=self._stage.place_id(arrival.commune))
            person = Person(arrival, self._script, assistant, self._own_chance())
            self._people[arrival.sender] = person
            world.enter(arrival.at, person.live())

        def hear(outgoing: Outgoing) -> None:
            if person := self._people.get(outgoing.to):
                world.enter(world.now, person.hears(outgoing.reply))

        for account in self._team.accounts():
            if account.role is not Role.VIEWER:
                world.enter(world.now, self._team.works(account, hear, self._own_chance()))
            if account.role is Role.COORDINATOR:
                world.enter(world.now, self._team.watches(account, hear, self._own_chance()))
        world.enter(world.now, self._sweeps())

    async def _sweeps(self) -> AsyncIterator[timedelta]:
        """What the server does by the hour."""
        while True:
            yield HOUR
            with self._stage.database.transaction() as records:
                records.log_left()

    def _own_chance(self) -> Random:
        """Chance of one's own, so that nobody's luck depends on who acts before them."""
        return Random(self._chance.random())
