"""Parts of an amount, what a receipt pays of them, and the sums of a ledger whatever happens to its lines."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.typed.unreadable import Unreadable
from challenges.contracts.money import balance, yuan
from challenges.contracts.money.shares import allocate, split

D = Decimal
FEN = st.integers(0, 10**13)


def percents(*typed):
    return [D(one) for one in typed]


@pytest.mark.parametrize(
    ("total", "shares", "parts"),
    [
        (547, ("33.34", "33.33", "33.33"), [183, 182, 182]),
        (800_000_000, ("30", "40", "30"), [240_000_000, 320_000_000, 240_000_000]),
        (100, ("33.33", "33.33", "33.34"), [33, 33, 34]),
        (1, ("50", "50"), [0, 1]),  # of equal remainders the last part takes the rest
        (0, ("60", "40"), [0, 0]),
        (56_251_743, ("62", "23", "15"), [34_876_081, 12_937_901, 8_437_761]),
    ],
)
def test_the_largest_remainder_takes_what_is_left(total, shares, parts):
    assert split(total, percents(*shares)) == parts


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        (("33.33",) * 3, "100.00"),
        (("50", "51"), "10,000.00"),
        (("99.99999",), "0.10"),
        ((), "一期"),
        (("-1", "101"), "负"),
    ],
)
def test_what_is_not_all_of_it_is_refused_by_the_sum_that_is_wrong(shares, said):
    with pytest.raises(Unreadable, match=said):
        split(100_000_000, percents(*shares))


@given(total=FEN, cuts=st.lists(st.integers(0, 10_000), max_size=8))
def test_parts_add_up_and_none_is_a_fen_away_from_its_share(total, cuts):
    edges = [0, *sorted(cuts), 10_000]
    shares = [D(after - before) / 100 for before, after in pairwise(edges)]
    parts = split(total, shares)
    assert sum(parts) == total
    assert all(abs(part - total * share / 100) < 1 and part >= 0 for part, share in zip(parts, shares, strict=True))


def test_a_receipt_pays_the_parts_in_their_order():
    assert allocate([750_000, 750_000], 850_000) == [750_000, 100_000]


@pytest.mark.parametrize(("received", "code"), [(1_500_001, "beyond"), (0, "nothing"), (-1, "nothing")])
def test_a_receipt_beyond_what_is_open_is_refused(received, code):
    with pytest.raises(Unreadable) as caught:
        allocate([750_000, 750_000], received)
    assert caught.value.code == code


def test_what_is_beyond_is_named():
    with pytest.raises(Unreadable, match=r"15,000\.10.*15,000\.00.*0\.10"):
        allocate([750_000, 750_000], 1_500_010)


@given(parts=st.lists(st.integers(0, 10**9), max_size=8), data=st.data())
def test_no_part_takes_more_than_it_is(parts, data):
    received = data.draw(st.integers(1, max(1, sum(parts))))
    if not sum(parts):
        return
    taken = allocate(parts, received)
    assert sum(taken) == received
    assert all(0 <= one <= part for one, part in zip(taken, parts, strict=True))


@pytest.mark.parametrize(
    ("typed", "capital"),
    [
        ("12000.01", "壹万贰仟元零壹分"),
        ("0.01", "壹分"),
        ("100000.05", "壹拾万元零伍分"),
        ("6,800,000", "陆佰捌拾万元整"),
        ("¥1005.03", "壹仟零伍元零叁分"),
    ],
)
def test_an_amount_in_capital_figures(typed, capital):
    assert yuan.capital(yuan.read(typed)) == capital


@pytest.mark.parametrize("typed", ["1.005", "-1", "1,00", "壹", "", "1e14", None])
def test_what_is_no_amount_to_the_fen_is_refused(typed):
    with pytest.raises(Unreadable):
        yuan.read(typed)


@given(fen=FEN)
def test_fen_are_said_and_read_again(fen):
    assert yuan.read(yuan.said(fen)) == fen


# Where each state may go; a part of an open line is paid by parting it.
MOVES = {
    "planned": ["due", "cancelled"],
    "due": ["requested", "paid", "cancelled"],
    "requested": ["paid", "cancelled"],
    "paid": ["received", "refunded"],
    "received": ["refunded"],
    "cancelled": [],
    "refunded": [],
}


@given(total=st.integers(1, 10**12), data=st.data())
def test_any_walk_of_a_ledger_keeps_its_sums(total, data):
    edges = [0, *sorted(data.draw(st.lists(st.integers(0, 10_000), max_size=5))), 10_000]
    shares = [D(after - before) / 100 for before, after in pairwise(edges)]
    lines = [("planned", part) for part in split(total, shares)]
    for _step in range(data.draw(st.integers(0, 25))):
        place = data.draw(st.integers(0, len(lines) - 1))
        state, fen = lines[place]
        if not MOVES[state]:
            continue
        target = data.draw(st.sampled_from(MOVES[state]))
        if target == "paid" and fen > 1 and data.draw(st.booleans()):
            paid, rest = balance.parted(fen, data.draw(st.integers(1, fen - 1)))
            lines[place : place + 1] = [("paid", paid), (state, rest)]
        else:
            lines[place] = (target, fen)
        found = balance.sums(lines)
        assert found.planned == total
        assert found.rest == 0
        assert min(found.later, found.open, found.paid, found.cancelled, found.refunded) >= 0
        assert all(fen >= 0 for _state, fen in lines)


@pytest.mark.parametrize("paid", [0, 100, 101, -1])
def test_only_a_part_parts_a_line(paid):
    with pytest.raises(ValueError, match="part"):
        balance.parted(100, paid)
