"""What cannot wait is told at once, and never so often that nobody listens."""

from datetime import datetime, timedelta

from bot.database.tables import contacts
from bot.notices import ALARM
from tests.casework import DI_LINH, add_case, add_need, send_all

pytest_plugins = ["tests.heralds"]


def test_an_alarm_comes_at_any_hour_to_its_place_and_to_all(store, clock, herald, join) -> None:
    clock.now = datetime(2026, 11, 22, 19, 0)  # two in the night
    for chat, place in (("-5", DI_LINH), ("-6", "Huế"), ("-7", "")):
        join(chat, place)
    scam = add_need(store, clock.now, case_id=add_case(store, clock.now), urgent=True)
    with store._engine.begin() as connection:
        row = {"phone": "0900000000", "wish": "call", "consented_at": clock.now}
        connection.execute(contacts.insert(), {"need_id": scam} | row)
    clock.goes_on(seconds=3)

    told = herald.tell()
    assert ["-5", "-7"] == [outgoing.to.id for outgoing in told]
    assert all(outgoing.reply.text.startswith(ALARM) for outgoing in told)
    assert "có số điện thoại. Việc: https://trolyso.vn/desk/cases/1" in told[0].reply.text
    assert "0900000000" not in told[0].reply.text


def test_several_alarms_within_a_minute_are_one_message(store, clock, herald, join) -> None:
    join("-5", DI_LINH)
    told = []
    for number in range(60):  # one scam a second, each a case of its own
        case = add_case(store, clock.now)
        add_need(store, clock.now, case_id=case, sender=str(number), urgent=True)
        clock.goes_on(seconds=1)
        told += herald.tell()
        send_all(store)
    clock.goes_on(seconds=5)
    told += herald.tell()

    assert 2 == len(told)
    assert "• và " in told[1].reply.text


def test_a_person_in_one_trouble_is_announced_once_an_hour(store, clock, herald, join) -> None:
    join("-5", DI_LINH)
    case = add_case(store, clock.now)
    told = []
    for minutes in (0, 5, 30, 61):
        add_need(store, clock.now + timedelta(minutes=minutes), case_id=case, urgent=True)
    for _ in range(70):
        told += herald.tell()
        send_all(store)
        clock.goes_on(minutes=1)

    alarms = [outgoing for outgoing in told if outgoing.reply.text.startswith(ALARM)]
    assert 1 == len(alarms)
    add_need(store, clock.now, case_id=case, sender="other", urgent=True)
    clock.goes_on(seconds=3)
    assert 1 == len(herald.tell())


def test_while_a_message_waits_to_be_sent_news_is_saved_up(store, clock, herald, join) -> None:
    join("-5", DI_LINH)
    told = []
    for number in range(10):  # Telegram is away for half an hour
        case = add_case(store, clock.now)
        add_need(store, clock.now, case_id=case, sender=str(number), urgent=True)
        clock.goes_on(minutes=3)
        told += herald.tell()
    assert 1 == len(told)

    send_all(store)
    clock.goes_on(seconds=3)
    [saved] = herald.tell()
    assert 6 + 1 == saved.reply.text.count("• ")
