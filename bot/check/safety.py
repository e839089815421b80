"""What nobody may be asked for, where nobody may be sent, and which answers carry a warning."""

import re
from collections.abc import Iterator, Mapping, Sequence

from bot.check.language import sentences
from bot.check.rules import Rules
from bot.check.texts import Said
from bot.content import Content
from bot.conversation import Conversation
from bot.findings import Finding
from bot.guides import Guide
from bot.wording import Wording

_LINK = re.compile(
    r"(?:https?://|www\.)[^\s]+|(?<![\w.-])[\w.+-]*@?(?:[a-z\d-]+\.)+[a-z]{2,}(?![\w-])[^\s]*", re.I
)
_QUOTED, _ASIDE = re.compile(r'"[^"]*"'), re.compile(r"\(([^)]*)\)")
_HOST = re.compile(r"(?:https?://)?(?:[^/?#\s]*@)?([^/:?#\s]+)", re.I)


def findings(texts: Sequence[Said], rules: Rules) -> Iterator[Finding]:
    """Sentences that ask for a secret, and links that lead to a stranger."""
    asks = Asks(rules.secrets)
    for said in texts:
        for sentence in asks.found(said.text):
            yield said.finding(f"'{sentence}' asks for a secret; nobody may be asked for one")
        for link in strange_links(said.text, rules.hosts):
            yield said.finding(f"'{link}' is no official page; data/rules/hosts.yml lists those")


def strange_links(text: str, hosts: Sequence[str]) -> list[str]:
    """The links of a text that lead outside the official hosts."""
    links = [link.rstrip('.,;:)"”') for link in _LINK.findall(text) if link != link.upper()]
    return [link for link in links if not _is_official(link, hosts)]


def _is_official(link: str, hosts: Sequence[str]) -> bool:
    found = _HOST.match(link)
    host = found[1].lower() if found else ""
    return any(host == official or host.endswith(f".{official}") for official in hosts)


def unwarned(content: Content, rules: Rules) -> Iterator[Finding]:
    """Answers about accounts or money whose first words do not warn of swindlers."""
    wording = Wording(content.guides, content.responses, content.menu)
    for guide in content.guides.by_id.values():
        if _tells_of_money(guide, rules.warnings["about"]) and not any(
            _has_any(sentence, rules.warnings["warns"]) and _has_any(sentence, rules.warnings["of"])
            for sentence in sentences(_first_words(wording, guide))
        ):
            at = ("steps", 0, "text") if guide.urgent else ("never", 0)
            missing = "it tells of accounts or money, and its first words do not warn of swindlers"
            yield Finding(guide.file, missing, at)


def _first_words(wording: Wording, guide: Guide) -> str:
    if guide.is_answer:
        return wording.answer(guide, Conversation()).text
    return guide.steps[0].text if guide.urgent else wording.opening(guide).text


def _tells_of_money(guide: Guide, words: Sequence[str]) -> bool:
    said = (guide.title, guide.for_whom, *(step.text for step in guide.steps))
    return any(_has_any(text, words) for text in said)


def _has_any(text: str, words: Sequence[str]) -> bool:
    return any_of(words).search(text.lower()) is not None


def any_of(words: Sequence[str]) -> re.Pattern[str]:
    """Any of some words, the longest first, not as a part of another one."""
    longest_first = sorted({word.lower() for word in words}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")


class Asks:
    """Knows a sentence that asks for a secret from one that warns or has it typed into an app.

    A sentence is read clause by clause. A clause asks when it has somebody hand a secret over
    ("đọc mã OTP", "gửi cho tôi ảnh căn cước"), type it where we read ("nhập mật khẩu vào đây"), or
    say what it is. It does not when a shield stands before that in the clause: "đừng", "lỡ", "họ".
    """

    def __init__(self, lists: Mapping[str, tuple[str, ...]]) -> None:
        one_of = {name: any_of(words).pattern for name, words in lists.items()}
        secret, hand, enter, ours = (one_of[name] for name in ("secrets", "hand", "enter", "ours"))
        give = rf"(?:{hand}|(?<!đăng ){enter})"
        self._asking = [
            re.compile(rf"{hand}(?:\s+{one_of['between']})*\s+{secret}"),
            re.compile(rf"{give}.*?{secret}.*?{ours}"),
            re.compile(rf"{secret}.*?{give}.*?{ours}"),
            re.compile(rf"{secret}.*?{one_of['questions']}"),
        ]
        self._harmless = re.compile(rf"{one_of['except']}|{one_of['senders']}\s+{hand}")
        self._shield = re.compile(one_of["shields"])
        self._nobody = re.compile(one_of["nobody"])
        self._verdict = re.compile(one_of["verdicts"])
        self._borders = re.compile(rf"([,;:])|{one_of['resets']}")

    def found(self, text: str) -> list[str]:
        """The sentences of a text that ask for a secret."""
        aside = _ASIDE.findall(text)
        plain = _ASIDE.sub(" ", _QUOTED.sub(" … ", text))
        return [one for one in sentences("\n".join((plain, *aside))) if self._is_asking(one)]

    def _is_asking(self, sentence: str) -> bool:
        said = self._harmless.sub(" … ", sentence.lower())
        if self._verdict.search(said):
            return False
        if self._asking[2].search(said) and not self._shield.search(said):
            return True
        start, shielded = 0, False
        for border in (*self._borders.finditer(said), None):
            clause = said[start : border.start() if border else None]
            if self._clause_asks(clause, shielded):
                return True
            listed = border is not None and border[1] == ","
            shielded = listed and (shielded or self._shield.search(clause) is not None)
            start = border.end() if border else 0
        return False

    def _clause_asks(self, clause: str, shielded: bool) -> bool:
        """``shielded``: a warning before a comma, which holds on while nobody may be given it."""
        found = [way.search(clause) for way in self._asking]
        starts = [match.start() for match in found if match]
        if not starts or (shielded and self._nobody.search(clause)):
            return False
        return self._shield.search(clause[: min(starts)]) is None
