"""The methods with which the bot speaks and learns who it is."""

from tests.emulators.telegram_html import utf16_length
from tests.emulators.zalo_bot_calls import Json, Refusal
from tests.emulators.zalo_bot_world import LONGEST_TEXT, Chat, World


def get_me(world: World, parameters: Json) -> Json:
    """Who the token belongs to."""
    return {**world.bot, "account_type": "BASIC", "can_join_groups": False}


def send_message(world: World, parameters: Json) -> Json:
    """Words, plain or marked up."""
    mode = parameters.get("parse_mode")
    if mode not in (None, "markdown", "html"):
        raise Refusal(400, "Bad Request: parse_mode is invalid")
    return _said(world, parameters, {"text": _words(parameters, "text")})


def send_photo(world: World, parameters: Json) -> Json:
    """A picture by its address."""
    caption = {"caption": _words(parameters, "caption")} if parameters.get("caption") else {}
    return _said(world, parameters, {"photo_url": _needed(parameters, "photo"), **caption})


def send_sticker(world: World, parameters: Json) -> Json:
    """A sticker by its name."""
    return _said(world, parameters, {"sticker": _needed(parameters, "sticker")})


def send_voice(world: World, parameters: Json) -> Json:
    """A sound by its address; only a person hears it, though a group is answered alike."""
    return _said(world, parameters, {"voice_url": _needed(parameters, "voice_url")})


def send_chat_action(world: World, parameters: Json) -> None:
    """Show that the bot is typing."""
    world.chat(parameters)
    if parameters.get("action") != "typing":
        raise Refusal(400, "Bad Request: action is invalid")


METHODS = {
    "getMe": get_me,
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "sendSticker": send_sticker,
    "sendVoice": send_voice,
    "sendChatAction": send_chat_action,
}


def _needed(parameters: Json, name: str) -> str:
    value = parameters.get(name)
    if not isinstance(value, str) or not value.strip():
        raise Refusal(400, f"Bad Request: {name} is empty")
    return value


def _words(parameters: Json, name: str) -> str:
    words = _needed(parameters, name)
    if utf16_length(words) > LONGEST_TEXT:
        raise Refusal(400, f"Bad Request: {name} is longer than {LONGEST_TEXT}")
    return words


def _said(world: World, parameters: Json, content: Json) -> Json:
    chat = world.chat(parameters)
    _check_quota(world, chat)
    author = {"id": world.bot["id"], "display_name": world.bot["account_name"], "is_bot": True}
    message = world.put(chat, author, content)
    if world.switches.echo and "text" in content:
        marked = {**author, "is_bot": world.switches.echo_says_so}
        world.tell("message.text.received", {**message, "from": marked})
    return {"message_id": message["message_id"], "date": message["date"]}


def _check_quota(world: World, chat: Chat) -> None:
    sent = sum(len(one.by_bot) for one in world.chats.values())
    if world.switches.quota is not None and sent >= world.switches.quota:
        raise Refusal(429, "Quota exceeded")
    known = [one for one in world.chats.values() if one.by_bot]
    most = world.switches.most_people
    if most is not None and chat not in known and len(known) >= most:
        raise Refusal(429, "Quota exceeded")
