"""An answer on its way to everybody who waits in a case."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from bot.cases import Answer, ClosedAs
from bot.database.records import Records
from bot.database.tables import answers, interactions, needs
from bot.database.tallies import WAITS, recount
from bot.message import Outgoing, Reply, Sender
from bot.official_account import FREE_FOR

WINDOWS = {"zalo_oa": FREE_FOR}
"""How long after a citizen's last message a channel lets us write; others let us always."""


@dataclass(frozen=True)
class Given:
    """An answer that was written down, and who waits for it under which codes."""

    answer_id: int
    text: str
    codes: dict[Sender, list[str]]

    @property
    def people(self) -> int:
        """How many people it is for."""
        return len(self.codes)


def give(connection: Connection, now: datetime, of: tuple[int, str], answer: Answer) -> Given:
    """Keep an answer, and mark whoever waits in the case as answered."""
    case_id, account = of
    row = {
        "case_id": case_id, "at": now, "account": account, "kind": answer.kind.value,
        "source": answer.source, "text": answer.text,
    }  # fmt: skip
    answer_id = connection.scalars(insert(answers).returning(answers.c.id), row).one()
    waits = select(needs.c.channel, needs.c.sender, needs.c.code)
    codes: dict[Sender, list[str]] = {}
    for channel, sender, code in connection.execute(
        waits.where(needs.c.case_id == case_id, WAITS).order_by(needs.c.id)
    ):
        codes.setdefault(Sender(channel, sender), []).append(code)
    answered = update(needs).where(needs.c.case_id == case_id, WAITS)
    first = func.coalesce(needs.c.answered_at, now)
    connection.execute(
        answered.values(answer_id=answer_id, answered_at=first, helped=None, pushed=False)
    )
    recount(connection, [case_id])
    return Given(answer_id, answer.text, codes)


def settle(connection: Connection, now: datetime, case_id: int, how: ClosedAs) -> None:
    """Nobody in a case waits any more: a team helped them without a message."""
    waiting = update(needs).where(needs.c.case_id == case_id, WAITS)
    connection.execute(waiting.values(settled_at=now, settled_as=how.value))
    recount(connection, [case_id])


def push(
    connection: Connection, now: datetime, given: Given, word: Callable[[str, str], Reply]
) -> list[Outgoing]:
    """Send it to each on the channel they came by; one message each, under the newest code."""
    records = Records(connection, now)
    sent: list[Outgoing] = []
    for sender, codes in given.codes.items():
        if _may_write(connection, now, sender):
            sent += records.post(sender, [word(codes[-1], given.text)])
            reached = update(needs).where(needs.c.code.in_(codes))
            connection.execute(reached.values(pushed=True))
    return sent


def _may_write(connection: Connection, now: datetime, sender: Sender) -> bool:
    window = WINDOWS.get(sender.channel)
    if window is None:
        return True
    query = select(interactions.c.at).where(
        interactions.c.channel == sender.channel, interactions.c.sender == sender.id
    )
    heard = connection.scalar(query)
    return heard is not None and now - heard < window
