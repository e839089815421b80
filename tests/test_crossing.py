"""Cross-validation with our own classes, and what it tells about labels."""

from dataclasses import asdict

import pytest

from nlu.crossing import Recipe, out_of_fold
from nlu.lexicon import Surroundings
from nlu.oddities import confusions, odd_examples
from nlu.softmax import Schedule
from nlu.training_data import Example
from nlu.understanding import Guess

pytest.importorskip("scipy", reason="fitting needs the training packages")

AROUND = Surroundings(("dạo này",), ("tôi già rồi",), ("phải làm sao",))
RECIPE = Recipe({}, AROUND, seen_at_least=1, schedule=Schedule(rounds=20, batch=4))
CARDS = ["khóa thẻ", "mất thẻ rồi", "thẻ bị khóa", "thẻ atm hỏng", "làm lại thẻ", "thẻ hết hạn"]
BORN = ["khai sinh", "con mới sinh", "giấy khai sinh", "sinh con ở xa", "khai sinh trễ", "tên con"]
EXAMPLES = [
    *(Example(text, "card", "nlu/card.yml", at) for at, text in enumerate(CARDS, start=5)),
    *(Example(text, "birth", "nlu/birth.yml", at) for at, text in enumerate(BORN, start=5)),
    Example("thẻ của con bị khóa", "birth", "nlu/birth.yml", 11),
]


def test_an_example_is_judged_by_a_model_that_never_saw_it() -> None:
    told: list[float] = []

    rankings = out_of_fold(EXAMPLES, 3, told.append, RECIPE)

    assert "card" == rankings[-1][0].intent  # its own label would have taught the opposite
    assert all(2 == len(ranking) for ranking in rankings)
    assert rankings == out_of_fold(EXAMPLES, 3, told.append, RECIPE)
    assert 0 < told[0] <= max(told) <= 1
    assert sorted(told[: len(told) // 2]) == told[: len(told) // 2]


def test_an_utterance_without_words_has_no_ranking() -> None:
    rankings = out_of_fold([*EXAMPLES, Example("!!!", "card")], 3, lambda share: None, RECIPE)

    assert () == rankings[-1]


def test_what_looks_mislabelled_is_found_with_its_place() -> None:
    rankings = out_of_fold(EXAMPLES, 3, lambda share: None, RECIPE)

    [odd, *_] = odd_examples(EXAMPLES, rankings)

    assert ("nlu/birth.yml:11", "card") == (odd.example.where, odd.guess)
    assert odd.probability > odd.own


def ranking(**shares: float) -> tuple[Guess, ...]:
    ranked = sorted(shares.items(), key=lambda item: -item[1])
    return tuple(Guess(intent, share) for intent, share in ranked)


def test_each_intent_has_a_threshold_of_its_own() -> None:
    """The model is always sure of *a* and never of *b*: .6 for *a* says little, .4 for *b* much."""
    examples = [Example(str(at), intent) for at, intent in enumerate("aaabbbb")]
    rankings = [
        *(ranking(a=0.9, b=0.1), ranking(a=0.9, b=0.1), ranking(a=0.6, b=0.4)),
        *(ranking(a=0.7, b=0.3), ranking(a=0.7, b=0.3), ranking(a=0.7, b=0.3)),
        ranking(a=0.6, b=0.4),
    ]

    odd = odd_examples(examples, rankings)

    assert [("2", "b")] == [(one.example.text, one.guess) for one in odd]


def test_confused_pairs_are_counted_both_ways_with_the_surest_instance() -> None:
    examples = [Example(text, intent) for text, intent in ("1a", "2a", "3b", "4b", "5c")]
    rankings = [
        *(ranking(b=0.6, a=0.4), ranking(b=0.9, a=0.1), ranking(a=0.7, b=0.3)),
        *(ranking(b=0.9, a=0.1), ranking(a=0.8, c=0.2)),
    ]

    [first, second] = confusions(examples, rankings)

    assert (("a", "b"), (2, 1), ("2", "3")) == (first.intents, first.counts, first.instances)
    assert (("a", "c"), (0, 1), ("", "5")) == (second.intents, second.counts, second.instances)


@pytest.mark.model
def test_the_recipe_is_that_of_our_components() -> None:
    from nlu.components.classifier import CarefulClassifier
    from nlu.components.featurizer import VietnameseNgramFeaturizer

    recipe = Recipe({}, AROUND)
    default = {
        **VietnameseNgramFeaturizer.get_default_config(),
        **CarefulClassifier.get_default_config(),
    }

    assert default["seen_at_least"] == recipe.seen_at_least
    assert default["weights"] == list(recipe.weights)
    assert {**default, **asdict(recipe.schedule)} == default
