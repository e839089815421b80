"""What Zalo tells of an Official Account: who it comes from is proved, then it becomes a value."""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.message import Message, Sender
from bot.official_account import OfficialAccount

CHANNEL = "zalo_oa"
PROBE = b"{}"
"""Posted unsigned when the address is saved, to see whether we are there."""
OLDEST = timedelta(hours=3)
"""Zalo tries for two hours to bring an event, and with its old timestamp."""
MOST_LETTERS = 2000
ID = re.compile(r"[\w-]{1,64}", re.ASCII)
CODE = re.compile(r"#([A-Za-z:.?<*][\w:./?<*-]{0,63})", re.ASCII)
PLACE = ("ward", "district", "city")

_TIMESTAMP = re.compile(rb'"timestamp"\s*:\s*"?(\d{1,16})"?')
_MOST_TIMESTAMPS = 3


@dataclass(frozen=True)
class Received:
    """A citizen did something; without a message there is nothing to answer."""

    sender: Sender
    at: datetime
    message: Message | None = None


@dataclass(frozen=True)
class Said:
    """The account wrote to a citizen: we did, or an officer in Zalo's own tool."""

    to: Sender
    text: str
    by_officer: bool


def is_genuine(raw: bytes, headers: Mapping[str, str], account: OfficialAccount) -> bool:
    """Whether Zalo signed these very bytes; nothing of them is parsed for that."""
    shown = headers.get("X-ZEvent-Signature", "").strip().lower().removeprefix("mac=")
    times = _TIMESTAMP.findall(raw)[-_MOST_TIMESTAMPS:]
    if (beside := headers.get("X-ZEvent-Timestamp", "").strip()).isdecimal():
        times.append(beside.encode())
    macs = [_mac(raw, time, account) for time in times]
    good = [hmac.compare_digest(mac.encode(), shown.encode("utf-8", "replace")) for mac in macs]
    return any(good)


def _mac(raw: bytes, time: bytes, account: OfficialAccount) -> str:
    signed = account.app_id.encode() + raw + time + account.secret_key.encode()
    return hashlib.sha256(signed).hexdigest()


def read_event(raw: bytes, account: OfficialAccount) -> Received | Said | None:
    """What an event of this account tells, or None for one that is nothing to us."""
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    match body:
        case {"event_name": "follow", "follower": {"id": str(user)}} if _is_ours(body, account):
            return _followed(user, body)
        case {"event_name": str(name), "sender": {"id": str(user)}} if _is_ours(body, account):
            if name.startswith("oa_send_"):
                return _said(body)
            return _received(name, user, body, account.buttons)
    return None


def _is_ours(body: dict[str, Any], account: OfficialAccount) -> bool:
    """One app may serve many accounts, and all come to one address."""
    parties = (body.get(name) for name in ("sender", "recipient"))
    ids = {str(party.get("id")) for party in parties if isinstance(party, dict)}
    of_app = str(body.get("app_id", account.app_id)) == account.app_id
    return of_app and account.id in {*ids, str(body.get("oa_id"))}


def _followed(user: str, body: dict[str, Any]) -> Received | None:
    if not ID.fullmatch(user):
        return None
    sender, at = Sender(CHANNEL, user), _time(body)
    key = hashlib.sha256(f"{user} {body.get('timestamp')}".encode()).hexdigest()[:32]
    return Received(sender, at, Message(sender, f"follow-{key}", choice=".start"))


def _received(name: str, user: str, body: dict[str, Any], buttons: bool) -> Received | None:
    if not ID.fullmatch(user) or not name.startswith("user_"):
        return None
    sender, at = Sender(CHANNEL, user), _time(body)
    said = body.get("message")
    if name == "user_submit_info":
        return Received(sender, at, _place(sender, body))
    if name in ("user_received_message", "user_seen_message"):
        return None
    if not name.startswith("user_send_") or not isinstance(said, dict):
        return Received(sender, at)
    id = said.get("msg_id")
    if not isinstance(id, str) or not ID.fullmatch(id):
        return None
    text = said.get("text") if name == "user_send_text" else ""
    return Received(sender, at, _typed(Message(sender, id), text, buttons))


def _typed(message: Message, text: Any, buttons: bool) -> Message:
    words = text.strip()[:MOST_LETTERS] if isinstance(text, str) else ""
    if buttons and (tapped := CODE.fullmatch(words)):
        return Message(message.sender, message.id, choice=tapped[1])
    if words.startswith("/"):
        return Message(message.sender, message.id, choice=".menu")
    return Message(message.sender, message.id, text=words)


def _place(sender: Sender, body: dict[str, Any]) -> Message | None:
    """Where somebody lives, of all that Zalo's form tells: the rest we did not ask for."""
    info = _info(body)
    named = ", ".join(str(info[part]) for part in PLACE if isinstance(info.get(part), str))
    key = hashlib.sha256(f"{sender.id} {body.get('timestamp')}".encode()).hexdigest()[:32]
    return Message(sender, f"info-{key}", text=named[:MOST_LETTERS]) if named else None


def _info(body: dict[str, Any]) -> dict[str, Any]:
    told = body.get("info") or body.get("user_info")
    match body:
        case {"message": {"text": str(text)}} if not told:
            try:
                told = json.loads(text)
            except (ValueError, RecursionError):
                return {}
    return told if isinstance(told, dict) else {}


def _said(body: dict[str, Any]) -> Said | None:
    match body:
        case {"recipient": {"id": str(user)}} if ID.fullmatch(user):
            message = body.get("message")
            text = message.get("text") if isinstance(message, dict) else ""
            officer = bool(body["sender"].get("admin_id"))
            return Said(Sender(CHANNEL, user), str(text or ""), officer)
    return None


def _time(body: dict[str, Any]) -> datetime:
    """When it happened, UTC; long ago when nobody says."""
    written = str(body.get("timestamp", ""))
    seconds = int(written) / 1000 if written.isdecimal() and len(written) < 15 else 0
    return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)
