"""The numbers on receipts: none twice, none that tells its place, all read by the platform alone."""

import re
import secrets
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from challenges.proposals.queries.receipt import MOST, SIGNS, check_sign, count_of, number_of, permuted

SECRET = "6c" * 32
counts = st.integers(1, MOST - 1)


def printed(count, secret=SECRET, challenge_id=12):
    return number_of(secret, challenge_id=challenge_id, year=2026, count=count)


def test_every_number_has_one_width_and_its_check_sign():
    for count in (1, 2, 3, 999, MOST - 1):
        assert re.fullmatch(rf"JB-2026-00012-[{SIGNS}]{{7}}", printed(count))


@given(counts)
def test_the_platform_reads_its_own_count_back(count):
    assert count_of(SECRET, printed(count)) == count
    assert permuted(SECRET, permuted(SECRET, count), back=True) == count


def test_no_number_is_given_twice_and_none_tells_its_place():
    """Of 2,000 in a row as many rise as fall, and neighbours are no nearer to each other than by chance."""
    numbers = [printed(count) for count in range(1, 2001)]
    assert len(set(numbers)) == 2000
    tails = [number[-7:-1] for number in numbers]
    rises = sum(later > sooner for sooner, later in pairwise(tails))
    assert 900 < rises < 1100
    values = [int.from_bytes(tail.encode(), "big") for tail in tails]
    ranks = {value: rank for rank, value in enumerate(sorted(values))}
    steps = [abs(ranks[b] - ranks[a]) for a, b in pairwise(values)]
    assert sum(step < 20 for step in steps) < 80


def test_each_challenge_has_an_order_of_its_own():
    other = secrets.token_hex(32)
    assert [printed(n)[-7:] for n in range(1, 6)] != [printed(n, other)[-7:] for n in range(1, 6)]
    assert count_of(other, printed(1)) != 1


@given(counts, st.data())
def test_a_wrong_sign_and_two_exchanged_ones_are_noticed(count, data):
    number = printed(count)
    places = [n for n, sign in enumerate(number) if n > 2 and sign != "-"]
    place = data.draw(st.sampled_from(places))
    sign = data.draw(st.sampled_from([sign for sign in SIGNS if sign != number[place]]))
    assert count_of(SECRET, number[:place] + sign + number[place + 1 :]) is None
    first, second = data.draw(st.sampled_from(list(pairwise(places))))
    exchanged = list(number)
    exchanged[first], exchanged[second] = exchanged[second], exchanged[first]
    if "".join(exchanged) != number:
        assert count_of(SECRET, "".join(exchanged)) is None


@pytest.mark.parametrize("typed", ["", "JB", "JB-2026-00012-0001", "XX-2026-00012-0000000", "JB-2026-00012-OOOOOOO"])
def test_what_was_never_printed_is_none(typed):
    assert count_of(SECRET, typed) is None


def test_a_number_beyond_the_width_is_none_and_no_count_goes_there():
    body = "2026-00012-" + SIGNS[-1] * 6
    assert count_of(SECRET, f"JB-{body}{check_sign(body)}") is None
    for count in (0, MOST):
        with pytest.raises(ValueError):
            printed(count)
