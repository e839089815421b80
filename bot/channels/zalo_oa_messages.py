"""Our replies as an Official Account sends them."""

from typing import Any

from bot.channels.degrade import pieces
from bot.message import Button, Reply
from bot.official_account import OfficialAccount

MOST_UNITS = 2000
MOST_BUTTONS = 5
MOST_TITLE = 100
MOST_OF_SUBTITLE = 500
ASKS_PLACE = ".skip"
"""The choice that stands under the question where one lives: not to answer it."""


def write_reply(
    reply: Reply, hint: str, account: OfficialAccount, *, buttons: bool
) -> list[dict[str, Any]]:
    """A reply as Zalo takes it: words with a numbered list, and what else is wished for."""
    parts: list[dict[str, Any]] = [{"text": part} for part in pieces(reply, MOST_UNITS, hint)]
    if not parts:
        return []
    if buttons and 0 < len(reply.buttons) <= MOST_BUTTONS:
        taps = [_button(button) for button in reply.buttons]
        parts[-1] |= {"attachment": {"type": "template", "payload": {"buttons": taps}}}
    asks = any(button.choice == ASKS_PLACE for button in reply.buttons)
    if account.place_picture and asks:
        parts.append(_form(reply, account.place_picture))
    return parts


def _button(button: Button) -> dict[str, str]:
    """A tap comes back as a hidden text, so that old buttons lead where they always led."""
    title = button.label[:MOST_TITLE]
    return {"title": title, "type": "oa.query.hide", "payload": f"#{button.choice}"}


def _form(reply: Reply, picture: str) -> dict[str, Any]:
    """Zalo's own form: the citizen sees what is asked, and shares it or not."""
    title, _, rest = reply.text.partition("\n")
    subtitle = (rest.strip() or title)[:MOST_OF_SUBTITLE]
    element = {"title": title[:MOST_TITLE], "subtitle": subtitle, "image_url": picture}
    payload = {"template_type": "request_user_info", "elements": [element]}
    return {"attachment": {"type": "template", "payload": payload}}
