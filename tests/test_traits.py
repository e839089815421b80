"""What of a need is compared, and how it is kept."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from nlu.features import Ngrams
from nlu.matters import Coded, Matters
from nlu.rarity import keep_rarity, rarity, read_rarity
from nlu.traits import GUESSES, WORDS, Senses, Tracer
from nlu.vietnamese import Shorthand, tokens

RARE: Mapping[str, float] = {"mat": 1.0, "the": 1.0, "ong": 5.0}


def read(text: str) -> tuple[str, ...]:
    return tokens(text, Shorthand({}))


@pytest.fixture
def tracer() -> Tracer:
    """Two matters, told apart by the words *thẻ* and *ong*."""
    ngrams = Ngrams.fit([[("thẻ",)], [("ong",)]], seen_at_least=1, weights=(1, 0, 0))
    weights = np.zeros((ngrams.size, 2), np.float32)
    for matter, word in enumerate(("thẻ", "ong")):
        weights[ngrams.vector((word,)).indices[0], matter] = 9
    zeros = np.zeros(3, np.float32)
    matters = Matters(
        ("card", "bees"), ngrams, Coded.of(weights), np.zeros(2, np.float32),
        np.array([[0, 0], [0, 0], [0, 0], [5, 0]], np.float32), (zeros, zeros + 1),
    )  # fmt: skip
    return Tracer(matters, RARE, Senses(read))


def test_a_row_says_matters_words_and_guesses(tracer: Tracer) -> None:
    row = tracer.row("mất thẻ", [("pay_card_lock", 0.25)]).spread(tracer.width)
    about, said, guessed = (row[part] for part in tracer.parts)

    assert about[0] > 0.9
    assert pytest.approx(1, abs=1e-2) == np.linalg.norm(said)
    assert pytest.approx([0.5], abs=1e-3) == guessed[guessed > 0].tolist()
    assert (2, WORDS, GUESSES) == (len(about), len(said), len(guessed))


def test_accents_do_not_change_the_words(tracer: Tracer) -> None:
    said = tracer.parts[1]
    with_accents = tracer.row("mất thẻ", []).spread(tracer.width)[said]
    without = tracer.row("mat the", []).spread(tracer.width)[said]

    assert with_accents.tolist() == without.tolist()


def test_a_rare_word_weighs_more(tracer: Tracer) -> None:
    said = tracer.parts[1]
    card, bees, both = (
        tracer.row(text, []).spread(tracer.width)[said] for text in ("thẻ", "ong", "thẻ ong")
    )

    assert both @ bees > both @ card


def test_a_need_without_words_has_an_empty_row(tracer: Tracer) -> None:
    assert tracer.row("", [("a", 1.0)]).empty
    assert tracer.row("??", []).empty


def test_a_row_is_kept_as_bytes_and_read_again(tracer: Tracer) -> None:
    for words in ("mất thẻ", ""):
        row = tracer.row(words, [("a", 0.5)])
        again = tracer.unpack(tracer.pack(row))

        assert again is not None
        assert row.spread(tracer.width).tolist() == again.spread(tracer.width).tolist()


def test_bytes_of_another_way_of_reading_are_refused(tracer: Tracer) -> None:
    with_meaning = replace(tracer, senses=Senses(read, lambda _: np.ones(3, np.float32)))

    assert with_meaning.unpack(tracer.pack(tracer.row("thẻ", []))) is None
    assert tracer.unpack(b"") is None


def test_what_the_words_mean_is_heard_too(tracer: Tracer) -> None:
    with_meaning = replace(tracer, senses=Senses(read, lambda _: np.ones(3, np.float32)))
    about = tracer.parts[0]

    assert with_meaning.row("gì", []).spread(tracer.width)[about][0] > 0.9
    assert tracer.row("gì", []).spread(tracer.width)[about][0] == 0.5


def test_the_weights_of_words_are_kept_line_by_line(tmp_path) -> None:
    known = rarity([("mất", "thẻ"), ("mat", "xe"), ("thẻ",)])
    keep_rarity(known, tmp_path / "rarity.tsv")

    assert {"mat": 0.288, "the": 0.288} == known
    assert known == read_rarity(tmp_path / "rarity.tsv")


def test_matters_survive_being_written(tracer: Tracer, tmp_path) -> None:
    tracer.matters.save(tmp_path)
    again = Matters.load(tmp_path)
    words, meaning = ("mất", "thẻ"), np.ones(3, np.float32)

    assert tracer.matters.names == again.names
    assert tracer.matters.chances(words, meaning).tolist() == again.chances(words, meaning).tolist()
