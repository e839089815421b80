"""The desk's first page."""

from aiohttp.test_utils import TestClient

from bot.accounts import Role
from bot.app import build_assistant
from bot.message import Message, Sender
from tests.desk import Colleague, admit
from tests.fakes import ScriptedInterpreter


async def test_a_citizens_words_are_shown_as_text_with_place_and_bank(
    client: TestClient, content, store
) -> None:
    assistant = build_assistant(content, ScriptedInterpreter({}), store)
    said = "<b>nuôi hổ</b> ở xã Di Linh, trả bằng momo"
    await assistant.handle(Message(Sender("web", "x"), "1", text=said))
    admit(store, "lan", Role.VIEWER)
    page = await Colleague(client).enters(store, "lan").opens("/desk")

    assert "&lt;b&gt;nuôi hổ&lt;/b&gt;" in page
    assert "Xã Di Linh, Lâm Đồng · MoMo" in page
