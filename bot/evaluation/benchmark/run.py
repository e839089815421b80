"""Measures our pipeline on a public set, and says how it stands beside what was published."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from importlib.util import find_spec
from pathlib import Path

from bot.evaluation.benchmark.figures import Benchmark, Ours, Standing, judge
from bot.evaluation.benchmark.model import MeaningView, NgramView, Rows, View, mix, train
from bot.evaluation.benchmark.page import write_page, write_table
from bot.evaluation.benchmark.sets import PublicSet, read_sets
from bot.progress import progress_bar
from nlu.encoder import Encoder, EncoderMissing
from nlu.features import SEEN_AT_LEAST
from nlu.progress import Progress, part
from nlu.softmax import Schedule

AT_ONCE = 100
"""Texts encoded between two steps of the progress bar."""
FEW = 2_000
"""With fewer training lines every n-gram counts, and all are gone through more often."""


def run(benchmark: str, folder: Path, encode: Rows | None, progress: Progress) -> Benchmark:
    """Train and judge on every set of a benchmark; with an encoder a second time beside it.

    Raises:
        ValueError: the files cannot be read.
    """
    sets = read_sets(benchmark, folder)
    standings = [
        _standing(one, tuple(_judged(one, encode, part(progress, number, len(sets)))))
        for number, one in enumerate(sets)
    ]
    return Benchmark(benchmark, f"{date.today():%d/%m/%Y}", tuple(standings))


def _judged(of: PublicSet, encode: Rows | None, progress: Progress) -> Iterator[Ours]:
    voices = 2 if encode else 1
    words = train(ngram_view(of), of.train, part(progress, 0, voices))
    yield judge("ours", words, of)
    if encode:
        _encode(of, encode, part(progress, 2, 4))
        meaning = train(MeaningView(encode), of.train, part(progress, 3, 4))
        yield judge("ours with encoder", mix(words, meaning, of.train), of)


def _encode(of: PublicSet, encode: Rows, progress: Progress) -> None:
    """Show every text to the encoder, which remembers them; the slowest part of all."""
    texts = [line.text for line in (*of.train, *of.validation, *of.test)]
    for start in range(0, len(texts), AT_ONCE):
        encode(texts[start : start + AT_ONCE])
        progress(min(1.0, (start + AT_ONCE) / len(texts)))


def ngram_view(of: PublicSet) -> View:
    """As our components are configured; more patient with a small set."""
    if len(of.train) < FEW:
        return NgramView(seen_at_least=1, schedule=Schedule(rounds=60))
    return NgramView(seen_at_least=SEEN_AT_LEAST, schedule=Schedule())


def _standing(of: PublicSet, ours: tuple[Ours, ...]) -> Standing:
    chosen_on = "validation lines" if of.validation else "training lines, out of fold"
    return Standing(of.name, len(of.train), len(of.test), chosen_on, of.published, ours)


def measure(benchmark: str | None, data: str | None, out: Path, *, with_encoder: bool) -> str:
    """Run a benchmark with a progress bar and keep its page; what to print in the terminal.

    Raises:
        ValueError: what is missing, in one sentence.
    """
    if not benchmark or not data:
        raise ValueError("--benchmark, --data FOLDER and perhaps --encoder belong together")
    if find_spec("scipy") is None:
        raise ValueError("--benchmark fits models and needs the training packages: uv sync")
    try:
        encode = Encoder().encode if with_encoder else None
        out.mkdir(parents=True, exist_ok=True)
        with progress_bar() as progress:
            found = run(benchmark, Path(data), encode, progress)
        return f"{write_table(found)}\n\nReport: {keep(found, out)}"
    except (EncoderMissing, OSError) as error:
        raise ValueError(str(error)) from error


def keep(found: Benchmark, out: Path) -> Path:
    """Write the page to a folder and the figures beside it; the page's path."""
    text = json.dumps(asdict(found), indent=1, ensure_ascii=False)
    (out / "benchmark.json").write_text(f"{text}\n", encoding="utf-8")
    page = out / "benchmark.html"
    page.write_text(write_page(found), encoding="utf-8")
    return page
