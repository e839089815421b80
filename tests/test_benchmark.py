"""Public sets in their own formats, tiny and made here, through the whole benchmark."""

import csv
import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest

from bot.evaluation.benchmark.figures import Guesses, guesses, threshold
from bot.evaluation.benchmark.model import mixed
from bot.evaluation.benchmark.page import write_table
from bot.evaluation.benchmark.run import keep, measure, run
from bot.evaluation.benchmark.sets import read_sets
from nlu.training_data import Example
from tests.pages import Page

needs_scipy = pytest.mark.skipif(
    importlib.util.find_spec("scipy") is None, reason="fitting needs the training packages"
)
INTENTS = {
    "balance": ["how much money do i have", "what is my balance", "money on my account"],
    "weather": ["will it rain today", "is it cold outside", "what is the weather like"],
    "oos": ["who wrote this novel", "sing a song", "how tall is that tower"],
}
SAID = [(f"{text} {more}", label) for label, texts in INTENTS.items() for text in texts
        for more in ("please", "now", "for me")]  # fmt: skip


@pytest.fixture
def clinc150(tmp_path: Path) -> Path:
    """Like data_full.json: three splits, lines out of scope apart."""
    inside = [pair for pair in SAID if pair[1] != "oos"]
    outside = [pair for pair in SAID if pair[1] == "oos"]
    splits = {
        name: {"": inside, "oos_": outside}[kind]
        for part in ("train", "val", "test")
        for kind in ("", "oos_")
        if (name := f"{kind}{part}")
    }
    (tmp_path / "data_full.json").write_text(json.dumps(splits), encoding="utf-8")
    return tmp_path


@pytest.fixture
def hint3(tmp_path: Path) -> Path:
    """Like version 1 of HINT3: two CSV files for each bot, out of scope in the second only."""
    for bot in ("curekart", "sofmattress", "powerplay11"):
        rows = [(text, label.upper().replace("OOS", "NO_NODES_DETECTED")) for text, label in SAID]
        known = [row for row in rows if row[1] != "NO_NODES_DETECTED"]
        for part, kept in (("train", known), ("test", rows)):
            with (tmp_path / f"{bot}_{part}.csv").open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows([("sentence", "label"), *kept])
    return tmp_path


def test_clinc150_is_read_with_its_validation_apart(clinc150: Path) -> None:
    [one] = read_sets("clinc150", clinc150)

    assert (27, 27, 27) == (len(one.train), len(one.validation), len(one.test))
    assert {"balance", "weather", "out_of_scope"} == {line.intent for line in one.train}


def test_hint3_is_three_bots_that_learn_nothing_out_of_scope(hint3: Path) -> None:
    sets = read_sets("hint3", hint3)

    assert ["curekart", "sofmattress", "powerplay11"] == [one.name for one in sets]
    assert {"BALANCE", "WEATHER"} == {line.intent for line in sets[0].train}
    assert 9 == sum(line.intent == "out_of_scope" for line in sets[0].test)
    assert () == sets[0].validation


@pytest.mark.parametrize(
    ("benchmark", "written", "sentence"),
    [
        ("clinc150", "{}", "are not those of clinc150"),
        ("clinc150", "[", "are not those of clinc150"),
        ("clinc150", '{"train": [["a"]]}', "are not those of clinc150"),
        ("hint3", "", "cannot read .*curekart_train.csv"),
    ],
)
def test_other_files_are_refused(tmp_path: Path, benchmark, written, sentence) -> None:
    (tmp_path / "data_full.json").write_text(written, encoding="utf-8")

    with pytest.raises(ValueError, match=sentence):
        read_sets(benchmark, tmp_path)


CHANCES = np.array([[0.7, 0.2, 0.1], [0.3, 0.6, 0.1], [0.1, 0.1, 0.8], [0.5, 0.4, 0.1]], np.float32)
LINES = [Example("", intent) for intent in ("a", "a", "out_of_scope", "out_of_scope")]


def test_a_line_in_scope_is_right_when_it_is_accepted_with_its_intent() -> None:
    found = guesses(CHANCES, ("a", "b", "out_of_scope"), LINES)

    rows = [found.row(0.0, threshold) for threshold in (0.0, 1.7, 2.3)]

    assert [1, 1, 0] == [row.accuracy.count for row in rows]
    assert [1, 2, 2] == [row.recall.count for row in rows]
    assert [0.7 / 0.1**0.5, 0.6 / 0.1**0.5, 0, 0.5 / 0.1**0.5] == pytest.approx(found.sure.tolist())
    assert {2} == {row.accuracy.total for row in rows} | {row.recall.total for row in rows}


def test_where_nothing_out_of_scope_was_learnt_the_probability_alone_counts() -> None:
    found = guesses(CHANCES, ("a", "b", "c"), LINES)

    assert [0.7, 0.6, 0.8, 0.5] == pytest.approx(found.sure.tolist())
    assert [True, False, False, False] == found.right.tolist()


def test_a_threshold_refuses_so_many_unseen_lines_in_scope() -> None:
    sure = np.arange(100, dtype=np.float32)
    unseen = Guesses(sure, np.ones(100, bool), sure >= 20)

    assert [0.0, 21.0, 24.0, 28.0] == [threshold(unseen, part) for part in (0, 0.02, 0.05, 0.1)]


def test_two_voices_are_mixed_by_their_weights() -> None:
    one, other = np.array([[0.8, 0.2]]), np.array([[0.2, 0.8]])

    assert [0.5, 0.5] == pytest.approx(mixed([one, other], (1, 1))[0].tolist())
    assert [0.8, 0.2] == pytest.approx(mixed([one, other], (1, 0))[0].tolist())
    assert [2 / 3, 1 / 3] == pytest.approx(mixed([one, other], (1, 0.5))[0].tolist())


def letters(texts: list[str]) -> np.ndarray:
    """A poor encoder: how often each letter occurs."""
    return np.array([[text.count(chr(97 + at)) for at in range(26)] for text in texts], np.float32)


@needs_scipy
def test_what_was_learnt_by_heart_is_found_again(clinc150: Path) -> None:
    told: list[float] = []

    found = run("clinc150", clinc150, letters, told.append)

    [one] = found.sets
    assert ["ours", "ours with encoder"] == [ours.system for ours in one.ours]
    for ours in one.ours:
        assert (18, 9) == (ours.rows[0].accuracy.count, ours.rows[0].recall.count)
        assert ours.curve[-1].x == 1.0
    assert sorted(told) == told
    assert 1.0 == pytest.approx(told[-1])


@needs_scipy
def test_a_page_and_figures_stand_beside_the_published_ones(hint3: Path, tmp_path: Path) -> None:
    found = run("hint3", hint3, None, lambda share: None)

    page = keep(found, tmp_path).read_text(encoding="utf-8")
    kept = json.loads((tmp_path / "benchmark.json").read_text(encoding="utf-8"))
    table = write_table(found)
    rows = [line.split() for line in table.splitlines()]
    assert ["Dialogflow,", "from", "0.5", "(published)", "55.3%", "50.3%"] in rows
    assert "ours, 5% refused " in table
    assert 18 == kept["sets"][0]["ours"][0]["rows"][0]["accuracy"]["total"]
    assert 3 == page.count("<svg")
    assert [] == Page(page).open
    assert [] == Page(page).fetched


@pytest.mark.parametrize(("benchmark", "data"), [("hint3", None), (None, "somewhere")])
def test_a_benchmark_needs_its_data(tmp_path: Path, benchmark, data) -> None:
    with pytest.raises(ValueError, match="belong together"):
        measure(benchmark, data, tmp_path, with_encoder=False)
