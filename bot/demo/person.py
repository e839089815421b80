"""Somebody who needs help: asks, taps, gets stuck, leaves, comes back, says whether it helped."""

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from random import Random
from typing import Protocol

from bot.demo.arrivals import Arrival, wording
from bot.demo.script import Script
from bot.message import Message, Outgoing, Reply
from bot.wording import (
    CALL,
    HELPED,
    MENU,
    NO_CALL,
    NONE,
    NOT_HELPED,
    PERSON,
    PLACE,
    SKIP,
    START,
    STUCK,
    UNSOLVED,
    VISIT,
)
from nlu.vietnamese import fold

MOST_TURNS = 25
TELEPHONE = "0900 000 000"
"""Nobody's number."""

_Act = tuple[str, str]
"""What is typed, or the choice that is tapped."""


class Assistant(Protocol):
    """Answers one message."""

    async def handle(self, message: Message) -> list[Outgoing]: ...


class Person:
    """One citizen of the demonstration."""

    def __init__(
        self, arrival: Arrival, script: Script, assistant: Assistant, chance: Random
    ) -> None:
        self.arrival = arrival
        self._script = script
        self._assistant = assistant
        self._chance = chance
        self._replies: Sequence[Reply] = ()
        self._messages = 0
        self._tries = 0
        self._lost = False
        """Whether the last question was not understood, or nothing fitted."""

    async def live(self) -> AsyncIterator[timedelta]:
        """Come with a question, and go on until there is nothing more to do or no patience."""
        if opening := self._opening():
            await self._do(("", opening))
            yield self._pause()
        await self._do((wording(self.arrival.matter, self._chance), ""))
        returns = 1
        while self._messages < MOST_TURNS:
            act = self._next()
            if act is None and returns and self._stands_at_step and self._chance.random() < 0.3:
                returns -= 1
                yield timedelta(hours=self._chance.uniform(2, 40))
                act = (self._says("back"), "")
            if act is None:
                return
            yield self._pause()
            await self._do(act)

    async def hears(self, reply: Reply) -> AsyncIterator[timedelta]:
        """A team's answer comes: many say whether it helped."""
        yield timedelta(minutes=self._chance.uniform(3, 600))
        self._replies = (reply,)
        said = self._chance.random()
        if said < 0.52 and (helped := self._choice(HELPED)):
            await self._do(("", helped))
        elif said < 0.66 and (failed := self._choice(NOT_HELPED)):
            await self._do(("", failed))
            yield self._pause()
            await self._do((self._says("still"), ""))

    def _opening(self) -> str:
        """Some come by the code on a poster of their commune, some by the start button."""
        said = self._chance.random()
        if self.arrival.place and said < 0.3:
            return f"{PLACE}/{self.arrival.place}"
        return START if said < 0.5 else ""

    # What to do next

    def _next(self) -> _Act | None:
        """What the last replies lead to; None when the person leaves."""
        if any(choice == SKIP or choice.startswith(f"{PLACE}/") for choice in self._choices):
            return self._tells_place()
        if call := self._choice(CALL):
            return ("", call if self._chance.random() < 0.5 else NO_CALL)
        if self._choice(NO_CALL):
            return (TELEPHONE, "") if self._chance.random() < 0.85 else ("", NO_CALL)
        if self._lost:
            return self._insists()
        if self._choice(HELPED):
            return self._judges()
        meant = [choice for choice in self._choices if choice.startswith(":")]
        if meant:
            mine = f":{self.arrival.matter.id}"
            return ("", mine if mine in meant else self._choice(NONE) or MENU)
        return self._walks() if self._stands_at_step else self._leaves()

    def _tells_place(self) -> _Act:
        named = {button.label: button.choice for reply in self._replies for button in reply.buttons}
        commune = self.arrival.commune
        if commune in named:
            return ("", named[commune])
        if not commune or SKIP not in self._choices or self._chance.random() < 0.2:
            return ("", SKIP)
        told = commune.partition(", ")[0]
        return (self._chance.choice([told, fold(told), told.removeprefix("Xã ")]), "")

    def _judges(self) -> _Act | None:
        """Whether a guide to its end, or an answer, was what was wanted."""
        said = self._chance.random()
        wrong = self._choice(NONE) or self._choice(NOT_HELPED)
        if self.arrival.matter.known:
            return (
                ("", self._choice(HELPED)) if said < 0.6 else ("", wrong) if said < 0.72 else None
            )
        return ("", wrong) if said < 0.6 else None

    def _walks(self) -> _Act | None:
        here = self._choices
        if not self.arrival.matter.known and self._choice(NONE):
            return ("", self._choice(NONE))
        said = self._chance.random()
        if said < 0.06:
            return None
        stuck = [choice for choice in here if STUCK in choice]
        if stuck and said < 0.16:
            return ("", self._chance.choice(stuck))
        if stuck and all(UNSOLVED in choice for choice in stuck) and said < 0.4:
            return ("", stuck[0])
        if stuck and said < 0.18:
            return (self._says("stuck"), "")
        onward = [choice for choice in here if _leads_on(choice)]
        if self._choice(NONE) and said < 0.5:  # an answer that needs no walking
            return self._leaves()
        return ("", self._chance.choice(onward[:3])) if onward else self._leaves()

    def _insists(self) -> _Act | None:
        """Not understood: say it again, ask for a person, or give up."""
        said = self._chance.random()
        self._tries += 1
        self._lost = False
        if self._choice(VISIT) and (self.arrival.matter.visit or said < 0.2):
            return ("", VISIT)
        if self._tries > 2:
            return None
        if self.arrival.matter.visit and said < 0.6:
            return (self._says("visit"), "")
        if said < 0.35:
            return (wording(self.arrival.matter, self._chance), "")
        if said < 0.6:
            return ("", PERSON) if said < 0.5 else (self._says("person"), "")
        return None

    def _leaves(self) -> _Act | None:
        self._tries += 1
        thanks = self._tries == 1 and self._chance.random() < 0.2
        return (self._says("thanks"), "") if thanks else None

    # How it is done

    async def _do(self, act: _Act) -> None:
        self._messages += 1
        sender = self.arrival.sender
        text, choice = act
        message = Message(sender, f"{sender.id}-{self._messages}", text, choice)
        self._replies = [sent.reply for sent in await self._assistant.handle(message)]
        asked = any(choice.startswith(":") for choice in self._choices)
        self._lost |= bool(self._choice(PERSON) or self._choice(VISIT)) and not asked

    def _pause(self) -> timedelta:
        return timedelta(seconds=self._chance.uniform(8, 150))

    def _says(self, kind: str) -> str:
        return self._chance.choice(self._script.sayings[kind])

    @property
    def _choices(self) -> list[str]:
        """What can be tapped now."""
        return [button.choice for reply in self._replies for button in reply.buttons]

    def _choice(self, command: str) -> str:
        """The button of a command, with what it is about; empty when there is none."""
        found = (each for each in self._choices if each.partition("/")[0] == command)
        return next(found, "")

    @property
    def _stands_at_step(self) -> bool:
        return any(_leads_on(choice) for choice in self._choices)


def _leads_on(choice: str) -> bool:
    """Whether a choice is a way on within guides."""
    return not choice.startswith((".", ":")) and STUCK not in choice and "<" not in choice
