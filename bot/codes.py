"""Codes by which a citizen asks what became of a question: easy to read aloud, hard to guess.

Six signs, a letter first, at least two digits: never a word, never the look of an OTP. No sign is
taken for another by eye or by ear (no B/D/Đ, C/K, L/N, M/N, P/T, R/L, S/X, G, I/1, O/0).
"""

import random
import re
import secrets

LETTERS = "AEHKLMTUXY"
DIGITS = "23456789"
LENGTH = 6

_LEAST_DIGITS = 2
_ASKING = re.compile(
    r"\b(?:mã|ma|code|phiếu|phieu|số|so|tra|cứu|cuu|hỏi|hoi|xem|là|la|của|cua|tôi|toi)\b"
)
_INSIDE = re.compile(r"(?<![\w-])(\w{3})-?(\w{3})(?![\w-])")
_SIGNS = re.compile(rf"[{LETTERS}][{LETTERS}{DIGITS}]{{{LENGTH - 1}}}")


def new_code(chance: random.Random | None = None) -> str:
    """A code by chance: one of some ten million."""
    chance = chance or secrets.SystemRandom()
    while True:
        code = chance.choice(LETTERS) + "".join(chance.choices(LETTERS + DIGITS, k=LENGTH - 1))
        if _is_code(code):
            return code


def read_code(text: str) -> str:
    """The code that a message consists of, however it is spaced, or that stands in a sentence.

    Empty when there is none, or several in a sentence.

    >>> read_code("mã k4m 7tx"), read_code("cho hỏi K4M-7TX tới đâu rồi"), read_code("khám bệnh")
    ('K4M7TX', 'K4M7TX', '')
    """
    bare = re.sub(r"[\s.,:;?!\-–_]+", "", _ASKING.sub(" ", text.lower())).upper()
    if _is_code(bare):
        return bare
    inside = {first + second for first, second in _INSIDE.findall(text.upper())}
    codes = [signs for signs in inside if _is_code(signs)]
    return codes[0] if len(codes) == 1 else ""


def say_code(code: str) -> str:
    """A code as it is shown: in two halves."""
    return f"{code[:3]}-{code[3:]}"


def _is_code(signs: str) -> bool:
    return bool(_SIGNS.fullmatch(signs)) and sum(sign in DIGITS for sign in signs) >= _LEAST_DIGITS
