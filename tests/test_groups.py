"""Which group a need joins: by words, by place, by hand; and what never happens."""

import numpy as np
import pytest

from nlu.groups import Groups, Traits
from nlu.likeness import FEATURES, Weights
from nlu.traits import Row

PARTS = (slice(0, 4), slice(4, 8), slice(8, 10))
"""Four matters, four words, two guesses."""
ALIKE = Weights((3.0, 0.0, 4.0, 0.0, 0.0, 0.0, 0.0, 0.0, -9.0), 0.0, joins=0.7, joins_settled=0.97)
LOST, TORN, NOISE = 0, 1, 2


def about(matter: int, sure: float = 1.0, **rest: object) -> Traits:
    """A need about a matter, and about the next one as far as it is not sure."""
    row = np.array([sure, 1 - sure], np.float16)
    return Traits(Row(np.array([matter, matter + 1], np.uint16), row), **rest)


def silent(*place: str, **rest: object) -> Traits:
    return Traits(Row(np.zeros(0, np.uint16), np.zeros(0, np.float16)), place, **rest)


@pytest.fixture
def groups() -> Groups:
    """Two cases: a lost paper and a torn one."""
    groups = Groups(PARTS, ALIKE)
    groups.add(1, about(LOST))
    groups.add(2, about(TORN))
    return groups


def test_a_need_joins_what_is_about_the_same(groups: Groups) -> None:
    assert 1 == groups.best(about(LOST))
    assert 2 == groups.best(about(TORN))


def test_a_need_like_none_opens_a_case(groups: Groups) -> None:
    assert groups.best(about(NOISE)) is None


def test_a_large_case_does_not_swallow_what_is_less_like_it(groups: Groups) -> None:
    for _ in range(500):
        groups.add(1, about(LOST))

    assert 2 == groups.best(about(TORN))
    assert groups.best(about(NOISE)) is None


def test_needs_without_words_meet_at_their_step(groups: Groups) -> None:
    groups.add(3, silent("g", "s", ""))

    assert 3 == groups.best(silent("g", "s", ""))
    assert groups.best(silent("g", "other", "")) is None


def test_a_named_trouble_is_another_case_than_none(groups: Groups) -> None:
    groups.add(3, silent("g", "s", ""))
    groups.add(4, silent("g", "s", "no_code"))

    assert 4 == groups.best(silent("g", "s", "no_code"))
    assert groups.best(silent("g", "s", "wrong_code")) is None


def test_a_need_without_words_joins_worded_ones_at_its_step(groups: Groups) -> None:
    groups.add(3, about(NOISE, place=("g", "s", "")))

    assert 3 == groups.best(silent("g", "s", ""))


def test_what_was_split_off_takes_what_is_most_like_it(groups: Groups) -> None:
    for _ in range(5):
        groups.add(1, about(LOST, 0.5))
    groups.add(3, about(LOST, 0.9, by_hand=True))
    groups.add(3, about(TORN, 0.2, by_hand=True))

    assert 3 == groups.best(about(LOST, 0.9))


def test_what_was_put_into_a_case_by_hand_draws_its_like(groups: Groups) -> None:
    groups.drop(2)
    groups.add(1, about(TORN, by_hand=True))

    assert 1 == groups.best(about(TORN))
    assert 1 == groups.best(about(LOST))


def test_a_case_closed_for_good_takes_only_its_very_like() -> None:
    groups = Groups(PARTS, ALIKE)
    groups.add(1, about(NOISE, settled=True))

    assert 1 == groups.best(about(NOISE))
    assert groups.best(about(NOISE, 0.6)) is None


def test_a_dropped_case_receives_nothing_and_its_room_is_used_again(groups: Groups) -> None:
    groups.drop(1)

    assert groups.best(about(LOST)) is None
    groups.add(3, about(NOISE))
    assert 3 == groups.best(about(NOISE))
    assert groups.best(about(LOST)) is None


def test_there_is_room_for_many_cases() -> None:
    groups = Groups(PARTS, ALIKE)
    for case in range(200):
        groups.add(case, silent("g", str(case), ""))

    assert 200 == len(groups)
    assert 150 == groups.best(silent("g", "150", ""))


def test_each_feature_has_its_column(groups: Groups) -> None:
    assert (2, len(FEATURES)) == groups.features(about(LOST)).shape
