"""What a citizen has deleted is gone from cases, contacts and lessons as well."""

import pytest
from sqlalchemy import insert

from bot.database.tables import cases, contacts, lessons, needs
from tests.villagers import Team, everything, rows

TIGER = "xin giấy phép nuôi hổ"


@pytest.fixture
async def aunt(villager):
    """She asked for a person and left a number."""
    aunt = villager({"gặp người": "human", "xem": "my_data", "xóa": "delete_my_data"})
    await aunt.sends(".place/lam_dong-xa_di_linh")
    await aunt.says(TIGER)
    await aunt.says("gặp người")
    await aunt.says("0912345678")
    return aunt


async def test_a_number_that_is_held_is_told_with_what_it_is_for(aunt) -> None:
    assert "điện thoại bác đưa để tổ công nghệ số gọi lại" in await aunt.says("xem")


async def test_nothing_of_a_citizen_is_left(aunt, villager, store) -> None:
    uncle = villager(name="uncle")
    await uncle.says(TIGER)
    Team(store).groups()
    row = {"at": rows(store)[0].at, "account": "lan", "case_id": 1, "need_id": 1}
    with store._engine.begin() as connection:
        connection.execute(insert(lessons), row | {"words": TIGER, "intent": "out_of_scope"})
    await aunt.says("xóa")

    await aunt.taps("Xóa hết")

    assert [] == rows(store, contacts)
    assert [] == rows(store, lessons)
    assert ["uncle"] == [need.sender for need in rows(store)]
    assert [(1, 1, 1)] == [(case.count, case.people, case.waiting) for case in rows(store, cases)]
    assert "0912345678" not in everything(store)


async def test_a_case_of_nobody_is_gone(aunt, store) -> None:
    Team(store).groups()
    await aunt.says("xóa")
    await aunt.taps("Xóa hết")

    assert [] == rows(store, cases)


async def test_what_is_old_goes_with_its_numbers_and_its_place_in_a_case(aunt, store) -> None:
    Team(store).groups()

    with store.transaction() as records:
        records.forget_before(days=-1)

    assert 3 * [[]] == [rows(store, table) for table in (needs, contacts, cases)]


async def test_a_number_goes_when_the_case_is_closed(aunt, store) -> None:
    case = Team(store).groups()
    with store.transaction() as records:
        records.forget_before(days=90)
    assert 1 == len(rows(store, contacts))

    Team(store).closes(case, "visited")
    with store.transaction() as records:
        records.forget_before(days=90)

    assert [] == rows(store, contacts)
    assert 2 == len(rows(store))
