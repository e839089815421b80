"""Zalo tells what the account said; so we know of a message whose answer was lost that it went."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from bot.channels.zalo_oa_events import Said
from bot.message import Sender

PATIENCE_S = 8.0


class Echo:
    """What is heard, if the account says something."""

    def __init__(self) -> None:
        self._heard = asyncio.Event()

    def hear(self) -> None:
        """It was said."""
        self._heard.set()

    async def comes(self) -> bool:
        """Whether it is heard soon."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                await self._heard.wait()
        except TimeoutError:
            return False
        return True


class Echoes:
    """Those that are waited for."""

    def __init__(self) -> None:
        self._expected: dict[tuple[Sender, str], Echo] = {}

    @contextmanager
    def expecting(self, to: Sender, text: str) -> Iterator[Echo]:
        """Listen while a message is sent."""
        key = to, _plain(text)
        echo = self._expected[key] = Echo()
        try:
            yield echo
        finally:
            self._expected.pop(key, None)

    def hear(self, said: Said) -> None:
        """Take an echo; most are of no use, since Zalo has answered."""
        if not said.by_officer and (echo := self._expected.get((said.to, _plain(said.text)))):
            echo.hear()


def _plain(text: str) -> str:
    return " ".join(text.split())
