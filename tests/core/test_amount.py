"""Money: told exactly or as a band, split to the last 分."""

from decimal import Decimal

import pytest

from challenges.core.queries.amount import band, split


@pytest.mark.parametrize(
    ("total", "expected"),
    [("0", (0, 100)), ("99.99", (0, 100)), ("100", (100, 300)), ("999", (500, 1000)), ("3000", (3000, None))],
)
def test_an_amount_lies_in_one_band(total, expected):
    assert band(Decimal(total)) == expected


@pytest.mark.parametrize(
    ("total", "percents", "expected"),
    [
        ("800", (30, 40, 30), ("240.00", "320.00", "240.00")),
        ("100", ("33.33", "33.33", "33.34"), ("33.33", "33.33", "33.34")),
        ("0.05", (50, 50), ("0.03", "0.02")),
        ("800", (), ()),
    ],
)
def test_parts_add_up_to_the_whole_and_the_last_takes_the_remainder(total, percents, expected):
    parts = split(Decimal(total), [Decimal(percent) for percent in percents])
    assert parts == [Decimal(part) for part in expected]
    assert not parts or sum(parts) == Decimal(total)
