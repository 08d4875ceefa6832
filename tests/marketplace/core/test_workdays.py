"""Working days as a Chinese office counts them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.core.workdays import (
    CHINA,
    add_workdays,
    china_day,
    is_published,
    is_workday,
    workdays_between,
)


def china(*parts):
    return datetime(*parts, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2024, 2, 4), True),  # a Sunday made up for the Spring Festival
        (date(2024, 2, 12), False),  # a Monday within it
        (date(2024, 10, 1), False),
        (date(2024, 10, 12), True),  # a Saturday made up
        (date(2024, 3, 5), True),
        (date(2024, 3, 9), False),
    ],
)
def test_holidays_and_make_up_days_count(day, worked):
    assert is_published(day)
    assert is_workday(day) is worked


def test_a_year_nobody_has_published_goes_by_the_weekday():
    assert not is_published(date(2031, 10, 1))
    assert is_workday(date(2031, 10, 1))  # a Wednesday
    assert not is_workday(date(2031, 10, 4))
    assert is_workday(date(1999, 10, 1))


def test_the_edited_table_goes_before_everything():
    table = {date(2031, 10, 1): False, date(2031, 10, 4): True, date(2024, 10, 1): True}
    assert [is_workday(day, table) for day in table] == [False, True, True]


@pytest.mark.parametrize("hour", [0, 9, 23])
def test_a_notice_of_three_working_days_ends_with_the_third_day_after(hour):
    # Tuesday; Wednesday, Thursday and Friday count.
    assert add_workdays(china(2024, 3, 5, hour), 3) == china(2024, 3, 9)
    # Thursday before a weekend: Friday, Monday, Tuesday.
    assert add_workdays(china(2024, 3, 7, hour), 3) == china(2024, 3, 13)
    # Before the National Day week; Sunday 29 September is made up, Saturday 12 October too.
    assert add_workdays(china(2024, 9, 28, hour), 3) == china(2024, 10, 9)
    # In 2031 nobody knows the holidays yet, the table names two of them.
    table = {date(2031, 10, 1): False, date(2031, 10, 2): False}
    assert add_workdays(china(2031, 9, 29, hour), 3, table) == china(2031, 10, 7)


def test_a_notice_begun_on_a_day_of_rest_starts_with_the_next_working_day():
    assert add_workdays(china(2024, 3, 9, 12), 1) == china(2024, 3, 12)


def test_the_day_is_the_day_in_china():
    late = datetime(2024, 3, 5, 16, 30, tzinfo=UTC)  # 00:30 on the 6th in China
    assert china_day(late) == date(2024, 3, 6)
    assert add_workdays(late, 1) == china(2024, 3, 8)
    assert add_workdays(late.astimezone(ZoneInfo("America/New_York")), 1) == china(2024, 3, 8)


def test_nothing_to_wait_for_ends_with_the_day():
    assert add_workdays(china(2024, 3, 5, 9), 0) == china(2024, 3, 6)


def test_a_moment_without_a_zone_or_a_negative_period_is_a_mistake():
    with pytest.raises(ValueError, match="time zone"):
        add_workdays(datetime(2024, 3, 5), 1)
    with pytest.raises(ValueError, match="shorter"):
        add_workdays(china(2024, 3, 5), -1)


def test_a_table_without_working_days_does_not_hang():
    closed = {date(2031, 1, 1) + timedelta(days=n): False for n in range(6_000)}
    with pytest.raises(ValueError, match="no working days"):
        add_workdays(china(2031, 1, 1), 1, closed)


def test_between_two_days():
    assert workdays_between(date(2024, 9, 27), date(2024, 10, 8)) == 3  # Sunday 29, Monday 30, Tuesday 8
    assert workdays_between(date(2024, 3, 5), date(2024, 3, 5)) == 0
    assert workdays_between(date(2024, 3, 8), date(2024, 3, 5)) == 0


@given(st.datetimes(datetime(2005, 1, 1), datetime(2035, 1, 1)), st.integers(0, 40))
def test_adding_and_counting_agree(moment, n):
    begun = moment.replace(tzinfo=CHINA)
    ended = add_workdays(begun, n)
    assert workdays_between(begun, ended) == n
    assert n == 0 or is_workday(china_day(ended - timedelta(seconds=1)))
