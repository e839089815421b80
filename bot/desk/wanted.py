"""What the inbox shall show, as it stands in an address: a link to it can be kept."""

from collections.abc import Mapping
from dataclasses import fields, replace
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import urlencode

from bot.cases import Filter, Order, Tab
from bot.desk.times import read_day

LONGEST_SEARCH = 100
_USUAL = Filter()
_NARROWS = ("intent", "commune", "channel", "reason", "since", "until", "search")
_Named = TypeVar("_Named", bound=StrEnum)


def read_filter(query: Mapping[str, str]) -> Filter:
    """The filter of an address; what makes no sense is left out."""
    page = query.get("page", "")
    return Filter(
        tab=_named(Tab, query.get("tab", ""), _USUAL.tab),
        intent=query.get("intent", ""),
        commune=query.get("commune", ""),
        channel=query.get("channel", ""),
        reason=query.get("reason", ""),
        since=read_day(query.get("since", "")),
        until=read_day(query.get("until", "")),
        search=query.get("search", "").strip()[:LONGEST_SEARCH],
        order=_named(Order, query.get("order", ""), _USUAL.order),
        page=int(page) if page.isascii() and page.isdigit() and 0 < len(page) < 6 else 1,
    )


def write_filter(wanted: Filter, **changes: Any) -> str:
    """A filter as the query of an address, question mark included; empty where it is the usual."""
    wanted = replace(wanted, **changes)
    said = {
        item.name: str(getattr(wanted, item.name))
        for item in fields(Filter)
        if getattr(wanted, item.name) != getattr(_USUAL, item.name)
    }
    return f"?{urlencode(said)}" if said else ""


def narrows(wanted: Filter) -> int:
    """How many things narrow what is shown, the tab aside."""
    return sum(bool(getattr(wanted, name)) for name in _NARROWS)


def _named(kind: type[_Named], value: str, usual: _Named) -> _Named:
    return kind(value) if value in {*kind} else usual
