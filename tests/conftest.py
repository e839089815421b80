"""What tests share: the content, a citizen, a database, a trained model."""

import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from aiohttp.test_utils import TestClient, TestServer
from telegram import Bot

from bot.app import build, build_assistant
from bot.check.rules import Rules, read_rules
from bot.content import Content, read_content
from bot.database.store import Database
from bot.guides import read_guides
from bot.settings import Settings
from nlu.interpreter import Interpreter, open_interpreter
from nlu.pieces import MOST, Pieces
from nlu.releases import Releases, content_hash
from nlu.training import train
from nlu.transformer import Transformer, write
from tests.drafts import GUIDE, Make
from tests.emulators.telegram import Person, TelegramEmulator
from tests.emulators.telegram_witness import connect
from tests.emulators.zalo_oa import ZaloOaEmulator
from tests.fakes import Citizen, MemoryDatabase, ScriptedInterpreter
from tests.official import House
from tests.villagers import Villager

ROOT = Path(__file__).parent.parent
MODELS = ROOT / "var" / "test-models"


@pytest.fixture(scope="session")
def content() -> Content:
    """The content that citizens get."""
    return read_content(ROOT, keep_days=90)


@pytest.fixture(scope="session")
def rules() -> Rules:
    """What our own words are held to."""
    return read_rules(ROOT / "data" / "rules")


@pytest.fixture
def make(content: Content, tmp_path: Path) -> Make:
    """The real content with other guides: ``thu`` with pieces replaced, and more by name."""

    def make(*changes: tuple[str, str], **others: str) -> Content:
        text = GUIDE
        for before, after in changes:
            assert before in text
            text = text.replace(before, after)
        for name, written in {"thu": text, **others}.items():
            (tmp_path / f"{name}.yml").write_text(written, encoding="utf-8")
        return replace(content, guides=read_guides(tmp_path, {}), menu=())

    return make


@pytest.fixture
def database() -> MemoryDatabase:
    """A database in memory."""
    return MemoryDatabase()


@pytest.fixture
def meet(content: Content, database: MemoryDatabase) -> Callable[..., Citizen]:
    """A citizen who has been welcomed; the script says what is understood of their words."""

    def meet(
        script: dict[str, str | tuple[str, ...]] | None = None, *, stranger: bool = False
    ) -> Citizen:
        assistant = build_assistant(content, ScriptedInterpreter(script or {}), database)  # type: ignore[arg-type]
        citizen = Citizen(assistant, database)
        if not stranger:
            known = database.conversations[citizen._sender]
            database.conversations[citizen._sender] = type(known)(met=True)
        return citizen

    return meet


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Database]:
    """A real database with its tables."""
    store = Database(f"sqlite:///{tmp_path}/test.sqlite3")
    store.upgrade()
    yield store
    store.close()


@pytest.fixture
def villager(content: Content, store: Database) -> Callable[..., Villager]:
    """A citizen on a real database; the script says what is understood of their words."""

    def villager(script: dict[str, str | tuple[str, ...]] | None = None, **at: str) -> Villager:
        assistant = build_assistant(content, ScriptedInterpreter(script or {}), store)  # type: ignore[arg-type]
        return Villager(assistant, store, **at)

    return villager


@pytest.fixture
async def client(content: Content, store: Database, tmp_path: Path) -> AsyncIterator[TestClient]:
    """A browser at our site; the model knows one question."""
    interpreter = ScriptedInterpreter({"quen mk vneid": "vneid_forgot_password"})
    app = build(Settings(home=tmp_path), content, interpreter, store)
    async with TestClient(TestServer(app)) as client:
        yield client


@pytest.fixture
def tiny_encoder(tmp_path: Path) -> Transformer:
    """One layer of two heads with weights by chance; its pieces are single letters."""
    chance = np.random.default_rng(0)
    shapes = {"asks": (96, 32), "tells": (32, 32), "widens": (64, 32), "narrows": (32, 64)}
    floats = {"embeddings": (20, 32), "positions": (MOST, 32)}
    floats |= {f"layer0.{name}": shape for name, shape in shapes.items()}
    floats |= {f"layer0.{name}.bias": shape[:1] for name, shape in shapes.items()}
    for norm in ("norm", "layer0.after_attention", "layer0.after_bend"):
        floats |= {f"{norm}.gain": (32,), f"{norm}.bias": (32,)}
    drawn = {name: chance.normal(size=shape).astype(np.float32) for name, shape in floats.items()}
    letters = Pieces(tuple("\u2581aábcehiknostư"), [-1.0] * 14)
    write(tmp_path / "tiny.npz", letters, heads=2, floats=drawn)
    return Transformer(tmp_path / "tiny.npz")


@pytest.fixture(scope="session")
def archive() -> Path:
    """A model trained by Rasa on the content as it is; trained once, then kept for the next run."""
    releases = Releases(MODELS)
    latest = releases.latest()
    if latest is None or latest.content != content_hash(ROOT):
        shutil.rmtree(MODELS, ignore_errors=True)
        MODELS.mkdir(parents=True)
        arriving = MODELS / "arriving.tar.gz"
        train(ROOT, arriving, lambda share: None)
        latest = releases.keep(arriving, content_hash(ROOT), 0.0)
    return releases.archive(latest)


@pytest.fixture(scope="session")
def interpreter(archive: Path) -> Interpreter:
    """The interpreter that serves citizens."""
    return open_interpreter(archive, archive.parent / "unpacked")


@pytest.fixture
async def emulator() -> AsyncIterator[TelegramEmulator]:
    """A Bot API server on loopback."""
    async with TelegramEmulator() as emulator:
        yield emulator


@pytest.fixture
async def bot(emulator: TelegramEmulator) -> AsyncIterator[Bot]:
    async with connect(emulator, emulator.token) as bot:
        yield bot


@pytest.fixture
def lan(emulator: TelegramEmulator) -> Person:
    """A person who has talked to the bot before; nothing of it waits any more."""
    lan = emulator.person("Lan")
    lan.starts()
    emulator.world.updates.drop()
    return lan


@pytest.fixture
async def zalo() -> AsyncIterator[ZaloOaEmulator]:
    """A Zalo Official Account on loopback."""
    async with ZaloOaEmulator() as emulator:
        yield emulator


@pytest.fixture
def house(zalo: ZaloOaEmulator, content: Content, store: Database) -> House:
    """The whole application with that account."""
    return House(zalo, content, store)


@pytest.fixture
def known_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Codes come in the order in which the stories name them."""
    drawn = (f"K4M7T{at}" for at in range(2, 10))
    monkeypatch.setattr("bot.database.promises.new_code", lambda: next(drawn))
