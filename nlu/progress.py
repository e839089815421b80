"""How far a training has come, told from the training process to whoever started it."""

import json
import os
from collections.abc import Callable

Progress = Callable[[float], None]
"""Is told the share done, from 0 to 1."""


def between(progress: Progress, begin: float, end: float) -> Progress:
    """The progress of a part that lasts from one share of the whole to another."""
    return lambda share: progress(begin + share * (end - begin))


def part(progress: Progress, number: int, parts: int) -> Progress:
    """The progress of one of several equal parts, counted from 0."""
    return between(progress, number / parts, (number + 1) / parts)


def tell(share: float, phase: str = "fit") -> None:
    """Write one line of progress to the file descriptor that the starter named, if any."""
    if channel := os.environ.get("TROLYSO_PROGRESS_FD"):
        line = json.dumps({"phase": phase, "share": round(share, 4)}) + "\n"
        os.write(int(channel), line.encode())
