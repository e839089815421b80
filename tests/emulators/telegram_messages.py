"""The methods with which the bot writes: messages, files, edits, answers to taps."""

from collections.abc import Callable
from functools import partial
from typing import Any

from tests.emulators import telegram_rules as rules
from tests.emulators.telegram_parameters import Json, Parameters, Refusal, Upload, bad_request
from tests.emulators.telegram_switches import too_many_requests
from tests.emulators.telegram_world import Chat, Post, StoredFile, World

MEGABYTE = 1024 * 1024
MOST_BYTES = {"photo": 10 * MEGABYTE, "document": 50 * MEGABYTE, "voice": 50 * MEGABYTE}
MOST_BYTES_DOWN = 20 * MEGABYTE
OLDEST_DELETABLE_S = 48 * 3600
DEFAULT_NAMES = {"photo": "photo.jpg", "document": "file.bin", "voice": "voice.oga"}


class TooMany(Refusal):
    """The bot writes faster than Telegram takes it."""

    def __init__(self, seconds: int) -> None:
        super().__init__(429, "Too Many Requests")
        self.body = too_many_requests(seconds)


def send_message(world: World, parameters: Parameters) -> Json:
    """A text with markup."""
    content = rules.read_text(parameters, too_long="message is too long")
    return _publish(world, parameters, lambda: content)


def send_file(kind: str, world: World, parameters: Parameters) -> Json:
    """A picture, document or voice message: uploaded, or known by its id."""
    caption = rules.read_caption(parameters)
    given = parameters.file(kind)
    if not given:
        raise bad_request(f"there is no {kind} in the request")
    return _publish(world, parameters, lambda: describe(_stored(world, kind, given)) | caption)


def _stored(world: World, kind: str, given: Upload | str) -> StoredFile:
    if isinstance(given, str):
        return find_file(world, given)
    size, most = len(given.content), MOST_BYTES[kind]
    if size > most:
        said = f"file of size {size} bytes is too big for a {kind}; the maximum size is {most}"
        raise bad_request(f"{said} bytes")
    name = given.file_name or DEFAULT_NAMES[kind]
    return world.keep_file(f"{kind}s", name, given.mime_type, given.content)


def find_file(world: World, file_id: str) -> StoredFile:
    """A file that was sent before."""
    if file_id not in world.files:
        raise bad_request("wrong file identifier/HTTP URL specified")
    return world.files[file_id]


def describe(file: StoredFile) -> Json:
    """A file as a message shows it."""
    unique_id = f"unique-{file.id}"
    about = {"file_id": file.id, "file_unique_id": unique_id, "file_size": len(file.content)}
    match file.path.partition("/")[0]:
        case "photos":
            return {"photo": [{**about, "width": 800, "height": 600}]}
        case "voices":
            return {"voice": {**about, "duration": 3, "mime_type": "audio/ogg"}}
    return {"document": {**about, "file_name": file.name, "mime_type": file.mime_type}}


def _publish(world: World, parameters: Parameters, content: Callable[[], Json]) -> Json:
    chat = world.chat(parameters)
    markup = rules.read_markup(parameters, private=chat.private)
    whole = content() | _quoted(chat, parameters) | markup.shown()
    if wait_s := world.flood.wait_s(chat.id):
        raise TooMany(wait_s)
    post = world.post(chat, world.bot, whole)
    post.editable = not markup.changes_phone
    chat.show(markup)
    return post.message


def _quoted(chat: Chat, parameters: Parameters) -> Json:
    """The message that is replied to."""
    reply = parameters.structure("reply_parameters") or {}
    number = reply.get("message_id") or parameters.whole("reply_to_message_id")
    if not number:
        return {}
    if number in chat.posts:
        return {"reply_to_message": chat.posts[number].quoted()}
    if reply.get("allow_sending_without_reply") or parameters.truth("allow_sending_without_reply"):
        return {}
    raise bad_request("message to be replied not found")


def edit_text(world: World, parameters: Parameters) -> Json:
    """New words; without markup the buttons go."""
    content = rules.read_text(parameters, too_long="MESSAGE_TOO_LONG")
    post = _own_post(world, parameters)
    if "text" not in post.message:
        raise bad_request("there is no text in the message to edit")
    return _edit(world, post, content | rules.read_inline_markup(parameters).shown())


def edit_markup(world: World, parameters: Parameters) -> Json:
    """New buttons, or none."""
    post = _own_post(world, parameters)
    words = {name: post.message[name] for name in ("text", "entities") if name in post.message}
    return _edit(world, post, words | rules.read_inline_markup(parameters).shown())


def _own_post(world: World, parameters: Parameters) -> Post:
    chat = world.chat(parameters)
    if not parameters.whole("message_id"):
        raise bad_request("message identifier is not specified")
    post = chat.posts.get(parameters.whole("message_id"))
    if post is None:
        raise bad_request("message to edit not found")
    if not post.by_bot or not post.editable:
        raise bad_request("message can't be edited")
    return post


def _edit(world: World, post: Post, content: Json) -> Json:
    fresh = ("text", "entities", "reply_markup")
    before = {name: post.message[name] for name in fresh if name in post.message}
    if before == content:
        raise bad_request(rules.NOT_MODIFIED)
    kept = {name: value for name, value in post.message.items() if name not in fresh}
    post.message = kept | content | {"edit_date": world.clock.seconds()}
    world.changed.beat()
    return post.message


def delete_message(world: World, parameters: Parameters) -> bool:
    """The bot's own messages, and in a private chat also the person's, for two days."""
    chat = world.chat(parameters)
    post = chat.posts.get(parameters.whole("message_id"))
    if post is None:
        raise bad_request("message to delete not found")
    too_old = world.clock.now() > post.message["date"] + OLDEST_DELETABLE_S
    if too_old or not (post.by_bot or chat.private):
        raise bad_request("message can't be deleted")
    del chat.posts[post.id]
    return True


def answer_tap(world: World, parameters: Parameters) -> bool:
    """Stop the spinning circle, once."""
    if len(parameters.text("text")) > rules.LONGEST_TAP_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    tap = world.taps.get(parameters.text("callback_query_id"))
    if tap is None or tap.answered or world.clock.now() > tap.at + rules.TAP_ANSWERABLE_S:
        raise bad_request(rules.TAP_TOO_OLD)
    tap.answered = True
    return True


def send_action(world: World, parameters: Parameters) -> bool:
    """The line that says the bot is typing."""
    world.chat(parameters)
    if parameters.text("action") not in rules.CHAT_ACTIONS:
        raise bad_request("wrong parameter action in request")
    return True


METHODS: dict[str, Callable[[World, Parameters], Any]] = {
    "sendMessage": send_message,
    "sendPhoto": partial(send_file, "photo"),
    "sendDocument": partial(send_file, "document"),
    "sendVoice": partial(send_file, "voice"),
    "editMessageText": edit_text,
    "editMessageReplyMarkup": edit_markup,
    "deleteMessage": delete_message,
    "answerCallbackQuery": answer_tap,
    "sendChatAction": send_action,
}
