"""The classifier learns, knows how far to trust itself, and decides within its bounds."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nlu import calibration, decision, fitting
from nlu.classifier import Classifier
from nlu.decision import Bounds, Judge
from nlu.features import Ngrams, stack
from nlu.fitting import Lessons, Plan
from nlu.opinion import is_kept_back
from nlu.softmax import Schedule, softmax
from nlu.transformer import Transformer
from nlu.understanding import Decision, Guess

pytest.importorskip("scipy", reason="fitting needs the training packages")

TEXTS = {
    "card": ["khóa thẻ", "mất thẻ rồi", "thẻ bị nuốt", "làm lại thẻ", "thẻ hết hạn", "đổi thẻ mới"],
    "birth": [
        "khai sinh",
        "con mới sinh",
        "giấy khai sinh",
        "sinh con",
        "khai sinh trễ",
        "tên con",
    ],
    "out_of_scope": ["trời mưa", "đá bóng", "nấu phở", "hát karaoke", "mua xe đạp", "xem phim"],
}
LINES = [(tuple(line.split()), intent) for intent, lines in TEXTS.items() for line in lines]
WORDS = ("thẻ", "mất")
PLAN = Plan(Schedule(rounds=30, batch=4), Bounds(), Judge(most_choices=2))


def trained(encoder: Transformer | None = None) -> tuple[Ngrams, Classifier]:
    ngrams = Ngrams.fit(((words,) for words, _ in LINES), seen_at_least=1, weights=(1, 1, 1))
    rows = stack([ngrams.vector(words) for words, _ in LINES], ngrams.size)
    labels, words = [intent for _, intent in LINES], [words for words, _ in LINES]
    told: list[float] = []
    lessons = Lessons([rows], labels, [" ".join(each) for each in words], words)
    fitted = fitting.fit(lessons, replace(PLAN, encoder=encoder), told.append)
    assert told == sorted(told)
    assert 0 < told[0] <= told[-1] <= 1
    return ngrams, fitted


def test_what_was_learnt_is_the_same_when_read_again(tmp_path: Path) -> None:
    ngrams, fitted = trained()
    fitted.save(tmp_path)

    again = Classifier.load(tmp_path)

    vector = ngrams.vector(WORDS)
    assert "card" == fitted.ranking(vector, WORDS)[0].intent
    assert fitted.ranking(vector, WORDS) == again.ranking(vector, WORDS)
    assert fitted.judge == again.judge
    assert pytest.approx(1, abs=1e-5) == sum(
        guess.confidence for guess in fitted.ranking(vector, WORDS)
    )


def test_training_twice_gives_the_same_model() -> None:
    (ngrams, one), (_, other) = trained(), trained()

    vector = ngrams.vector(WORDS)
    assert one.ranking(vector, WORDS) == other.ranking(vector, WORDS)


def test_a_second_opinion_is_asked_only_by_who_is_unsure(
    tiny_encoder: Transformer, tmp_path: Path
) -> None:
    ngrams, fitted = trained(tiny_encoder)
    fitted.save(tmp_path)
    vector = ngrams.vector(WORDS)

    again = Classifier.load(tmp_path)
    unsure = replace(fitted._trust, ask_below=1.1)
    sure = replace(fitted._trust, ask_below=0.0)

    assert fitted.ranking(vector, WORDS) == again.ranking(vector, WORDS)
    asked, alone = (
        Classifier(fitted._scores, trust, fitted.judge, fitted._second).ranking(vector, WORDS)
        for trust in (unsure, sure)
    )
    assert asked != alone
    assert alone == Classifier(fitted._scores, sure, fitted.judge).ranking(vector, WORDS)


def test_what_tuned_the_encoder_does_not_tell_how_far_to_trust_it() -> None:
    texts = [f"câu {number}" for number in range(2000)]

    kept_back = sum(map(is_kept_back, texts))

    assert 150 < kept_back < 250


def test_a_vector_is_the_same_in_every_process() -> None:
    program = (
        "from nlu.features import Ngrams\n"
        "words = ('khóa', 'thẻ', 'ngân', 'hàng')\n"
        "ngrams = Ngrams.fit([[words]], seen_at_least=1, weights=(1, 1, 1))\n"
        "print(ngrams.vector(words).indices.tolist())"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in "123"
    }  # fmt: skip

    assert 1 == len(told)


def test_calibration_blunts_a_classifier_that_is_too_sure() -> None:
    chance = np.random.default_rng(0)
    target = chance.integers(0, 3, 3000)
    right = chance.random(3000) < 0.7
    guessed = np.where(right, target, (target + 1) % 3)
    scores = np.eye(3, dtype=np.float32)[guessed] * 8  # says .999, is right in 7 of 10

    fitted = calibration.fit([scores], target)

    assert softmax(scores).max(axis=1).mean() > 0.99
    assert fitted.probabilities(scores).max(axis=1).mean() == pytest.approx(0.7, abs=0.03)
    assert fitted.sharpness[0] < 0.5


def test_the_judge_answers_as_often_as_the_bound_allows() -> None:
    sure = np.linspace(0.4, 0.995, 200, dtype=np.float32)
    probabilities = np.stack([sure, 1 - sure], axis=1)
    wrong = np.zeros(200, np.int64)
    wrong[[150, 160, 170, 180, 190]] = 1  # five of two hundred are wrong; two per cent are four

    judge = decision.learn(Judge(), ("card", "birth"), probabilities, wrong, Bounds())

    answered = probabilities[:, 0] >= judge.answer_at
    assert 4 == wrong[answered].sum()
    assert answered[151:].all()
    assert not answered[150]


def test_the_judge_turns_few_away_who_are_in_scope() -> None:
    lost = np.linspace(0, 0.9, 100, dtype=np.float32)
    probabilities = np.stack([1 - lost, lost], axis=1)
    target = np.zeros(100, np.int64)

    judge = decision.learn(
        Judge(), ("card", "out_of_scope"), probabilities, target, Bounds(turned_away_at_most=0.05)
    )

    assert 5 == (lost >= judge.lost_at).sum()


@pytest.mark.parametrize(
    ("ranking", "decided", "offered"),
    [
        ({"card": 0.9, "birth": 0.1}, Decision.ANSWERED, ()),
        ({"out_of_scope": 0.9, "card": 0.1}, Decision.FALLBACK, ()),
        ({"card": 0.45, "out_of_scope": 0.4, "birth": 0.15}, Decision.FALLBACK, ()),
        ({"card": 0.6, "birth": 0.4}, Decision.CONFIRM, ("card", "birth")),
        ({"thanks": 0.75, "card": 0.2, "birth": 0.05}, Decision.ANSWERED, ()),
        ({"thanks": 0.65, "card": 0.2, "birth": 0.15}, Decision.CONFIRM, ("card", "birth")),
        ({"card": 0.6, "thanks": 0.3, "birth": 0.1}, Decision.CONFIRM, ("card", "birth")),
        ({"card": 0.79, "birth": 0.2, "tax": 0.01}, Decision.CONFIRM, ("card", "birth")),
        ({"card": 0.79, "birth": 0.01, "tax": 0.005}, Decision.CONFIRM, ("card", "birth")),
    ],
)
def test_decisions(ranking: dict[str, float], decided: Decision, offered: tuple[str, ...]) -> None:
    judge = Judge(answer_at=0.8, lost_at=0.35, unoffered=("thanks",))
    guesses = [Guess(intent, confidence) for intent, confidence in ranking.items()]

    assert (decided, offered) == judge.decide(guesses)
