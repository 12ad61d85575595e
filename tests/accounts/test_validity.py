"""When a certificate holds."""

import datetime

import pytest

from accounts.rules.validity import validity

ISSUED, EXPIRES = datetime.date(2023, 7, 1), datetime.date(2026, 6, 30)


@pytest.mark.parametrize(
    ("day", "holds", "sentence"),
    [
        (datetime.date(2023, 6, 30), False, "证书自 2023-07-01 起有效。"),
        (datetime.date(2023, 7, 1), True, "证书有效期至 2026-06-30。"),
        (datetime.date(2026, 6, 30), True, "证书有效期至 2026-06-30。"),
        (datetime.date(2026, 7, 1), False, "证书已于 2026-06-30 到期。"),
    ],
)
def test_the_period_begins_with_the_first_day_and_ends_with_the_last(day, holds, sentence):
    found = validity(ISSUED, EXPIRES, day)
    assert (found.holds, found.sentence) == (holds, sentence)
