"""Cases: needs that mean the same, as a team sees and works on them."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Tab(StrEnum):
    """A part of the inbox."""

    MINE = "mine"
    OURS = "ours"
    """Known to come from the account's communes or province."""
    UNASSIGNED = "unassigned"
    OVERDUE = "overdue"
    OPEN = "open"
    """All that the account may see: of its places, or of no known place."""
    CLOSED = "closed"


class Order(StrEnum):
    """How the inbox is sorted; urgent cases come first in any order."""

    WAITING = "waiting"
    NEWEST = "newest"
    OLDEST = "oldest"
    DUE = "due"


class ClosedAs(StrEnum):
    """Why a case was closed."""

    ANSWERED = "answered"
    VISITED = "visited"
    CALLED = "called"
    """Somebody was helped on the telephone."""
    SETTLED = "settled"
    """Everybody found their way without us."""
    OUT_OF_SCOPE = "out_of_scope"
    NOT_A_NEED = "not_a_need"
    """A greeting, a test, an advertisement."""
    DUPLICATE = "duplicate"
    OTHER = "other"


class AnswerKind(StrEnum):
    """Where the words of an answer come from."""

    GUIDE = "guide"
    CANNED = "canned"
    FREE = "free"


@dataclass(frozen=True)
class Filter:
    """What the inbox shall show; an empty field does not narrow."""

    tab: Tab = Tab.OPEN
    intent: str = ""
    commune: str = ""
    channel: str = ""
    reason: str = ""
    since: date | None = None
    until: date | None = None
    """The last day that counts, included."""
    search: str = ""
    """Words that stand in a title or a wording; accents do not matter."""
    order: Order = Order.WAITING
    page: int = 1


@dataclass(frozen=True)
class CaseLine:
    """A case as the inbox shows it. Times are UTC."""

    id: int
    title: str
    """Given by hand, else empty: the page says the need's title or a wording instead."""
    intent: str
    """Named by hand, else what the model guessed most where it was sure; empty where it was not."""
    sample: str
    """A wording, masked; empty where nobody used words."""
    place: tuple[str, str]
    """The guide and step where most got stuck; empty strings where none."""
    reasons: tuple[str, ...]
    count: int
    people: int
    waiting: int
    """People who hold a code and have no answer yet."""
    trend: tuple[int, ...]
    """Needs a day over the last seven days, today last."""
    communes: tuple[str, ...]
    channels: tuple[str, ...]
    urgent: bool
    assignee: str
    due_at: datetime | None
    opened_at: datetime
    last_at: datetime
    closed_at: datetime | None
    closed_as: str
    reopened: int


@dataclass(frozen=True)
class CaseNeed:
    """One need within a case, as a team sees it; its words are masked."""

    id: int
    code: str
    at: datetime
    channel: str
    reason: str
    words: str
    intent: str
    confidence: float
    ranking: tuple[tuple[str, float], ...]
    guide: str
    step: str
    cause: str
    commune: str
    province: str
    bank: str
    helps: bool
    urgent: bool
    placed_by: str
    answered_at: datetime | None
    pushed: bool | None
    helped: bool | None
    settled_as: str
    phone: str = ""
    """Only with the citizen's consent, only for who may work on it, only while the case is open."""
    wish: str = ""
    """What the phone is for: call, visit."""


@dataclass(frozen=True)
class Entry:
    """One line of a case's history."""

    id: int
    at: datetime
    account: str
    action: str
    details: dict[str, object]


@dataclass(frozen=True)
class Answer:
    """What a team says to everybody who waits in a case."""

    kind: AnswerKind
    text: str
    source: str = ""
    """The guide, or the canned reply."""


@dataclass(frozen=True)
class GivenAnswer:
    """An answer that was given, and what came of it: people, counted once each."""

    at: datetime
    account: str
    answer: Answer
    people: int
    pushed: int
    helped: int
    not_helped: int


@dataclass(frozen=True)
class Case:
    """A case with everything a team needs to settle it."""

    line: CaseLine
    needs: tuple[CaseNeed, ...]
    history: tuple[Entry, ...]
    answers: tuple[GivenAnswer, ...]
    visit_at: datetime | None
    visited_at: datetime | None
    here: tuple[str, ...] = ()
    """Other accounts that have it open right now."""
    lookalikes: tuple[CaseLine, ...] = ()
    """Other open cases of the same intent or step, to merge with."""


@dataclass(frozen=True)
class Choices:
    """What filters and forms can offer, by what there is."""

    intents: tuple[str, ...]
    communes: tuple[str, ...]
    channels: tuple[str, ...]
    reasons: tuple[str, ...]
    people: tuple[str, ...]
    """Accounts to whom a case may be given."""


@dataclass(frozen=True)
class Page:
    """One page of the inbox."""

    lines: tuple[CaseLine, ...]
    total: int
    counts: dict[Tab, int]
    """How many open cases each tab has for this account, filters aside."""
