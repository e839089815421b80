"""What a Zalo Official Account must remember: its tokens, and who spoke last in a conversation."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.database.tables import interactions, oa_tokens
from bot.message import Sender
from bot.official_account import Pair, Window, window_of

_INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


class ZaloOaRecords:
    """Asked within one transaction; ``now`` is when."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    # Tokens

    def pair(self, oa: str) -> Pair | None:
        """The tokens as they are now."""
        row = self._connection.execute(select(oa_tokens).where(oa_tokens.c.oa == oa)).first()
        if row is None:
            return None
        refused = row.refused_at is not None
        return Pair(row.access_token, row.refresh_token, row.access_until, row.renewed_at, refused)

    def take_given(self, oa: str, refresh_token: str) -> None:
        """Start from a refresh token that an operator gave, unless it was taken before."""
        given = hashlib.sha256(refresh_token.encode()).hexdigest()
        query = select(oa_tokens.c.given).where(oa_tokens.c.oa == oa)
        before = self._connection.scalar(query)
        if before == given:
            return
        row = {
            "access_token": "",
            "refresh_token": refresh_token,
            "access_until": self._now,
            "renewed_at": self._now,
            "refused_at": None,
            "renewing_until": None,
            "given": given,
        }
        if before is None:
            self._connection.execute(insert(oa_tokens), {"oa": oa, **row})
        else:
            self._change(oa, row)

    def claim(self, oa: str, refresh_token: str, for_s: float) -> bool:
        """Be the one who renews; False when somebody is at it, or it was done meanwhile."""
        free = or_(oa_tokens.c.renewing_until.is_(None), oa_tokens.c.renewing_until < self._now)
        until = self._now + timedelta(seconds=for_s)
        return self._change(oa, {"renewing_until": until}, _still(refresh_token), free)

    def release(self, oa: str, refresh_token: str) -> None:
        """Let another try: nothing came of it."""
        self._change(oa, {"renewing_until": None}, _still(refresh_token))

    def renew(self, oa: str, refresh_token: str, access: tuple[str, int], refresh: str) -> None:
        """Keep the pair that a refresh token was given up for; an access token and its seconds."""
        token, lives_s = access
        renewed = {
            "access_token": token,
            "refresh_token": refresh,
            "access_until": self._now + timedelta(seconds=lives_s),
            "renewed_at": self._now,
            "refused_at": None,
            "renewing_until": None,
        }
        self._change(oa, renewed, _still(refresh_token))

    def refuse(self, oa: str, refresh_token: str) -> None:
        """Write down that a refresh token is not taken any more."""
        refused = {"refused_at": self._now, "renewing_until": None}
        self._change(oa, refused, _still(refresh_token))

    def _change(self, oa: str, values: dict[str, Any], *conditions: Any) -> bool:
        statement = update(oa_tokens).where(oa_tokens.c.oa == oa, *conditions).values(values)
        return bool(self._connection.execute(statement).rowcount)

    # Who spoke last

    def heard_from(self, sender: Sender, at: datetime) -> None:
        """Remember when a citizen wrote, clicked or followed; an older time changes nothing."""
        last = self.last_heard(sender)
        if last is None or last < at:
            self._note(sender, {"at": at})

    def officer_wrote(self, sender: Sender, until: datetime) -> None:
        """Leave a conversation to the officer for a while."""
        self._note(sender, {"officer_until": until})

    def is_with_officer(self, sender: Sender) -> bool:
        """Whether an officer has the conversation."""
        query = select(interactions.c.officer_until).where(*_is(sender))
        until = self._connection.scalar(query)
        return until is not None and self._now < until

    def last_heard(self, sender: Sender) -> datetime | None:
        """When a citizen was heard from last."""
        return self._connection.scalar(select(interactions.c.at).where(*_is(sender)))

    def window(self, sender: Sender) -> Window:
        """Whether we may write to a citizen now, and whether that costs."""
        return window_of(self.last_heard(sender), self._now)

    def _note(self, sender: Sender, values: dict[str, Any]) -> None:
        row = {"channel": sender.channel, "sender": sender.id, **values}
        statement = _INSERT[self._connection.dialect.name](interactions)
        key = ["channel", "sender"]
        changing = statement.on_conflict_do_update(index_elements=key, set_=values)
        self._connection.execute(changing, row)


def _is(sender: Sender) -> tuple[Any, Any]:
    return interactions.c.channel == sender.channel, interactions.c.sender == sender.id


def _still(refresh_token: str) -> Any:
    return oa_tokens.c.refresh_token == refresh_token
