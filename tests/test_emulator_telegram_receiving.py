"""How updates reach the bot: by polling and by webhook, late, twice, in disorder."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from aiohttp import web
from telegram import Bot
from telegram.error import BadRequest, Conflict

from tests.emulators.telegram_witness import YES_NO, Hook, connect, receive, receive_nothing, until

Receiver = Callable[..., Awaitable[Hook]]


@pytest.fixture
async def receiver(aiohttp_server, bot: Bot) -> Receiver:
    async def open_hook(*answers: int, body: object = None) -> Hook:
        hook = Hook(*answers, body=body)
        app = web.Application()
        app.router.add_post("/tg", hook.take)
        server = await aiohttp_server(app)
        await bot.set_webhook(str(server.make_url("/tg")), secret_token="s3cret")
        return hook

    return open_hook


async def test_a_typed_message_arrives_by_polling(bot, lan) -> None:
    lan.says("xin chào 👋")

    [update] = await receive(bot)

    assert update.message.text == "xin chào 👋"
    assert update.message.chat.id == lan.id
    assert await receive_nothing(bot, update.update_id + 1)


async def test_a_poll_waits_until_somebody_writes(bot, lan) -> None:
    polling = asyncio.create_task(receive(bot))
    await asyncio.sleep(0.05)
    assert not polling.done()

    lan.says("tôi đây")

    [update] = await polling
    assert update.message.text == "tôi đây"


async def test_an_empty_poll_ends_with_its_timeout(bot, emulator) -> None:
    polling = asyncio.create_task(bot.get_updates(timeout=30))
    await until(lambda: len(emulator.calls("getUpdates")) == 1)

    emulator.clock.advance(31)

    assert await polling == ()


async def test_a_second_poll_ends_the_first(bot, emulator, lan) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=30))
    await until(lambda: len(emulator.calls("getUpdates")) == 1)
    async with connect(emulator, emulator.token) as other:
        second = asyncio.create_task(receive(other))
        with pytest.raises(Conflict, match="other getUpdates"):
            await first
        lan.says("còn ai không")
        assert len(await second) == 1


async def test_limit_and_allowed_updates_are_honoured(bot, lan) -> None:
    assert await receive_nothing(bot, 0)
    for word in ("một", "hai", "ba"):
        lan.says(word)

    updates = await bot.get_updates(limit=2, allowed_updates=["callback_query"])
    lan.says("bốn")
    rest = await receive(bot, updates[-1].update_id + 1)

    assert [update.message.text for update in updates] == ["một", "hai"]
    assert [update.message.text for update in rest] == ["ba"]


async def test_an_update_can_come_twice(bot, emulator, lan) -> None:
    emulator.deliver_twice()
    lan.says("một lần")

    [first] = await receive(bot)
    [second] = await receive(bot, first.update_id + 1)

    assert second.update_id == first.update_id
    assert await receive_nothing(bot, first.update_id + 2)


async def test_updates_can_come_in_another_order(bot, emulator, lan) -> None:
    await bot.send_message(lan.id, "?", reply_markup=YES_NO)
    with emulator.held():
        lan.says("trước")
        lan.taps("Có")

    tap, message = await receive(bot)

    assert tap.callback_query.data == "yes"
    assert message.message.text == "trước"
    assert tap.update_id < message.update_id


async def test_a_webhook_gets_updates_with_the_secret(bot, receiver, lan) -> None:
    hook = await receiver()
    lan.says("xin chào")

    await until(lambda: hook.texts == ["xin chào"])

    assert hook.secrets == ["s3cret"]
    assert (await bot.get_webhook_info()).pending_update_count == 0
    with pytest.raises(Conflict, match="webhook is active"):
        await bot.get_updates()


async def test_a_webhook_that_fails_is_asked_again_later_and_later(
    bot, emulator, receiver, lan
) -> None:
    emulator.clock.freeze()
    hook = await receiver(500, 500, 500)
    lan.says("một")
    lan.says("hai")

    await until(lambda: hook.texts == ["một"] * 2)
    info = await bot.get_webhook_info()
    emulator.clock.advance(2)
    await until(lambda: hook.texts == ["một"] * 3)
    emulator.clock.advance(3.9)
    await asyncio.sleep(0.05)
    assert len(hook.texts) == 3
    emulator.clock.advance(0.1)
    await until(lambda: hook.texts == [*["một"] * 4, "hai"])

    assert info.last_error_message == "Wrong response from the webhook: 500 Internal Server Error"
    assert [one.status for one in emulator.deliveries] == [500, 500, 500, 200, 200]


async def test_a_failing_chat_does_not_hold_back_another(emulator, receiver, lan) -> None:
    emulator.clock.freeze()
    hook = await receiver(500, 500)
    lan.says("một")
    await until(lambda: hook.texts == ["một"] * 2)

    emulator.person("Minh").says("tôi khác")

    await until(lambda: hook.texts[2:] == ["tôi khác"])


async def test_what_waited_is_polled_after_the_webhook_is_gone(bot, receiver, lan) -> None:
    hook = await receiver(*[500] * 9)
    lan.says("chưa ai nhận")
    await until(lambda: len(hook.texts) == 2)

    await bot.delete_webhook()

    [update] = await receive(bot)
    assert update.message.text == "chưa ai nhận"


async def test_a_webhook_may_answer_with_a_call(receiver, lan) -> None:
    await receiver(body={"method": "sendMessage", "chat_id": lan.id, "text": "chào lại"})
    lan.says("xin chào")

    assert await lan.hears() == ["chào lại"]


async def test_a_wrong_secret_is_refused(bot) -> None:
    with pytest.raises(BadRequest, match="unallowed characters"):
        await bot.set_webhook("http://127.0.0.1:1/tg", secret_token="có dấu")
