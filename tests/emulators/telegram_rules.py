"""What Telegram accepts in a message, and the words in which it refuses the rest."""

import re
from dataclasses import dataclass, field
from typing import Any

from tests.emulators.telegram_html import Entity, MarkupFault, parse_html, utf16_length
from tests.emulators.telegram_parameters import Json, Parameters, Refusal, bad_request

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
LONGEST_CALLBACK_DATA_BYTES = 64
LONGEST_TAP_ANSWER = 200
TAP_ANSWERABLE_S = 150  # not documented; as long as an unfetched tap lives
MOST_ENTITIES = 100
MOST_INLINE_BUTTONS = 100
MOST_INLINE_BUTTONS_IN_A_ROW = 8
MOST_COMMANDS = 100

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
TAP_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
CHAT_ACTIONS = {
    "typing",
    "upload_photo",
    "upload_document",
    "upload_voice",
    "record_voice",
    "upload_video",
    "record_video",
    "upload_video_note",
    "record_video_note",
    "choose_sticker",
    "find_location",
}
INLINE_BUTTON_ACTIONS = {"callback_data", "url", "web_app", "login_url", "pay", "copy_text"} | {
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "callback_game",
}


def bot_blocked() -> Refusal:
    """A person does not want to hear from the bot any more."""
    return Refusal(403, "Forbidden: bot was blocked by the user")


def read_text(parameters: Parameters, *, too_long: str) -> Json:
    """The text of a message without its markup."""
    if not parameters.text("text"):
        raise bad_request("message text is empty")
    text, entities = _formatted(parameters, "text", "entities")
    if not text:
        raise bad_request("text must be non-empty")
    if utf16_length(text) > LONGEST_TEXT:
        raise bad_request(too_long)
    return {"text": text, "entities": entities} if entities else {"text": text}


def read_caption(parameters: Parameters) -> Json:
    """The words under a picture or file; there may be none."""
    text, entities = _formatted(parameters, "caption", "caption_entities")
    if utf16_length(text) > LONGEST_CAPTION:
        raise bad_request("message caption is too long")
    caption: Json = {"caption": text} if text else {}
    return {**caption, "caption_entities": entities} if entities else caption


def _formatted(parameters: Parameters, words: str, given_entities: str) -> tuple[str, list[Entity]]:
    source, mode = parameters.text(words), parameters.text("parse_mode").lower()
    if mode == "html":
        try:
            text, entities = parse_html(source)
        except MarkupFault as fault:
            raise bad_request(f"can't parse entities: {fault}") from fault
    elif mode:
        raise bad_request("unsupported parse_mode")  # Markdown is not emulated; we write HTML
    else:
        text, entities = source, parameters.structure(given_entities) or []
    return _trimmed(text, entities[:MOST_ENTITIES])


def _trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """White space at both ends goes, and the entities move along."""
    skipped = utf16_length(text) - utf16_length(text.lstrip())
    total = utf16_length(text.strip())
    kept = []
    for entity in entities:
        start = max(entity["offset"] - skipped, 0)
        end = min(entity["offset"] + entity["length"] - skipped, total)
        if end > start:
            kept.append({**entity, "offset": start, "length": end - start})
    return text.strip(), kept


@dataclass(frozen=True)
class Markup:
    """What hangs under a message, or replaces the keyboard of the phone."""

    inline: Json | None = None
    keyboard: list[list[Json]] | None = None
    """Rows of buttons that are typed; an empty list takes them away."""
    changes_phone: bool = field(default=False)
    """Such a message cannot be edited later."""

    def shown(self) -> Json:
        """What a returned message carries: inline markup alone."""
        return {"reply_markup": self.inline} if self.inline else {}


def read_markup(parameters: Parameters, *, private: bool = True) -> Markup:
    """The markup of a message, of any of the four kinds."""
    markup = parameters.structure("reply_markup")
    match markup:
        case None:
            return Markup()
        case {"inline_keyboard": list(rows)}:
            return _read_inline(rows)
        case {"keyboard": list(rows)}:
            return Markup(keyboard=_read_keyboard(rows, private=private), changes_phone=True)
        case {"remove_keyboard": True}:
            return Markup(keyboard=[], changes_phone=True)
        case {"force_reply": True}:
            return Markup(changes_phone=True)
    raise bad_request("object expected as reply markup")


def read_inline_markup(parameters: Parameters) -> Markup:
    """The markup of an edit."""
    markup = read_markup(parameters)
    if markup.changes_phone:
        raise bad_request("inline keyboard expected")
    return markup


def _read_inline(rows: list[list[Json]]) -> Markup:
    buttons = [button for row in rows for button in row]
    too_wide = any(len(row) > MOST_INLINE_BUTTONS_IN_A_ROW for row in rows)
    if len(buttons) > MOST_INLINE_BUTTONS or too_wide:
        raise bad_request("reply markup is too long")
    for button in buttons:
        _check_inline_button(button)
    return Markup(inline={"inline_keyboard": rows} if buttons else None)


def _check_inline_button(button: Json) -> None:
    if not button.get("text"):
        raise bad_request("can't parse InlineKeyboardButton: Button text must be non-empty")
    if not any(button.get(action) for action in INLINE_BUTTON_ACTIONS):
        said = "Text buttons are not allowed in the inline keyboard"
        raise bad_request(f"can't parse InlineKeyboardButton: {said}")
    if len(str(button.get("callback_data", "")).encode()) > LONGEST_CALLBACK_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")


def _read_keyboard(rows: list[list[Any]], *, private: bool) -> list[list[Json]]:
    keyboard = [
        [button if isinstance(button, dict) else {"text": button} for button in row] for row in rows
    ]
    for button in (button for row in keyboard for button in row):
        if button.get("request_contact") and not private:
            raise bad_request("phone number can be requested in private chats only")
        if button.get("request_location") and not private:
            raise bad_request("location can be requested in private chats only")
    return keyboard


def read_commands(parameters: Parameters) -> list[Json]:
    """The commands that a chat offers."""
    commands = parameters.structure("commands") or []
    if len(commands) > MOST_COMMANDS:
        raise bad_request("too many commands specified")
    for command in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command.get("command", "")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(command.get("description", "")) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return commands


def read_secret(parameters: Parameters) -> str:
    """The secret that every delivery to a webhook will carry."""
    secret = parameters.text("secret_token")
    if len(secret) > 256:
        raise bad_request("secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
        raise bad_request("secret token contains unallowed characters")
    return secret
