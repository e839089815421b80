"""The benchmark: ours beside stock Rasa, in one go, on the same machine and the same examples."""

import asyncio
import json
import os
import platform
import random
import sqlite3
import tempfile
from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bot.bench.figures import Comparison, Figures, rows, write_table
from bot.bench.load import Door, answered, citizen, first_answer, parses
from bot.bench.picture import draw
from bot.bench.process import BenchFailed, ending_cleanly, ensure_free, free_port, running
from bot.bench.stock import Stock, say, train_stock
from bot.settings import Settings
from nlu.releases import Releases, content_hash
from nlu.training_data import read_examples

__all__ = ["BenchFailed", "run"]


@dataclass(frozen=True)
class Plan:
    """How much is measured."""

    starts: int
    """How many starts count; one more is made before them, and not counted."""
    seconds: float
    """How long one caller asks, and then many."""


QUICK_EPOCHS = 3
QUICK, FULL = Plan(starts=1, seconds=5.0), Plan(starts=3, seconds=20.0)


@dataclass(frozen=True)
class Subject:
    """A server to be measured."""

    name: str
    command: list[str]
    port: int
    door: Door = parses
    settings: Mapping[str, str] = field(default_factory=dict)
    home: Path | None = None
    """Where it keeps its database; every start begins with an empty one."""


def run(settings: Settings, out: Path, *, quick: bool) -> None:
    """Measure, print the table, and write it with the raw figures and a picture.

    Raises:
        BenchFailed: something cannot be measured.
    """
    out = out.absolute()
    plan = QUICK if quick else FULL
    texts = read_texts(settings.root)
    served, differences = _served(settings, quick=quick)
    with ending_cleanly(), tempfile.TemporaryDirectory(prefix="work-", dir=_made(out)) as folder:
        work = Path(folder)
        epochs = QUICK_EPOCHS if quick else None
        stock = train_stock(settings.root, settings.home / "stock", epochs)
        machine = read_machine()
        whole, sent, kept = _measure_turns(_whole(settings, served, work), work, texts, plan)
        parsing, _ = _measure(_parsing(served), work, texts, plan)
        theirs = tuple(_measure(_stock(one), work, texts, plan)[0] for one in stock)
    compared = Comparison(parsing, whole, theirs)
    notes = [*_notes(plan, sent, kept), *differences]
    listed = "\n".join(f"- {note}" for note in notes)
    written = f"# Ours beside stock Rasa\n\n{machine}\n\n{write_table(compared)}\n\n{listed}"
    (out / "bench.md").write_text(f"{written}\n", encoding="utf-8")
    _write_figures(compared, out / "bench.json", {"machine": machine, "notes": notes})
    draw(compared, f"trolyso beside stock Rasa · {machine}", out / "bench.png")
    print(written)
    if sent != kept:
        raise BenchFailed(f"{sent} turns were answered, but the database holds {kept}")


def read_texts(root: Path) -> list[str]:
    """The held-out utterances in an order that mixes intents and is always the same."""
    try:
        texts = [
            line for lines in read_examples(root / "data" / "holdout").values() for line in lines
        ]
    except (OSError, ValueError) as error:
        raise BenchFailed(str(error)) from error
    spoken = [text for text in texts if not text.startswith("/")]
    random.Random(1).shuffle(spoken)
    if not spoken:
        raise BenchFailed("there is nothing to ask: data/holdout is empty")
    return spoken


def _made(out: Path) -> Path:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BenchFailed(f"cannot write to {out}: {error.strerror}") from error
    return out


def _served(settings: Settings, *, quick: bool) -> tuple[Path, list[str]]:
    """The folder of our release, and what will not be alike on both sides."""
    releases = Releases(settings.home / "releases")
    release = releases.latest()
    if release is None:
        raise BenchFailed("there is no trained model to measure; run trolyso train")
    found = []
    if release.content != content_hash(settings.root):
        found.append("Ours was trained before the examples changed, stock Rasa after.")
    if quick:
        found.append("Quick: DIET learned for fewer epochs; it guesses worse, but no faster.")
    return releases.archive(release).parent.absolute(), found


def _parsing(served: Path) -> Subject:
    port = free_port()
    arguments = [str(served / "model.tar.gz"), str(served / "unpacked"), str(port)]
    return Subject("ours, parsing", ["-m", "bot.bench.server", *arguments], port)


def _whole(settings: Settings, served: Path, work: Path) -> Subject:
    """``trolyso serve`` with the same release, and nothing else of the operator's."""
    home, port = work / "home", free_port()
    (home / "releases").mkdir(parents=True)
    (home / "releases" / served.name).symlink_to(served, target_is_directory=True)
    own = {
        "TROLYSO_ROOT": str(settings.root.absolute()),
        "TROLYSO_HOME": str(home),
        "TROLYSO_PORT": str(port),
    }
    if settings.variables:
        own["TROLYSO_VARIABLES"] = str(settings.variables.absolute())
    return Subject("trolyso serve", ["-m", "bot", "serve"], port, citizen, own, home)


def _stock(stock: Stock) -> Subject:
    port = free_port()
    model = ["-m", str(stock.archive), "-i", "127.0.0.1", "--port", str(port)]
    return Subject(stock.name, ["-m", "rasa", "run", "--enable-api", *model], port)


def _measure(subject: Subject, work: Path, texts: list[str], plan: Plan) -> tuple[Figures, int]:
    """The figures of a server, and how many answers the last one that was started gave."""
    say(f"Measuring {subject.name} …")
    address = f"http://127.0.0.1:{subject.port}"
    starts = []
    for left in reversed(range(plan.starts + 1)):
        for old in subject.home.glob("*.sqlite3*") if subject.home else ():
            old.unlink()
        ensure_free(subject.port)
        with running(subject.name, subject.command, subject.settings, work) as server:
            starts.append(asyncio.run(first_answer(server, address, subject.door, texts[0])))
            if left == 0:
                load = asyncio.run(answered(server, address, subject.door, texts, plan.seconds))
    figures = Figures(
        subject.name, tuple(starts[1:]), load.memory_mib, load.memory_after_mib, load.one, load.many
    )
    return figures, 1 + load.answers


def _measure_turns(
    subject: Subject, work: Path, texts: list[str], plan: Plan
) -> tuple[Figures, int, int]:
    """The figures, how many turns the citizens saw accepted, and how many the database holds."""
    figures, sent = _measure(subject, work, texts, plan)
    assert subject.home is not None
    path = subject.home / "trolyso.sqlite3"
    query = "select count(*) from turns where outcome is not null and outcome <> 'error'"
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as database:
        (kept,) = database.execute(query).fetchone()
    return figures, sent, int(kept)


def read_machine() -> str:
    """The machine and the day, in one line."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    model = models[0] if models else platform.processor() or platform.machine()
    busy = f"load {os.getloadavg()[0]:.1f} before" if hasattr(os, "getloadavg") else ""
    parts = [
        f"{datetime.now(UTC):%Y-%m-%d}", f"{model}, {os.cpu_count()} cores", platform.system(),
        f"Python {platform.python_version()}", busy,
    ]  # fmt: skip
    return " · ".join(part for part in parts if part)


def _notes(plan: Plan, sent: int, kept: int) -> list[str]:
    starts = "one start" if plan.starts == 1 else f"the median of {plan.starts} starts"
    return [
        "The servers ran one after the other; the callers took their share of the same machine.",
        f"Start: {starts}, after one that is not counted. Ours opens a release that was unpacked "
        "before, as at every start but the first; Rasa unpacks its archive every time.",
        f"Load: {plan.seconds:.0f} s for each number of callers, utterances of data/holdout in a "
        "fixed order, HTTP kept alive on loopback.",
        "Parsing is `POST /model/parse` on both sides. The whole assistant is `trolyso serve`; "
        "its start and memory stand beside Rasa's for parsing alone.",
        "A turn counts when its POST is answered with 202, after the commit to SQLite: "
        f"{sent:,} turns sent, {kept:,} answered in the database.",
    ]


def _write_figures(compared: Comparison, path: Path, about: Mapping[str, object]) -> None:
    ratios = {row.title: row.ratios for row in rows(compared) if any(row.ratios)}
    raw = json.dumps(
        dict(about) | asdict(compared) | {"ratios": ratios}, indent=2, ensure_ascii=False
    )
    path.write_text(f"{raw}\n", encoding="utf-8")
