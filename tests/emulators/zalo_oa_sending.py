"""What becomes of a message that the account's program sends: checks in Zalo's order, the price."""

from tests.emulators.zalo_oa_switches import Json, Refusal
from tests.emulators.zalo_oa_world import FREE_S, OPEN_S, Citizen, World

MOST_UNITS = 2000
MOST_TITLE, MOST_OF_SUBTITLE, MOST_PAYLOAD, MOST_BUTTONS = 100, 500, 1000, 5
TEMPLATES = ("media", "request_user_info", "list", None)
BUTTON_TYPES = {
    "oa.open.url",
    "oa.query.show",
    "oa.query.hide",
    "oa.open.phone",
    "oa.open.sms",
}


def send(world: World, body: Json) -> Json:
    """The answer to a message that is taken.

    Raises:
        Refusal: It is not.
    """
    recipient, message = body.get("recipient"), body.get("message")
    if not isinstance(recipient, dict) or not isinstance(message, dict):
        raise Refusal(-201)
    check(message)
    citizen = world.citizens.get(str(recipient.get("user_id")))
    if citizen is None:
        raise Refusal(-201, "user_id is invalid")
    quota = _price(world, citizen)
    line = world.say(citizen, "OA", message)
    if world.echoes:
        world.tell(citizen, world.by_account(citizen, line))
    if world.receipts:
        said = {"msg_id": line.id}
        world.tell(citizen, world.by_citizen(citizen, "user_received_message", message=said))
    sent = {"message_id": line.id, "user_id": citizen.id, "sent_time": world.timestamp()}
    return {"data": sent | ({"quota": quota} if quota else {}), "error": 0, "message": "Success"}


def _price(world: World, citizen: Citizen) -> Json:
    """What pays for the message; nothing when the account does."""
    if citizen.refusal:
        raise Refusal(citizen.refusal)
    if citizen.interacted_at is None:
        raise Refusal(-230)
    silent_s = world.clock.now() - citizen.interacted_at
    if silent_s > OPEN_S:
        raise Refusal(-230)
    if silent_s <= FREE_S:
        return {"quota_type": "reply"}
    if world.package_left > 0:
        world.package_left -= 1
        return {"quota_type": "sub_quota", "remain": world.package_left}
    return {}


def check(message: Json) -> None:
    """Refuse what Zalo refuses."""
    text, attachment = message.get("text"), message.get("attachment")
    if text is not None and not isinstance(text, str):
        raise Refusal(-201)
    if units(text or "") > MOST_UNITS:
        raise Refusal(-210)
    if attachment is None:
        if not (text or "").strip():
            raise Refusal(-201, "text is empty")
        return
    match attachment:
        case {"type": "file", "payload": {"token": str()}}:
            return
        case {"type": "template", "payload": dict(payload)}:
            return _check_template(payload)
    raise Refusal(-201, "attachment is invalid")


def _check_template(payload: Json) -> None:
    kind = payload.get("template_type")
    if kind not in TEMPLATES:
        raise Refusal(-233)
    buttons, elements = payload.get("buttons") or [], payload.get("elements") or []
    if len(buttons) > MOST_BUTTONS or len(elements) > MOST_BUTTONS:
        raise Refusal(-210)
    if not (buttons or elements):
        raise Refusal(-201)
    for button in buttons:
        _check_button(button)
    for element in elements:
        too_long = len(element.get("title", "")) > MOST_TITLE
        if too_long or len(element.get("subtitle", "")) > MOST_OF_SUBTITLE:
            raise Refusal(-210)
        if kind == "request_user_info" and not (element.get("title") and element.get("image_url")):
            raise Refusal(-201)


def _check_button(button: Json) -> None:
    if button.get("type") not in BUTTON_TYPES or not button.get("title"):
        raise Refusal(-201)
    payload = button.get("payload")
    if len(button["title"]) > MOST_TITLE or len(str(payload)) > MOST_PAYLOAD:
        raise Refusal(-210)
    if button["type"].startswith("oa.query") and not isinstance(payload, str):
        raise Refusal(-201)


def units(text: str) -> int:
    """How long a text is: an emoji counts two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
