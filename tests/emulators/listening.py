"""What every emulator does alike: listens on loopback while it is entered, then hangs up."""

from types import TracebackType
from typing import Self

from aiohttp import web


class Listening:
    """A server on 127.0.0.1; ``start`` and ``stop`` are each emulator's own."""

    url = ""
    _port = 0

    async def start(self) -> None:
        raise NotImplementedError

    async def stop(self) -> None:
        raise NotImplementedError

    async def listen(self, app: web.Application) -> None:
        """Serve an application; ``url`` says where."""
        self._runner = web.AppRunner(
            app, access_log=None, handler_cancellation=True, shutdown_timeout=0.1
        )
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"

    async def hang_up(self) -> None:
        """Close every connection, also those that hang."""
        await self._runner.cleanup()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()
