"""Sums of money."""

import pytest

from nlu.amounts import find_amounts


@pytest.mark.parametrize(
    ("written", "values"),
    [
        ("50k", [50_000]),
        ("1tr5", [1_500_000]),
        ("1tr250k", [1_250_000]),
        ("2 triệu rưỡi", [2_500_000]),
        ("1 triệu 2", [1_200_000]),
        ("chuyển 1 triệu 2 lần", [1_000_000]),
        ("1 triệu 500 nghìn", [1_500_000]),
        ("hai mươi mốt triệu", [21_000_000]),
        ("một triệu hai, mua hôm qua", [1_200_000]),
        ("chuyển một triệu hai lần", [1_000_000]),
        ("nam tram nghin", [500_000]),
        ("5 trăm nghìn", [500_000]),
        ("1,2 tỷ", [1_200_000_000]),
        ("200.000đ", [200_000]),
        ("1.500.000", [1_500_000]),
        ("750000", [750_000]),
        ("phí 11k và 22k", [11_000, 22_000]),
        ("hai ba triệu", []),
        ("lần 2 k được", []),
        ("mấy triệu", []),
        ("năm 2025, mức 2, 12 số", []),
        ("0912000000", []),
        ("64 gb", []),
    ],
)
def test_a_sum_is_read(written: str, values: list[int]) -> None:
    assert values == [amount.value for amount in find_amounts(written)]


def test_a_sum_knows_where_it_stands() -> None:
    text = "bị trừ 1tr5 đồng hôm qua"
    [amount] = find_amounts(text)

    assert "1tr5 đồng" == text[amount.start : amount.end]
