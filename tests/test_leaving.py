"""Guides left at a step are told to the team once, and can be gone on with."""

from datetime import timedelta

import pytest

from bot.database.tables import conversations
from tests.villagers import later, rows


@pytest.fixture
async def aunt(villager):
    """She stands at a step."""
    aunt = villager({"a": "vneid_activate", "b": "vneid_install", "chào": "greet"})
    await aunt.says("a")
    await aunt.taps("Đã có tin báo được duyệt")
    return aunt


def a_day_passes(store, hours: int = 25) -> None:
    later(store, conversations, timedelta(hours=hours), "changed_at")
    with store.transaction() as records:
        records.log_left()


def left(store) -> list[tuple[str, str]]:
    return [(need.guide, need.step) for need in rows(store) if need.reason == "left_unfinished"]


async def test_a_guide_left_for_a_day_is_logged_without_a_code(aunt, store) -> None:
    a_day_passes(store, hours=23)
    assert [] == left(store)

    a_day_passes(store, hours=2)

    assert [("vneid_activate", "mo_app")] == left(store)
    assert [(None, False)] == [(need.code, need.urgent) for need in rows(store)]


async def test_the_same_stay_is_told_once(aunt, store) -> None:
    for _ in range(3):
        a_day_passes(store)
    await aunt.says("chào")
    a_day_passes(store)

    assert 1 == len(left(store))


async def test_whoever_went_on_and_left_again_is_told_again(aunt, store) -> None:
    a_day_passes(store)

    heard = await aunt.says("tiếp")
    a_day_passes(store)

    assert "Nhập số định danh" in heard
    assert [("vneid_activate", "mo_app"), ("vneid_activate", "nhap_so")] == left(store)


async def test_a_guide_that_is_paused_is_left_too(aunt, store) -> None:
    await aunt.says("b")
    a_day_passes(store)

    assert ["vneid_activate", "vneid_install"] == [guide for guide, _ in left(store)]


async def test_a_guide_that_was_ended_is_not_left(aunt, store) -> None:
    await aunt.sends("vneid_activate/.done")
    a_day_passes(store)

    assert [] == left(store)
    assert [False] == [row.unfinished for row in rows(store, conversations)]


async def test_a_new_stay_at_the_same_step_is_told_anew(aunt, store) -> None:
    a_day_passes(store)
    await aunt.sends("vneid_activate/.done")
    await aunt.sends("vneid_activate/mo_app")
    a_day_passes(store)

    assert 2 * [("vneid_activate", "mo_app")] == left(store)
