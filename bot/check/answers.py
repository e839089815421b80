"""Answers that a team writes itself are held to what our own words are held to."""

from collections.abc import Iterator

from bot.check.jargon import unexplained
from bot.check.language import MOST_WORDS, sentences, words
from bot.check.replies import MOST_LETTERS
from bot.check.rules import Rules
from bot.check.safety import Asks, any_of, strange_links
from bot.privacy import Private, mask
from bot.remarks import Fault, Remark

_NUMBERS = {Private.CARD, Private.ID_CARD, Private.ACCOUNT, Private.OTP, Private.PASSWORD}
"""A citizen's own; a telephone number may be the team's."""


class AnswerCheck:
    """Reads an answer before it is sent."""

    def __init__(self, rules: Rules, site: str = "") -> None:
        """``site`` is our own address, to which an answer may lead."""
        self._jargon = rules.jargon
        self._hosts = (*rules.hosts, *filter(None, [site.partition("://")[2].partition(":")[0]]))
        self._secrets = Asks(rules.secrets)
        self._personal = Asks({**rules.secrets, "secrets": rules.secrets["personal"]})
        self._elsewhere = any_of(rules.secrets["elsewhere"])

    def __call__(self, text: str) -> tuple[Remark, ...]:
        """What is to be said of it, what blocks first."""
        return tuple(sorted(self._remarks(text.strip()), key=lambda remark: not remark.blocks))

    def _remarks(self, text: str) -> Iterator[Remark]:
        if not text:
            yield Remark(Fault.EMPTY)
        if len(text) > MOST_LETTERS:
            yield Remark(Fault.TOO_LONG, str(len(text)), str(MOST_LETTERS))
        yield from (Remark(Fault.ASKS_SECRET, piece) for piece in self._secrets.found(text))
        yield from (
            Remark(Fault.ASKS_PERSONAL, piece)
            for piece in self._personal.found(text)
            if not self._elsewhere.search(piece.lower())
        )
        yield from (Remark(Fault.STRANGE_LINK, link) for link in strange_links(text, self._hosts))
        yield from (
            Remark(Fault.PERSONAL_NUMBER, kind.value.strip("[]"))
            for kind in mask(text).found
            if kind in _NUMBERS
        )
        yield from self._style(text)

    def _style(self, text: str) -> Iterator[Remark]:
        for sentence in sentences(text):
            if (count := len(words(sentence))) > MOST_WORDS:
                opening = " ".join(sentence.split()[:6])
                yield Remark(Fault.LONG_SENTENCE, f"{opening} … ({count} tiếng)", str(MOST_WORDS))
        for term in unexplained(text, self._jargon):
            yield Remark(Fault.HARD_WORD, term, f"{term} ({self._jargon[term][0]})")
