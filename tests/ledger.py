"""A small database written row by row (tests/ledger_rows), counted by hand in test_figures.py.

Times are UTC, as the tables have them; November in Viet Nam runs from 31/10 17:00 to 30/11 17:00.
"""

from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from bot.accounts import Account, Role
from bot.database.store import Database
from bot.database.tables import cases, needs, turns
from bot.desk.access import hash_key
from tests.desk import SECRET

DL, BS = "Xã Di Linh, Lâm Đồng", "Phường Bồng Sơn, Gia Lai"
ROWS = Path(__file__).parent / "ledger_rows"

PEOPLE = {
    "admin": Account("admin", "", Role.ADMINISTRATOR, totp_secret=SECRET),
    "viewer": Account("viewer", "", Role.VIEWER),
    "member": Account("member", "", Role.MEMBER, communes=(DL,)),
    "coordinator": Account("coordinator", "", Role.COORDINATOR, province="Lâm Đồng"),
}


def sign_everybody_in(store: Database) -> None:
    """One account of each role; its name is the key of its session."""
    for name, account in PEOPLE.items():
        with store.desk() as desk:
            desk.add(account, by="")
            if account.totp_secret:
                desk.set_factor(name, account.totp_secret, step=0)
            desk.sessions.start(name, hash_key(name), proven=True)


_PLACES = {"DL": (DL, "Lâm Đồng"), "BS": (BS, "Gia Lai"), "LD": ("", "Lâm Đồng"), "": ("", "")}
_SAID = {"yes": True, "no": False, "": None}


def write_ledger(store: Database) -> None:
    """Write all of it, and nothing else."""
    with store._engine.begin() as connection:
        connection.execute(insert(cases), [_case(*row) for row in _rows("cases", 8)])
        connection.execute(insert(needs), [_need(row) for row in _rows("needs", 12)])
        connection.execute(
            insert(turns), [_turn(at, *row) for at, row in enumerate(_rows("turns", 4), 1)]
        )


def _rows(table: str, columns: int) -> list[list[str]]:
    _, *lines = (ROWS / f"{table}.txt").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.split("|")] for line in lines]
    return [row + [""] * (columns - len(row)) for row in rows]


def _at(written: str) -> datetime | None:
    return datetime.fromisoformat(written) if written else None


def _case(id: str, opened: str, intent: str, *rest: str) -> dict[str, Any]:
    closed, visit, visited, reopened, into = rest
    return {
        "id": int(id), "opened_at": _at(opened), "intent": intent, "closed_at": _at(closed),
        "visit_at": _at(visit), "visited_at": _at(visited), "reopened": int(reopened),
        "merged_into": int(into) if into else None,
    }  # fmt: skip


def _need(row: list[str]) -> dict[str, Any]:
    id, at, who, reason, guess, place, commune, code, answered, helped, case, mark = row
    channel, sender = who.split(":")
    intent, _, confidence = guess.partition(" ")
    guide, _, step = place.partition("/")
    return {
        "id": int(id), "at": _at(at), "channel": channel, "sender": sender, "reason": reason,
        "words": "lời của người dân", "intent": intent, "confidence": float(confidence or 0),
        "guide": guide, "step": step, "cause": "", "commune": _PLACES[commune][0],
        "province": _PLACES[commune][1], "code": (code and f"{code}22222") or None,
        "answered_at": _at(answered), "helped": _SAID[helped], "helps": mark == "helps",
        "urgent": mark == "urgent", "case_id": int(case) if case else None,
        "settled_at": _at(at) if mark == "settled" else None,
    }  # fmt: skip


def _turn(id: int, at: str, who: str, outcome: str, place: str) -> dict[str, Any]:
    channel, sender = who.split(":")
    guide, _, step = place.partition("/")
    return {
        "id": id, "channel": channel, "sender": sender, "message_id": str(id),
        "received_at": _at(at), "outcome": outcome or None, "guide": guide or None,
        "step": step or None,
    }  # fmt: skip
