"""The working-day calendar: forwards and backwards undo each other, whatever the holidays."""

import datetime

from hypothesis import given
from hypothesis import strategies as st

from challenges.core.models.calendar import Calendar

FIRST = datetime.date(2026, 1, 1)
days = st.dates(FIRST, datetime.date(2029, 12, 31))
# Any table: holidays on working days, weekends on which offices work, rows that only repeat the week.
calendars = st.dictionaries(days, st.booleans(), max_size=20).map(Calendar)
# A week off with the weekends before and after it worked, as in Spring Festival.
FESTIVAL = Calendar(
    {
        **{datetime.date(2027, 2, 5) + datetime.timedelta(n): False for n in range(7)},
        datetime.date(2027, 1, 31): True,
        datetime.date(2027, 2, 13): True,
    }
)


def last_working(calendar, day):
    while not calendar.is_working(day):
        day -= datetime.timedelta(days=1)
    return day


@given(calendars, days, st.integers(1, 40))
def test_a_period_begun_so_many_working_days_ago_ends_today_or_when_offices_open_again(calendar, day, number):
    begun = calendar.subtract(day, number)
    assert calendar.is_working(begun) and begun < day
    assert calendar.add(begun, number) == calendar.roll(day)


@given(calendars, days, st.integers(1, 40))
def test_counting_back_from_the_end_of_a_period_finds_the_last_working_day_up_to_its_start(calendar, day, number):
    end = calendar.add(day, number)
    assert calendar.subtract(end, number) == last_working(calendar, day)
    assert calendar.between(day, end) == number


@given(calendars, days, st.integers(0, 20), st.integers(0, 20))
def test_steps_back_add_up(calendar, day, one, two):
    assert calendar.subtract(calendar.subtract(day, one), two) == calendar.subtract(day, one + two)


def test_a_festival_is_stepped_over_and_its_worked_weekends_are_counted():
    festival = datetime.date(2027, 2, 8)
    assert FESTIVAL.subtract(festival, 1) == datetime.date(2027, 2, 4)
    assert FESTIVAL.subtract(festival, 5) == datetime.date(2027, 1, 31)
    assert FESTIVAL.subtract(datetime.date(2027, 2, 14), 1) == datetime.date(2027, 2, 13)
    assert FESTIVAL.subtract(festival, 0) == festival
