"""Groups are told of what is new, once, whatever happens meanwhile."""

import asyncio
from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import delete, update

from bot.channels.herald import Herald
from bot.database.tables import needs, outbox
from bot.message import Reply, Sender
from tests.casework import DI_LINH, add_case, add_need, make_herald, send_all, settle, texts

pytest_plugins = ["tests.heralds"]

HEAD = "Việc mới ở Xã Di Linh, Lâm Đồng: 1 người chờ, 1 việc."


def test_what_is_new_is_told_once(store, clock, herald, join) -> None:
    join("-5", DI_LINH)
    add_need(store, clock.now, case_id=add_case(store, clock.now))
    settle(clock)

    assert [("-5", HEAD)] == texts(herald.tell())
    send_all(store)
    clock.goes_on(hours=2)
    assert [] == herald.tell()


def test_no_words_of_a_citizen_go_out(store, clock, herald, join) -> None:
    join("-5", "")
    add_need(store, clock.now, urgent=True, words="tôi tên Lan ở xóm 3")
    add_need(store, clock.now, guide="pay_scam", words="tôi tên Lan ở xóm 3")
    clock.goes_on(minutes=11)

    said = herald.tell()
    send_all(store)
    clock.goes_on(minutes=2)
    said += herald.tell()
    assert 2 == len(said)
    assert "Lan" not in "".join(outgoing.reply.text for outgoing in said)


def test_news_within_the_hour_is_saved_up(store, clock, herald, join) -> None:
    join("-5", DI_LINH)
    case = add_case(store, clock.now)
    told = []
    for minute in range(120):
        clock.goes_on(minutes=1)
        add_need(store, clock.now, case_id=case, sender=str(minute))
        told += herald.tell()
        send_all(store)

    assert ["1 việc.", "1 việc."] == [text.split(", ")[-1] for _, text in texts(told)]
    assert "60 người chờ" in told[1].reply.text


def test_the_night_is_quiet_and_the_morning_tells(store, clock, herald, join) -> None:
    join("-5", DI_LINH)
    add_need(store, clock.now, case_id=add_case(store, clock.now))
    clock.now = datetime(2026, 11, 22, 23, 59)  # 6:59 of the next day

    assert [] == herald.tell()
    clock.goes_on(minutes=1)
    assert [("-5", HEAD)] == texts(herald.tell())


def test_what_nobody_waits_on_is_not_told(store, clock, herald, join) -> None:
    join("-5", DI_LINH)
    case, closed = add_case(store, clock.now), add_case(store, clock.now, closed_at=clock.now)
    add_need(store, clock.now, case_id=case, code=None)
    add_need(store, clock.now, case_id=case, answered_at=clock.now)
    add_need(store, clock.now, case_id=case, settled_at=clock.now)
    add_need(store, clock.now, case_id=closed)
    settle(clock)

    assert [] == herald.tell()


def test_what_was_there_before_the_group_is_not_new(store, clock, herald, join) -> None:
    add_need(store, clock.now, case_id=add_case(store, clock.now), urgent=True)
    join("-5", DI_LINH)
    settle(clock)

    assert [] == herald.tell()


def test_what_is_not_grouped_yet_is_waited_for(store, clock, herald, join) -> None:
    join("-5", DI_LINH)
    case = add_case(store, clock.now)
    add_need(store, clock.now)
    add_need(store, clock.now, case_id=case, sender="b")
    clock.goes_on(minutes=5)

    assert [] == herald.tell()
    with store._engine.begin() as connection:
        connection.execute(update(needs).values(case_id=case))
    clock.goes_on(minutes=1)
    assert "2 người chờ, 1 việc" in herald.tell()[0].reply.text


def test_what_is_overdue_is_named_once_a_day(store, clock, herald, join) -> None:
    case = add_case(store, clock.now, title="Mất sổ đỏ", due_at=clock.now + timedelta(minutes=1))
    add_need(store, clock.now, case_id=case)
    join("-5", DI_LINH)
    told = []
    for _ in range(2 * 24 * 60):
        clock.goes_on(minutes=1)
        told += [(clock.now, outgoing.reply.text) for outgoing in herald.tell()]
        send_all(store)

    late = "Quá hạn ở Xã Di Linh, Lâm Đồng: 1 việc: Mất sổ đỏ\n"
    assert all(text.startswith(late) for _, text in told)
    assert [(22, 2), (23, 0), (24, 0)] == [(at.day, at.hour) for at, _ in told]


def test_two_processes_do_not_tell_twice(store, clock, join) -> None:
    join("-5", DI_LINH)
    add_need(store, clock.now, case_id=add_case(store, clock.now), urgent=True)
    settle(clock)
    with store.notices() as notices:
        [as_read] = notices.groups()
    said = Reply("Tin")

    with store.notices() as one:
        assert 1 == len(one.tell(as_read, 1, said))
        assert 1 == len(one.warn(as_read, 1, said))
    with store.notices() as other:
        assert [] == other.tell(as_read, 1, said)
        assert [] == other.warn(as_read, 1, said)
    assert [] == make_herald(store).tell()


def test_a_kill_before_the_end_leaves_everything_to_be_told(store, clock, herald, join) -> None:
    join("-5", DI_LINH)
    add_need(store, clock.now, case_id=add_case(store, clock.now))
    settle(clock)

    with suppress(SystemExit), store.notices() as notices:
        [group] = notices.groups()
        assert 1 == len(notices.tell(group, 1, Reply("Tin")))
        raise SystemExit
    with store.transaction() as records:
        assert [] == records.waiting("telegram")
    assert [("-5", HEAD)] == texts(herald.tell())


def test_whoever_takes_their_data_away_is_not_told_of(store, clock, herald, join) -> None:
    join("-5", DI_LINH)
    add_need(store, clock.now, case_id=add_case(store, clock.now), urgent=True)
    with store._engine.begin() as connection:
        connection.execute(delete(needs))
    settle(clock)

    assert [] == herald.tell()


async def test_a_database_that_is_away_is_asked_again(store, clock, join, monkeypatch) -> None:
    monkeypatch.setattr("bot.channels.herald.LOOK_EVERY_S", 0.01)
    join("-5", DI_LINH)
    add_need(store, clock.now, case_id=add_case(store, clock.now))
    settle(clock)
    woken: list[str] = []
    herald = Herald(store, {}, "", lambda channel, told: woken.append(channel) if told else None)
    with store._engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE team_groups RENAME TO away")
    telling = asyncio.create_task(herald.keep_telling())
    await asyncio.sleep(0.1)
    assert [] == woken

    with store._engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE away RENAME TO team_groups")
    async with asyncio.timeout(5):
        while not woken:
            await asyncio.sleep(0.01)
    telling.cancel()
    with store.transaction() as records:
        [waiting] = records.waiting("telegram")
    assert Sender("telegram", "-5") == waiting.to


def test_looking_when_there_is_nothing_writes_nothing(store, clock, herald, join) -> None:
    join("-5", DI_LINH)
    add_need(store, clock.now, case_id=add_case(store, clock.now), commune="Xã Khác, Huế")
    clock.goes_on(minutes=11)
    herald.tell()

    with store.notices() as notices:
        [group] = notices.groups()
    assert (1, 1, None) == (group.told_need, group.alarmed_need, group.told_at)
    with store._engine.begin() as connection:
        assert [] == connection.execute(outbox.select()).all()
