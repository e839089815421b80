"""The progress bar of whatever takes minutes in a terminal."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tqdm import tqdm

from nlu.progress import Progress


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """A bar on standard error; it is told the share done, from 0 to 1, and never goes back."""
    with tqdm(
        total=100, bar_format="{l_bar}{bar}| {elapsed} < {remaining}", file=sys.stderr
    ) as bar:

        def show(share: float) -> None:
            bar.n = max(bar.n, round(share * 100))
            bar.refresh()

        yield show
