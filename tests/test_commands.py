"""The command line: what goes wrong is one clear sentence and a non-zero exit."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.bench.process import BenchFailed
from bot.bench.stock import train_stock

ROOT = Path(__file__).parent.parent
TIMEOUT_S = 300


def trolyso(*arguments: str, typed: str = "", **environ: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bot", *arguments]
    environment = os.environ | environ
    return subprocess.run(
        command,
        input=typed,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=environment,
        cwd=ROOT,
        timeout=TIMEOUT_S,
    )


@pytest.fixture
def home(archive: Path, tmp_path: Path) -> str:
    """A home with the trained model in it."""
    (tmp_path / "releases").symlink_to(archive.parent.parent)
    return str(tmp_path)


@pytest.mark.parametrize(
    "verb", ["serve", "chat", "account", "train", "evaluate", "parse", "check", "bench"]
)
def test_every_command_explains_itself(verb: str) -> None:
    told = trolyso(verb, "--help")

    assert 0 == told.returncode
    assert len(told.stdout) > 100


def test_the_operator_gets_into_the_desk_from_the_command_line(tmp_path: Path) -> None:
    first, again, wrong = (
        trolyso("account", name, TROLYSO_HOME=str(tmp_path)) for name in ("mai", "mai", "Ông Năm")
    )

    assert "mai is a new administrator" in first.stdout
    assert "mai (administrator) may sign in again" in again.stdout
    assert first.stdout.split()[-1] != again.stdout.split()[-1]
    assert (1, True) == (wrong.returncode, "no account can be called 'Ông Năm'" in wrong.stderr)


def test_check_finds_no_fault() -> None:
    told = trolyso("check", "--on", "2026-11-22")

    assert "No faults" in told.stdout
    assert 0 == told.returncode


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--on", "22.11.2026"), "argument --on: '22.11.2026' is no day like 2026-11-22"),
        (("--odd", "--out", "no/such/odd.tsv"), "there is no folder no/such for the table"),
    ],
)
def test_a_wrong_option_of_check_is_told_at_once(options: tuple[str, ...], sentence: str) -> None:
    told = trolyso("check", *options)

    assert told.returncode != 0
    assert sentence in told.stderr


def test_check_tells_what_falls_due() -> None:
    told = trolyso("check", "--on", "2099-01-01")

    assert 1 == told.returncode
    assert "guides/pay_fee.yml" in told.stdout
    assert "to be reviewed since " in told.stdout


@pytest.mark.parametrize(
    ("environ", "sentence"),
    [
        (
            {"TROLYSO_PORT": "many"},
            "TROLYSO_PORT must be a whole number from 0 to 65535, not 'many'",
        ),
        ({"TROLYSO_ROOT": "/nowhere"}, "TROLYSO_ROOT must name a folder with domain.yml in it"),
        (
            {"TROLYSO_VARIABLES": "/nowhere.yml"},
            "TROLYSO_VARIABLES names /nowhere.yml, which is not a file",
        ),
    ],
)
def test_a_wrong_setting_is_one_sentence(environ: dict[str, str], sentence: str) -> None:
    told = trolyso("check", **environ)

    assert 1 == told.returncode
    assert sentence in told.stderr
    assert "Traceback" not in told.stderr


@pytest.fixture
def broken(tmp_path: Path) -> Callable[[str, str], str]:
    """A copy of the content with one file spoilt."""

    def broken(name: str, text: str) -> str:
        (tmp_path / "nlu").symlink_to(ROOT / "nlu")
        shutil.copy(ROOT / "domain.yml", tmp_path)
        shutil.copytree(ROOT / "data", tmp_path / "data")
        (tmp_path / name).write_text(text, encoding="utf-8")
        return str(tmp_path)

    return broken


@pytest.mark.parametrize(
    ("verb", "file", "sentence"),
    [
        ("serve", "data/guides/hong.yml", "trolyso: guides/hong.yml:2: "),
        ("chat", "domain.yml", "trolyso: the content cannot be read: "),
        ("serve", "data/menu.yml", "trolyso: the content cannot be read: "),
        ("check", "data/nlu/greet.yml", "trolyso: nlu/greet.yml is not training data"),
        ("check", "data/variables.yml", "trolyso: the content cannot be read: "),
        ("check", "data/lexicon/moves.yml", "trolyso: the content cannot be read: "),
        ("check", "data/lexicon/procedures.yml", "trolyso: the content cannot be read: lexicon/"),
        ("check", "data/holdout_entities/traps.yml", "trolyso: holdout_entities/traps.yml: "),
        ("check", "data/lexicon/fillers.yml", "trolyso: lexicon/fillers.yml is not a word"),
        (
            "check",
            "data/lexicon/contexts.yml",
            "trolyso: lexicon/contexts.yml is not a word list: ",
        ),
        ("check", "data/rules/jargon.yml", "trolyso: rules/jargon.yml holds no word lists: "),
    ],
)
def test_a_broken_file_is_one_sentence(broken, verb: str, file: str, sentence: str) -> None:
    root = broken(file, "title: [hỏng\nsteps:")

    told = trolyso(verb, TROLYSO_ROOT=root, TROLYSO_HOME=f"{root}/home")

    assert 1 == told.returncode
    assert sentence in told.stderr
    assert 1 == len(told.stderr.splitlines())


@pytest.mark.model
def test_a_port_in_use_is_one_sentence(home: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        told = trolyso("serve", TROLYSO_HOME=home, TROLYSO_PORT=str(taken.getsockname()[1]))

    assert 1 == told.returncode
    assert "set TROLYSO_PORT to another port" in told.stderr
    assert "Traceback" not in told.stderr


@pytest.mark.model
def test_a_database_that_cannot_be_opened_is_one_sentence(home: str) -> None:
    told = trolyso("chat", TROLYSO_HOME=home, TROLYSO_DATABASE="sqlite:////dev/null/no.sqlite3")

    assert 1 == told.returncode
    assert "trolyso: the database cannot be opened" in told.stderr
    assert "Traceback" not in told.stderr


@pytest.mark.model
def test_parse_prints_one_object_a_line_in_order(home: str) -> None:
    lines = ["quen mat khau vneid", "", "stk 0123456789012 ở  MoMo của tôi", "hôm nay ăn gì"]

    told = trolyso("parse", typed="\n".join(lines) + "\n", TROLYSO_HOME=home)

    parsed = [json.loads(line) for line in told.stdout.splitlines()]
    assert lines == [one["text"] for one in parsed]
    assert ["text", "intent", "confidence", "ranking", "entities", "outcome", "choices"] == list(
        parsed[0]
    )
    assert "vneid_forgot_password" == parsed[0]["intent"]
    assert 10 == len(parsed[0]["ranking"])
    assert ["answered", "fallback", "guarded"] == [one["outcome"] for one in parsed[:3]]
    wallet = {"kind": "bank_or_wallet", "value": "MoMo", "text": "MoMo", "start": 21, "end": 25}
    assert [[], [], [wallet], []] == [one["entities"] for one in parsed]


@pytest.mark.model
def test_chat_answers_in_the_terminal(home: str) -> None:
    told = trolyso("chat", typed="quen mat khau vneid\n1\n", TROLYSO_HOME=home)

    assert "không phải cán bộ" in told.stdout
    assert "Quên mật khẩu" in told.stdout


@pytest.mark.model
def test_evaluate_judges_a_file(home: str, tmp_path: Path) -> None:
    file = tmp_path / "lines.tsv"
    file.write_text("text\tneed\nquen mat khau vneid\tvneid_forgot_password\n", encoding="utf-8")

    told = trolyso("evaluate", "--file", str(file), TROLYSO_HOME=home)

    assert "1 utterances" in told.stdout
    assert "answered right      1  100.0%" in told.stdout
    assert "  unaccented 100.0%" in told.stdout
    assert told.stdout.endswith(f"Report: {home}/evaluation/report.html\n")
    kept = json.loads((Path(home) / "evaluation" / "report.json").read_text(encoding="utf-8"))
    assert 1.0 == kept["ours"]["clean"]["top1"]["value"]


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A copy of the content with a few examples for each of a few needs."""
    root = tmp_path / "small"
    shutil.copytree(ROOT / "data", root / "data", ignore=shutil.ignore_patterns("nlu"))
    shutil.copy(ROOT / "domain.yml", root)
    shutil.copytree(ROOT / "nlu", root / "nlu", ignore=shutil.ignore_patterns("__pycache__"))
    (root / "data" / "nlu").mkdir()
    for need in ("vneid_forgot_password", "pay_fee", "out_of_scope"):
        lines = (ROOT / "data" / "nlu" / f"{need}.yml").read_text(encoding="utf-8").splitlines()
        kept = "\n".join(lines[:40])
        (root / "data" / "nlu" / f"{need}.yml").write_text(f"{kept}\n", encoding="utf-8")
    return root


@pytest.mark.model
def test_evaluate_judges_stock_rasa_beside_ours(home: str, small: Path, tmp_path: Path) -> None:
    file = tmp_path / "lines.tsv"
    rows = ["text\tneed", "quen mat khau vneid\tvneid_forgot_password", "🤣🤣\tout_of_scope"]
    file.write_text("\n".join(rows), encoding="utf-8")
    environ = {"TROLYSO_HOME": home, "TROLYSO_ROOT": str(small)}

    told = trolyso("evaluate", "--file", str(file), "--stock-epochs", "1", **environ)

    assert 0 == told.returncode, told.stderr
    assert "stock Rasa, DIET (1 of 50 epochs), clean and under noise" in told.stdout
    assert "stock Rasa, LogisticRegression, clean and under noise" in told.stdout
    page = (Path(home) / "evaluation" / "report.html").read_text(encoding="utf-8")
    assert "Beside stock Rasa" in page

    kept = {path: path.stat().st_mtime_ns for path in (Path(home) / "stock").glob("*.tar.gz")}
    started = time.monotonic()
    again = train_stock(small, Path(home) / "stock", epochs=1)
    assert time.monotonic() - started < 1
    assert kept == {stock.archive: stock.archive.stat().st_mtime_ns for stock in again}


def test_evaluate_refuses_a_file_without_the_columns(tmp_path: Path) -> None:
    (tmp_path / "wrong.tsv").write_text("a\tb\n1\t2\n", encoding="utf-8")

    told = trolyso("evaluate", "--file", str(tmp_path / "wrong.tsv"))

    assert 1 == told.returncode
    assert "needs the columns text and need" in told.stderr


def test_stock_rasa_learns_for_at_least_one_epoch(tmp_path: Path) -> None:
    with pytest.raises(BenchFailed, match="at least one epoch, not 0"):
        train_stock(ROOT, tmp_path, epochs=0)


def test_a_benchmark_says_which_file_is_missing(tmp_path: Path) -> None:
    told = trolyso("evaluate", "--benchmark", "hint3", "--data", str(tmp_path))

    assert 1 == told.returncode
    assert f"cannot read {tmp_path}/curekart_train.csv" in told.stderr
