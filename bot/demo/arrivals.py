"""Who comes when, and with what: drawn by chance, the same for the same seed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import TypeVar

from bot.daytime import VIETNAM
from bot.demo.script import Matter, Script
from bot.message import DEMO, Sender
from nlu.vietnamese import fold

A_DAY = timedelta(days=1)
PEOPLE_A_DAY = 12

_UNACCENTED = 0.4
BEFORE = ("", "", "", "cho hỏi ", "dạ ", "bác ơi ", "ad ơi ", "cho tôi hỏi ")
AFTER = ("", "", "", "?", " ạ", " với", " giúp tôi", " vậy")
_BURST_HOURS = (7, 12)

_T = TypeVar("_T")


@dataclass(frozen=True)
class Arrival:
    """One person who comes, at a time in UTC."""

    at: datetime
    sender: Sender
    commune: str
    matter: Matter
    place: str = ""
    """The commune's id, as the codes on its posters carry it."""


def arrivals(script: Script, until: datetime, days: int, chance: Random) -> list[Arrival]:
    """Everybody who comes within the days before a time, in the order they come."""
    begins = _midnight(until) - (days - 1) * A_DAY
    dates = [begins + day * A_DAY for day in range(days)]
    weights = [script.weekdays[(date + VIETNAM).weekday()] for date in dates]
    times = [
        chance.choices(dates, weights)[0] + _time_of_day(script, chance)
        for _ in range(PEOPLE_A_DAY * days)
    ]
    matters = [draw(_often(script), chance) for _ in times]
    bad_day = _midnight(until) - script.burst.days_ago * A_DAY
    burst = [_on(bad_day, chance, _BURST_HOURS) for _ in range(script.burst.people)]
    coming = [*zip(times, matters, strict=True), *((at, script.burst.matter) for at in burst)]
    coming = sorted((pair for pair in coming if pair[0] < until), key=lambda pair: pair[0])
    return [
        Arrival(at, _sender(number, script, chance), draw(script.communes, chance), matter)
        for number, (at, matter) in enumerate(coming, 1)
    ]


def draw(shares: Mapping[_T, int], chance: Random) -> _T:
    """One of several, each as often as its share says."""
    return chance.choices(list(shares), list(shares.values()))[0]


def wording(matter: Matter, chance: Random) -> str:
    """What somebody says who comes for a matter, in the way they write."""
    said = chance.choice(BEFORE) + chance.choice(matter.says) + chance.choice(AFTER)
    return fold(said) if chance.random() < _UNACCENTED else said


def _often(script: Script) -> dict[Matter, int]:
    return {matter: matter.often for matter in script.matters}


def _midnight(at: datetime) -> datetime:
    """When the day began in Viet Nam, in UTC."""
    return datetime.combine((at + VIETNAM).date(), datetime.min.time()) - VIETNAM


def _time_of_day(script: Script, chance: Random) -> timedelta:
    return timedelta(hours=draw(script.hours, chance), seconds=chance.randrange(3600))


def _on(day: datetime, chance: Random, hours: tuple[int, int]) -> datetime:
    begins, ends = hours
    return day + timedelta(seconds=chance.randrange(begins * 3600, ends * 3600))


def _sender(number: int, script: Script, chance: Random) -> Sender:
    return Sender(draw(script.channels, chance), f"{DEMO}{number:05}")
