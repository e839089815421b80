"""Names in running text, however they are typed."""

import pytest

from nlu.gazetteer import Gazetteer, is_one_edit, joined, read_tokens

BANKS = Gazetteer(
    [
        ("vietcombank", "Vietcombank"),
        ("ngân hàng sài gòn", "SCB"),
        ("ngân hàng sài gòn thương tín", "Sacombank"),
        ("ip #", "ios"),
        ("mb", "MB Bank"),
        ("# mb", ""),
        ("lâm đồng!", "Lâm Đồng"),
        ("giúp {mẹ} tôi", "mother"),
        ("kiên giang", "An Giang"),
    ]
)


def found(text: str) -> list[tuple[str, str]]:
    tokens = read_tokens(text)
    return [
        (match.value, " ".join(token.text for token in tokens[match.first : match.last]))
        for match in BANKS.find(tokens)
    ]


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("VIETCOMBANK", "Vietcombank"),
        ("vietcombak", "Vietcombank"),
        ("vietcombnak", "Vietcombank"),
        ("ngan hang sai gon", "SCB"),
        ("ngân hàng Sài Gòn Thương Tín", "Sacombank"),
        ("ip 15", "ios"),
        ("ip15", "ios"),
        ("chuyển mb", "MB Bank"),
        ("Lâm Đồng", "Lâm Đồng"),
        ("kein giang", "An Giang"),
        ("kieen giang", "An Giang"),
    ],
)
def test_a_name_is_found_however_it_is_typed(typed: str, value: str) -> None:
    assert [value] == [value for value, _ in found(typed)]


@pytest.mark.parametrize(
    "typed",
    [
        "500 mb",
        "mẹ tôi",
        "lam dong",  # làm đồng
        "làm đồng",
        "kiến giảng",
        "ngân hàng, sài gòn",
        "viet com",
    ],
)
def test_other_words_are_no_name(typed: str) -> None:
    assert [] == found(typed)


def test_only_what_stands_in_braces_is_the_name() -> None:
    assert [("mother", "mẹ")] == found("làm giúp mẹ tôi với")


def test_what_was_found_can_stand_as_one_word() -> None:
    tokens = read_tokens("mở vietcombank đi")
    [match] = BANKS.find(tokens)

    merged = joined(tokens, [("@Bank", match)])

    assert ["mở", "@Bank", "đi"] == [token.text for token in merged]
    assert (3, 14) == (merged[1].start, merged[1].end)


@pytest.mark.parametrize(
    ("one", "other", "is_near"),
    [
        ("agribank", "agribank", True),
        ("agribank", "agribnak", True),
        ("agribank", "agriban", True),
        ("agribank", "agrribank", True),
        ("agribank", "agribonk", True),
        ("agribank", "agirbnak", False),
        ("acb", "ocbx", False),
    ],
)
def test_one_letter_may_be_wrong(one: str, other: str, is_near: bool) -> None:
    assert is_near is is_one_edit(one, other)
    assert is_near is is_one_edit(other, one)
