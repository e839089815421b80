"""Passwords of the desk: made, hashed, checked, and refused when others would guess them."""

import random
import secrets
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from bot.desk.problem import Problem
from nlu.vietnamese import fold

LEAST, MOST = 12, 200
"""How many letters a password has."""

# The hundred that people choose most; anything made of these, the name and a few letters is weak.
_COMMON = """
123456789 1234567890 987654321 123456 654321 123123 123321 112233 121212 131313 159753 147258
696969 000000 111111 222222 333333 444444 555555 666666 777777 888888 999999 abcdefgh abcdef
abc123 1q2w3e4r 1qaz2wsx qazwsxedc qazwsx zaq12wsx qwertyuiop qwerty qwe123 123qwe asdfghjkl
asdfgh asdf zxcvbnm zxcvbn password passwd pass1234 pa55word p4ssw0rd letmein welcome admin
administrator root login master secret iloveyou sunshine princess dragon monkey football baseball
superman batman pokemon charlie michael daniel jordan jennifer trustno1 shadow starwars computer
internet samsung google facebook freedom whatever matkhau matkhaumoi vietnam hochiminh hanoi
saigon danang anhyeuem emyeuanh yeuem iuanh khongbiet khongco motnamba giadinh concho conmeo
tinhyeu hoilamgi trolyso vneid dichvucong tocongnghe quantri thanhvien taikhoan 2025 2026
"""
COMMON = frozenset(_COMMON.split())
_LEAST_OWN, _LEAST_DIFFERENT = 6, 5
"""How many letters must be left when all that is easily guessed is taken away."""

# Telex and VNI keyboards make no accents of these, and nobody takes one for another.
_CONSONANTS, _VOWELS = "bdghkmnptv", "aeou"


class Passwords:
    """Hashes with argon2, as strongly as the library thinks right today."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()

    def hash(self, password: str) -> str:
        """What is kept of a password."""
        return self._hasher.hash(_composed(password))

    def is_right(self, password_hash: str, password: str) -> bool:
        """Whether a password is the one that was hashed."""
        try:
            return self._hasher.verify(password_hash, _composed(password))
        except (VerifyMismatchError, InvalidHashError):
            return False

    def is_outdated(self, password_hash: str) -> bool:
        """Whether a hash is weaker than those made today."""
        return self._hasher.check_needs_rehash(password_hash)


def fault_of(password: str, name: str) -> Problem | None:
    """Why a password may not be chosen by the account of a name."""
    if not LEAST <= len(unicodedata.normalize("NFC", password)) <= MOST:
        return Problem.SHORT_PASSWORD
    bare = _bare(password)
    for known in sorted({*COMMON, _bare(name)} - {""}, key=len, reverse=True):
        bare = bare.replace(known, "")
    easy = len(bare) < _LEAST_OWN or len(set(bare)) < _LEAST_DIFFERENT
    return Problem.EASY_PASSWORD if easy else None


def one_time_password(chance: random.Random | None = None) -> str:
    """A password to be said aloud and typed once: *bako-tune-gavu-mepo*, one of 10^12."""
    chance = chance or secrets.SystemRandom()
    return "-".join(_group(chance) for _ in range(4))


def _group(chance: random.Random) -> str:
    first, second = chance.sample(_CONSONANTS, 2)
    one, other = chance.sample(_VOWELS, 2)
    return first + one + second + other


def _composed(password: str) -> str:
    """Phones write the same accented letter in two ways."""
    return unicodedata.normalize("NFC", password)[:MOST]


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, fold(text).lower()))
