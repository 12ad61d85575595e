"""Moments in words: the year is said where it is not the reader's."""

import datetime

import pytest
from django.utils.translation import override

from frontend.kit import moments
from notifications.clock import SHANGHAI

AT = datetime.datetime(2026, 11, 30, 9, tzinfo=SHANGHAI)
THEN = datetime.datetime(2022, 1, 1, 17, 30, tzinfo=SHANGHAI)
MIDNIGHT = datetime.datetime(2023, 1, 1, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("form", "chinese", "english"),
    [
        ("exact", "2022年1月1日 周六 17:30:00", "1 Jan 2022, 17:30 (UTC+8)"),
        ("near", "2022年1月1日 17:30", "1 Jan 2022, 17:30"),
        ("day", "2022年1月1日", "1 Jan 2022"),
        ("short", "2022-01-01 17:30", "1 Jan 2022, 17:30"),
        ("brief", "2022-01-01", "1 Jan 2022"),
        ("end", "2022年1月1日 17:30", "1 Jan 2022, 17:30"),
    ],
)
def test_a_moment_of_another_year_says_its_year(form, chinese, english):
    assert moments.dated(THEN, form, AT) == chinese
    with override("en"):
        assert moments.dated(THEN, form, AT) == english


def test_a_period_that_ends_with_a_year_is_of_that_year():
    assert moments.dated(MIDNIGHT, "end", AT) == "2022年12月31日 周六 24:00"
    assert moments.dated(MIDNIGHT, "end", THEN) == "12月31日 周六 24:00"


@pytest.mark.parametrize("form", sorted(moments.FORMS))
def test_a_moment_of_this_year_is_said_as_ever(form):
    assert moments.dated(AT, form, AT) == moments.FORMS[form](AT)
