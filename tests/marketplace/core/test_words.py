"""Money, dates, time left and addresses as people read them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from flask import Flask, request
from jinja2 import DictLoader, Environment

from marketplace.core import drawing, words

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)  # 12:00 in China, a Sunday


@pytest.mark.parametrize(
    ("yuan", "said"),
    [
        (125_000, "12.5 万元"),
        (0, "0.0 万元"),
        (12_500, "1.3 万元"),
        (12_499, "1.2 万元"),
        (-4_500, "-0.5 万元"),
        (12_345_000, "1,234.5 万元"),
        (None, "–"),
    ],
)
def test_money_stands_in_ten_thousands_with_one_decimal_halves_up(yuan: int | None, said: str) -> None:
    assert words.money(yuan) == said


def test_shares_are_rounded_half_up() -> None:
    assert words.percent(0.925) == "93%"
    assert words.percent(Decimal("0.0345"), 1) == "3.5%"
    assert words.percent(None) == "–"


def test_a_moment_is_told_in_china_time_with_its_weekday() -> None:
    late = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
    assert words.moment(late, locale="zh_Hans") == "2026年11月22日 周日 14:30"
    assert words.moment(late, locale="en") == "Sun 22 Nov 2026, 14:30"


def test_every_end_of_a_day_reads_24_00() -> None:
    ends = date(2026, 11, 20), datetime(2026, 11, 20, 23, 59, tzinfo=words.BEIJING)
    for end in (*ends, datetime(2026, 11, 21, tzinfo=words.BEIJING)):
        assert words.moment(end, locale="zh") == "2026年11月20日 周五 24:00"
    assert (
        words.short(datetime(2026, 11, 20, 23, 59, 30, tzinfo=words.BEIJING), locale="zh", now=NOON)[-5:]
        == "23:59"
    )


def test_an_evening_in_utc_is_the_next_day_in_china() -> None:
    assert words.day(datetime(2026, 11, 22, 16, 0, tzinfo=UTC), locale="zh") == "2026年11月23日 周一"


def test_a_time_without_zone_is_the_databases() -> None:
    bare = datetime(2026, 11, 22, 6, 30)
    assert words.moment(bare, locale="zh") == "2026年11月22日 周日 14:30"


def test_a_plain_date_is_not_moved() -> None:
    assert words.day(date(2026, 1, 5), locale="en") == "Mon 5 Jan 2026"


def test_the_year_shows_only_when_it_is_another() -> None:
    assert words.short(NOON, locale="zh", now=NOON) == "11月22日 12:00"
    assert words.short(NOON, locale="zh", now=NOON - timedelta(days=365)) == "2026年11月22日 12:00"
    assert words.short(NOON, locale="en", now=NOON) == "22 Nov, 12:00"


@pytest.mark.parametrize(
    ("ahead", "chinese", "english"),
    [
        (timedelta(days=3, hours=4, minutes=50), "还剩 3 天 4 小时", "3 d 4 h left"),
        (timedelta(days=2), "还剩 2 天", "2 d left"),
        (timedelta(hours=5, minutes=9), "还剩 5 小时 9 分钟", "5 h 9 min left"),
        (timedelta(hours=5), "还剩 5 小时", "5 h left"),
        (timedelta(minutes=1), "还剩 1 分钟", "1 min left"),
        (timedelta(seconds=30), "剩不到 1 分钟", "less than 1 min left"),
        (timedelta(days=45, hours=3), "还剩 45 天", "45 d left"),
        (timedelta(days=-1, hours=-2), "已过 1 天 2 小时", "1 d 2 h ago"),
        (timedelta(0), "刚过", "just past"),
    ],
)
def test_time_left_names_its_two_largest_parts(ahead: timedelta, chinese: str, english: str) -> None:
    assert words.left(NOON + ahead, locale="zh_Hans", now=NOON) == chinese
    assert words.left(NOON + ahead, locale="en", now=NOON) == english


def test_a_deadline_is_near_for_three_days_and_late_on_the_stroke() -> None:
    assert words.urgency(NOON + timedelta(days=3, seconds=1), now=NOON) == "calm"
    assert words.urgency(NOON + timedelta(days=3), now=NOON) == "near"
    assert words.urgency(NOON, now=NOON) == "late"
    assert words.urgency(NOON, now=NOON, done=True) == "done"
    assert words.urgency(None, now=NOON) == "calm"


def test_sizes_are_those_of_the_file_manager() -> None:
    assert [words.size(n) for n in (0, 1023, 248_213, 26_214_400)] == [
        "0 B",
        "1,023 B",
        "242.4 KB",
        "25.0 MB",
    ]


def test_an_address_keeps_the_other_filters_and_takes_no_orders_from_the_reader() -> None:
    app = Flask(__name__)
    with app.test_request_context("/market?state=open&state=closed&page=4&_scheme=javascript&q=轴承"):
        assert words.here(request, page=5) == (
            "/market?state=open&state=closed&_scheme=javascript&q=%E8%BD%B4%E6%89%BF&page=5"
        )
        assert words.without(request, "state", "open") == (
            "/market?state=closed&_scheme=javascript&q=%E8%BD%B4%E6%89%BF"
        )
    with app.test_request_context("/market?page=2"):
        assert words.here(request, page=None) == "/market"


def test_filters_take_language_and_hour_from_the_page() -> None:
    env = Environment(
        loader=DictLoader({"p": "{{ at|moment }} {{ at|left }} {{ 5000|money }}"}), autoescape=True
    )
    env.filters.update(drawing.FILTERS)
    page = env.get_template("p")
    assert page.render(at=NOON, now=NOON - timedelta(hours=1), locale="en") == (
        "Sun 22 Nov 2026, 12:00 1 h left 0.5 万元"
    )
