"""A button that was typed instead of tapped: by its label, or by its number in the list."""

import re

from bot.message import Reply
from bot.moves import plain

_ORDINALS = {
    "nhat": 1, "mot": 1, "dau": 1, "dau tien": 1, "hai": 2, "nhi": 2, "ba": 3, "bon": 4, "tu": 4,
    "nam": 5, "sau": 6,
}  # fmt: skip
_CHOOSING = re.compile(r"(?:(?:so|cai|y|chon|bam|nut|muc|viec|thu|o)\s)+(.+)|(\d{1,2})")


def typed_choice(said: tuple[Reply, ...], text: str) -> str:
    """The choice of the button under our last replies that a text names; empty when none."""
    wanted = plain(text)
    listed = [reply.buttons for reply in reversed(said) if reply.buttons]
    last = listed[0] if listed else ()
    if number := number_of(wanted, len(last)):
        return last[number - 1].choice
    named = (each.choice for each in sum(listed, ()) if plain(each.label) == wanted)
    return next(named, "") if wanted else ""


def number_of(words: str, most: int) -> int:
    """The number by which a button is meant: *2*, *số 2*, *cái thứ hai*, *ý cuối*; 0 for none."""
    found = _CHOOSING.fullmatch(words)
    if not found:
        return 0
    said = found[1] or found[2]
    if said in ("cuoi", "cuoi cung"):
        return most
    number = int(said) if said.isdigit() else _ORDINALS.get(said, 0)
    return number if number <= most else 0
