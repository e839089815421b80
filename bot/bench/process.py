"""Processes that the benchmark starts: watched, measured, and ended whatever happens."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

STOP_TIMEOUT_S = 10.0
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_COMPLAINT = re.compile(r"error|exception|trolyso: ", re.IGNORECASE)
_NOT_PASSED_ON = (
    "TROLYSO_",
    "TELEGRAM_",
    "PYTHONDONTWRITEBYTECODE",  # it would make every start compile again
)


class BenchFailed(RuntimeError):
    """The benchmark cannot go on; the message says why, in one sentence."""


@dataclass(frozen=True)
class Running:
    """A process that was started here."""

    name: str
    started: float
    """When, on the monotonic clock."""
    process: "subprocess.Popen[bytes]"
    log: Path

    def ensure_alive(self) -> None:
        """Raise BenchFailed when the process has ended."""
        if self.process.poll() is not None:
            raise BenchFailed(f"{self.name} ended by itself: {self.last_words()}")

    def memory_mib(self) -> float:
        """The resident memory of the process and its children."""
        import psutil  # of the development packages, which only measuring needs

        parent = psutil.Process(self.process.pid)
        family = [parent, *parent.children(recursive=True)]
        return sum(float(member.memory_info().rss) for member in family) / 2**20

    def last_words(self) -> str:
        """The last complaint that the process wrote, or else its last line."""
        said = _COLOUR.sub("", self.log.read_text(encoding="utf-8", errors="replace"))
        lines = [line.strip() for line in said.splitlines() if line.strip()]
        complaints = [line for line in lines if _COMPLAINT.search(line)]
        return (complaints[-1:] or lines[-1:] or ["it said nothing"])[0][:300]


@contextmanager
def running(
    name: str, command: Sequence[str], settings: Mapping[str, str], folder: Path
) -> Iterator[Running]:
    """A Python process with these arguments, working in a folder, until the block ends."""
    log = folder / "said.log"
    with log.open("wb") as said:
        started = time.monotonic()
        process = subprocess.Popen(
            [sys.executable, *command], env=environment(folder) | dict(settings), cwd=folder,
            stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        try:
            yield Running(name, started, process, log)
        finally:
            _stop(process)


def environment(folder: Path) -> dict[str, str]:
    """Our environment without the operator's settings: the benchmark touches nothing of theirs."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(_NOT_PASSED_ON)
    }
    return kept | {
        "TMPDIR": str(folder),  # Rasa leaves its unpacked models behind
        "RASA_TELEMETRY_ENABLED": "false",
        "RASA_MAX_CACHE_SIZE": "0",
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }


def _stop(process: "subprocess.Popen[bytes]") -> None:
    """End the process and all that it started."""
    for ending in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, ending)
        with suppress(subprocess.TimeoutExpired):
            process.wait(STOP_TIMEOUT_S)


@contextmanager
def ending_cleanly() -> Iterator[None]:
    """Within the block, being told to end is an exception, so that no process is left behind."""

    def end(number: int, _: FrameType | None) -> None:
        sys.exit(128 + number)

    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
    return port


def ensure_free(port: int) -> None:
    """Raise BenchFailed when somebody else listens on a port by now: they would be measured."""
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError as error:
        raise BenchFailed(f"port {port} was taken by another program; start again") from error
