"""Vietnamese text: one way to write each syllable, whatever keyboard, habit or haste wrote it."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache

Tokens = tuple[str, ...]
"""The words of an utterance, as the model reads them."""

TONES = "\u0300\u0301\u0303\u0309\u0323"  # grave, acute, tilde, hook above, dot below
VOWELS = "aăâeêioôơuưy"

_TONED = {
    unicodedata.normalize("NFC", vowel + tone): (vowel, tone) for vowel in VOWELS for tone in TONES
}
_FOLDED = {ord("đ"): "d", ord("Đ"): "D"} | dict.fromkeys(map(ord, TONES + "\u0302\u0306\u031b"))
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufe0e\ufe0f\ufeff]")
_TOKEN = re.compile(
    r"(?P<money>\d[\d.,]*\s?(?:đồng|vnđ|vnd|dong|đ|k|tr|triệu|trieu|nghìn|ngàn|tỷ|tỉ)\b)"
    r"|(?P<number>\d[\d.,]*\d|\d)"
    r"|(?P<word>[^\W\d_]+)"
    r"|(?P<mark>[?])"
)
_HOI_AND_NGA = {"\u0309", "\u0303"}
_TELLING_NUMBERS = {"113", "156", "247", "404", "500", "5656", "2345"}

_ONSET = r"(?:b|ch?|d|gh?|gi|h|kh?|l|m|nh?|ngh?|ph?|qu|r|s|th?|tr|v|x)?"
_RIME = (
    r"(?:a(?:ch?|i|m|nh?|ng|o|p|t|u|y)?|e(?:ch?|m|nh?|ng|o|p|t|u)?|i(?:a|ch?|m|nh?|p|t|u)?"
    r"|ie(?:c|m|ng?|p|t|u)|o(?:c|i|m|ng?|p|t)?|oa(?:ch?|i|m|nh?|ng|o|p|t|y)?|oe(?:n|o|t)?"
    r"|u(?:a|c|i|m|ng?|p|t|u)?|ua(?:c|ng?|t|y)|ue(?:ch|nh)?|uo(?:c|i|m|ng?|p|t|u)?"
    r"|uy(?:a|ch|en|et|nh?|t|u)?|y|ye(?:m|n|t|u))"
)
_SYLLABLE = re.compile(_ONSET + _RIME)
_TELEX_LETTERS = [
    ("uow", "ươ"), ("uwow", "ươ"), ("uwo", "ươ"), ("dd", "đ"), ("aa", "â"), ("aw", "ă"),
    ("ee", "ê"), ("oo", "ô"), ("ow", "ơ"), ("uw", "ư"),
]  # fmt: skip
_TELEX_TONE = re.compile(
    r"(?<=[aeiouyw])[fsxrj](?=(?:ch?|m|n[gh]?|p|t|[aeiouyw])*$)|(?<=[cghmnpt])[fsxrj]$"
)
_TELEX_TONES = dict(zip("fsxrj", TONES, strict=True))
_ENGLISH = {"app", "bus", "gas", "max", "pos", "tax", "fax", "sms", "pass", "web", "week", "fees"}


def compose(text: str) -> str:
    """One spelling of the same characters: NFC, no invisible marks, single spaces."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    return " ".join(text.split())


def fold(text: str) -> str:
    """Without tones and diacritics: *Đăng ký* becomes *Dang ky*."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", text).translate(_FOLDED))


def origins(text: str) -> list[tuple[int, int]]:
    """Where each letter of the composed text begins and ends in the text as typed."""
    composed = compose(text)
    if composed == text:
        return [(at, at + 1) for at in range(len(text))]
    # However letters are composed, they decompose into the same marks, which are counted off here.
    marks = [
        at
        for at, typed in enumerate(text)
        if not (typed.isspace() or _INVISIBLE.match(typed))
        for _ in unicodedata.normalize("NFD", typed)
    ]
    spans: list[tuple[int, int]] = []
    used = 0
    for letter in composed:
        count = 0 if letter == " " else len(unicodedata.normalize("NFD", letter))
        begins = marks[used] if count else marks[used - 1] + 1
        used += count
        spans.append((begins, marks[used - 1] + 1))
    return spans


@lru_cache(maxsize=20_000)
def settle(syllable: str) -> str:
    """The syllable with its tone where the old school puts it: *hoà* and *hòa* become one."""
    tone, bare = _tone_and_rest(syllable)
    if len(bare) > 1 and bare[-1] == "y" and bare[:-1] in {"h", "k", "l", "m", "s", "t"}:
        bare = bare[:-1] + "i"  # ký and kí, lý and lí are the same words
    return _place(tone, bare) if tone else bare


def _tone_and_rest(syllable: str) -> tuple[str, str]:
    tone, bare = "", ""
    for letter in syllable:
        vowel, mark = _TONED.get(letter, (letter, ""))
        tone, bare = mark or tone, bare + vowel
    return tone, bare


@lru_cache(maxsize=20_000)
def agrees(typed: str, meant: str) -> bool:
    """Whether a typed syllable may stand for another: accents may be missing, not different.

    One with a tone has its other marks too: *bác* is not *bắc*. Hỏi and ngã, which half the
    country says alike, count as one.
    """
    (tone, letters), (meant_tone, meant_letters) = _tone_and_rest(typed), _tone_and_rest(meant)
    if tone:
        same_tone = tone == meant_tone or {tone, meant_tone} == _HOI_AND_NGA
        return same_tone and letters == meant_letters
    return len(letters) == len(meant_letters) and all(
        a in (b, fold(b)) for a, b in zip(letters, meant_letters, strict=True)
    )


def is_syllable(word: str) -> bool:
    """Whether a word is built as a Vietnamese syllable is, accents aside."""
    return _SYLLABLE.fullmatch(fold(word)) is not None


def _place(tone: str, bare: str) -> str:
    """Put a tone mark on a bare syllable."""
    start = 2 if bare.startswith(("qu", "gi")) and len(bare) > 2 and bare[2] in VOWELS else 0
    spots = [at for at in range(start, len(bare)) if bare[at] in VOWELS]
    if not spots:
        return bare
    crowned = [at for at in spots if bare[at] in "ăâêôơư"]
    closed = spots[-1] < len(bare) - 1
    if crowned:
        spot = crowned[-1]
    elif closed or len(spots) == 3:
        spot = spots[-1] if closed else spots[1]
    else:
        spot = spots[0] if len(spots) > 1 else spots[-1]
    return unicodedata.normalize("NFC", bare[: spot + 1] + tone + bare[spot + 1 :])


@lru_cache(maxsize=20_000)
def untelex(word: str) -> str:
    """The word a Telex keyboard meant when it was switched off: *dduwowcj* becomes *được*."""
    if not word.isascii() or word in _ENGLISH or _SYLLABLE.fullmatch(word):
        return word
    keys = word
    tone = ""
    if struck := _TELEX_TONE.search(keys):
        tone = _TELEX_TONES[struck.group()]
        keys = keys[: struck.start()] + keys[struck.end() :]
    for pressed, letter in _TELEX_LETTERS:
        keys = keys.replace(pressed, letter)
    if not _SYLLABLE.fullmatch(fold(keys)):
        return word
    return _place(tone, keys) if tone else keys


def words(text: str) -> Iterator[tuple[str, int, int]]:
    """Each token of a composed text, settled and lower-cased, with its start and end.

    Amounts of money become ``#tien`` and long numbers ``#so``: what counts is that one was named.
    """
    for found in _TOKEN.finditer(text.lower() if len(text.lower()) == len(text) else text):
        token = found.group()
        if found.lastgroup == "money":
            token = "#tien"
        elif found.lastgroup == "number":
            token = token if len(token) < 3 or token in _TELLING_NUMBERS else "#so"
        elif found.lastgroup == "word":
            token = settle(untelex(token.lower()))
        yield token, found.start(), found.end()


class Shorthand:
    """Expands what people abbreviate or misspell; phrases first, the longest that fits."""

    def __init__(self, expansions: Mapping[str, str]) -> None:
        self._expansions = {
            tuple(token for token, _, _ in words(compose(short))): tuple(
                token for token, _, _ in words(compose(full))
            )
            for short, full in expansions.items()
        }
        self._longest = max(map(len, self._expansions), default=0)
        self._firsts = {short[0] for short in self._expansions}

    def expand(self, tokens: Tokens) -> Tokens:
        """The tokens with every known shorthand written out."""
        expanded: list[str] = []
        at = 0
        while at < len(tokens):
            for length in range(self._longest if tokens[at] in self._firsts else 0, 0, -1):
                full = self._expansions.get(tokens[at : at + length])
                if full is not None:
                    expanded.extend(full)
                    at += length
                    break
            else:
                expanded.append(tokens[at])
                at += 1
        return tuple(expanded)


def tokens(text: str, shorthand: Shorthand) -> Tokens:
    """The one way from what somebody typed to what the model reads."""
    return shorthand.expand(tuple(token for token, _, _ in words(compose(text))))
