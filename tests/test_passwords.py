"""Passwords of the desk, second factors, and names typed at the door."""

import random
from datetime import datetime, timedelta

import pyotp
import pytest

from bot.accounts import is_name
from bot.desk.factor import in_groups, is_secret, new_secret, step_of
from bot.desk.passwords import COMMON, fault_of, one_time_password
from bot.desk.problem import Problem
from bot.desk.strangers import Strangers

NOW = datetime(2026, 11, 22, 7, 5)
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # of RFC 6238, appendix B: 12345678901234567890


@pytest.mark.parametrize(
    "password",
    [
        "password1234", "123456789012", "matkhau123456", "Qwertyuiop12", "lanlanlanlan",
        "aaaaaaaaaaaa", "Mật khẩu 2026", "anhyeuem1234", "lan.123456789", "abababababab",
        "Admin@123456", "P4ssw0rd2026",
    ],
)  # fmt: skip
def test_what_others_would_guess_is_refused(password: str) -> None:
    assert Problem.EASY_PASSWORD is fault_of(password, "lan")


@pytest.mark.parametrize(
    "password", ["một câu dài để nhớ", "correct horse battery", "9fK!x2mQ#p7Lw"]
)
def test_a_sentence_or_a_good_jumble_is_taken(password: str) -> None:
    assert fault_of(password, "lan") is None


def test_every_one_of_the_common_passwords_is_refused_however_it_is_drawn_out() -> None:
    drawn_out = [(word + "1!").ljust(12, word[0]) for word in COMMON]

    assert [] == [word for word in drawn_out if fault_of(word, "lan") is None]
    assert len(COMMON) >= 100


def test_letters_are_counted_as_they_are_seen() -> None:
    decomposed = "ba\u0300 nga\u0300y mo\u0323\u0302"  # ten letters in fourteen signs

    assert Problem.SHORT_PASSWORD is fault_of(decomposed, "lan")


def test_passwords_for_one_sign_in_survive_a_vietnamese_keyboard() -> None:
    made = [one_time_password(random.Random(seed)) for seed in range(200)]

    assert [] == [word for word in made if set(word) & set("sfrxjwzliyoq") - set("o")]
    assert 200 == len(set(made))
    groups = [group for word in made for group in word.split("-")]
    assert [] == [group for group in groups if len(set(group)) < 4]  # dd, aa, oo would turn
    assert [] == [word for word in made if fault_of(word, "lan")]


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    at = datetime(1970, 1, 1) + timedelta(seconds=seconds)

    assert seconds // 30 == step_of(SECRET, code, at)
    assert step_of(SECRET, code, at + timedelta(seconds=60)) is None


def test_a_new_secret_is_long_and_read_in_groups() -> None:
    secret = new_secret()

    assert is_secret(secret)
    assert 20 == len(pyotp.TOTP(secret).byte_secret())
    assert secret == in_groups(secret).replace(" ", "")
    assert [4] * 8 == [len(group) for group in in_groups(secret).split()]


@pytest.mark.parametrize(
    ("name", "good"),
    [("lan", True), ("lan.nguyen-2", True), ("l", False), ("Lan", False), ("lân", False),
     ("2lan", False), ("a" * 33, False), ("operator", False), ("citizen", False), ("", False)],
)  # fmt: skip
def test_a_name_is_typed_alike_on_every_keyboard(name: str, good: bool) -> None:
    assert good == is_name(name)


def test_strangers_are_limited_by_name_and_forgiven_with_time() -> None:
    strangers = Strangers()

    assert [False] * 4 + [True] == [strangers.failed("x", NOW) for _ in range(5)]
    assert strangers.is_locked("x", NOW)
    assert not strangers.is_locked("y", NOW)
    assert not strangers.is_locked("x", NOW + timedelta(minutes=15))


def test_strangers_do_not_fill_the_memory() -> None:
    strangers = Strangers()
    for number in range(10_050):
        strangers.failed(str(number), NOW)

    assert len(strangers._failures) == 10_000
