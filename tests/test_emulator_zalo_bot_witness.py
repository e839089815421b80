"""The Zalo bot emulator before clients that others wrote: they must find the Zalo they know."""

import asyncio

import pytest

from tests.emulators.zalo_bot import Fault, ZaloBotEmulator


@pytest.fixture
async def zalo():
    async with ZaloBotEmulator() as zalo:
        yield zalo


class TestPythonZaloBot:
    """Zalo's own tutorial names it."""

    @pytest.fixture
    async def bot(self, zalo):
        library = pytest.importorskip("zalo_bot")
        async with library.Bot(zalo.token, base_url=zalo.url) as bot:
            yield bot

    async def test_it_learns_who_it_is(self, bot) -> None:
        me = await bot.get_me()

        assert ("bot.TroLySo", "BASIC", False) == (
            me.account_name,
            me.account_type,
            me.can_join_groups,
        )

    async def test_it_reads_words_and_answers(self, zalo, bot) -> None:
        lan = zalo.person("Lan")
        number = lan.says("xin chào")

        update = await bot.get_update(timeout=2)
        sent = await update.message.reply_text("Chào bác")

        assert (number, "xin chào") == (update.message.message_id, update.message.text)
        assert ("Lan", False) == (
            update.effective_user.display_name,
            update.effective_user.is_bot,
        )
        assert ("PRIVATE", lan.id) == (update.message.chat.type, update.message.chat.id)
        assert sent.message_id
        assert ["Lan: xin chào", "bot.TroLySo: Chào bác"] == lan.transcript

    async def test_it_reads_a_picture(self, zalo, bot) -> None:
        zalo.person("Lan").sends_photo()

        update = await bot.get_update(timeout=2)

        assert "https://photo-stal.zdn.vn/1.jpg" == update.message.photo_url

    async def test_it_sends_pictures_stickers_and_that_it_types(self, zalo, bot) -> None:
        lan = zalo.person("Lan")
        lan.says("chào")

        await bot.send_photo(lan.id, "Bước 1", "https://x.vn/1.png")
        await bot.send_sticker(lan.id, "f8f7a6fb8fbe66e03faf")
        await bot.send_chat_action(lan.id, "typing")

        assert ["(photo_url) Bước 1", "(sticker)"] == await lan.hears(2)

    async def test_an_idle_poll_and_a_refused_token_are_its_errors(self, zalo, bot) -> None:
        error = pytest.importorskip("zalo_bot.error")

        with pytest.raises(error.ZaloError):
            await bot.get_update(timeout=0)
        zalo.tokens.clear()
        with pytest.raises(error.ZaloError):
            await bot.get_me()

    async def test_its_webhook_calls_fit(self, zalo, bot) -> None:
        await bot._set_webhook_async("http://127.0.0.1:9/hook", "s3cret-s3cret")

        assert "http://127.0.0.1:9/hook" == (await bot._get_webhook_info_async()).url
        assert await bot._delete_webhook_async()


class TestZaloBotMcp:
    """Its author measured a live bot."""

    @pytest.fixture
    async def api(self, zalo, monkeypatch):
        library = pytest.importorskip("zalo_bot_mcp.zalo_api")
        monkeypatch.setattr(library, "BASE_URL", zalo.url)
        async with library.ZaloBotApi(zalo.token) as api:
            api.library = library
            yield api

    async def test_it_reads_words_and_answers(self, zalo, api) -> None:
        lan = zalo.person("Lan")
        lan.says("xin chào")

        update = api.library.parse_update(await api.get_updates(timeout=2))
        await api.send_chat_action(update.chat_id)
        sent = await api.send_message(update.chat_id, "Chào bác")

        assert ("xin chào", "Lan", "PRIVATE") == (
            update.text,
            update.display_name,
            update.chat_type,
        )
        assert {"message_id", "date"} == set(sent)
        assert update.date > 1_700_000_000_000

    async def test_an_idle_poll_is_none(self, api) -> None:
        assert await api.get_updates(timeout=0) is None

    async def test_no_webhook_is_none_and_one_that_is_set_ends_polling(self, zalo, api) -> None:
        assert await api.get_webhook_info() is None
        await zalo.webhook.set("http://127.0.0.1:9/hook", "s3cret-s3cret")

        assert "http://127.0.0.1:9/hook" == (await api.get_webhook_info())["url"]
        with pytest.raises(api.library.ZaloClientError, match="while a webhook is set"):
            await api.get_updates(timeout=1)

    async def test_the_same_update_comes_again_as_it_measured(self, zalo, api) -> None:
        zalo.switches.poll = "replay"
        zalo.person("Lan").says("xin chào")

        polled = [await api.get_updates(timeout=1) for _ in range(3)]

        assert polled[0] == polled[1] == polled[2]

    @pytest.mark.parametrize(
        ("code", "words", "error"),
        [
            (400, "", "ZaloClientError"),
            (401, "", "ZaloClientError"),
            (429, "", "ZaloTransientError"),
            (503, "", "ZaloTransientError"),
            (200, "<html>", "ZaloTransientError"),
        ],
    )
    async def test_faults_are_what_it_takes_them_for(
        self, zalo, api, code: int, words: str, error: str
    ) -> None:
        zalo.person("Lan").says("chào")
        zalo.inject(Fault("sendMessage", code=code, words=words))

        with pytest.raises(getattr(api.library, error)):
            await api.send_message(zalo.person("Lan").id, "Chào bác")


class TestPyZalo:
    """Synchronous, so it runs beside the emulator's loop."""

    @pytest.fixture
    def client(self, zalo):
        return pytest.importorskip("pyzalo.main").PyZALO(zalo.token, base_url=zalo.url)

    async def test_it_reads_and_answers(self, zalo, client) -> None:
        lan = zalo.person("Lan")
        lan.says("xin chào")

        me = await asyncio.to_thread(client.getMe)
        update = await asyncio.to_thread(client.getUpdates, 2)
        sent = await asyncio.to_thread(client.sendMessage, lan.id, "Chào bác")

        assert (True, "bot.TroLySo") == (me["ok"], me["result"]["account_name"])
        assert "xin chào" == update["result"]["message"]["text"]
        assert sent["ok"]
        assert ["Chào bác"] == await lan.hears()

    async def test_it_sets_and_removes_a_webhook(self, zalo, client) -> None:
        told = await asyncio.to_thread(
            client.setWebhook, "http://127.0.0.1:9/hook", "s3cret-s3cret"
        )
        info = await asyncio.to_thread(client.getWebhookInfo)
        gone = await asyncio.to_thread(client.deleteWebhook)

        assert not told["result"]["verification"]["ok"]
        assert "http://127.0.0.1:9/hook" == info["result"]["url"]
        assert "" == gone["result"]["url"]
