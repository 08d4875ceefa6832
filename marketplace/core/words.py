"""How facts are written for people: money, dates, time left, shares, sizes, addresses.

Pure functions: whoever asks says the language and the hour; `drawing` wraps them for the templates.
"""

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from urllib.parse import urlencode

from flask import Request

# China keeps one time zone and no summer time, so a fixed offset needs no zone files.
BEIJING = timezone(timedelta(hours=8), "Asia/Shanghai")
NOTHING = "–"
NEAR = timedelta(days=3)
FAR_DAYS = 30

_WEEKDAYS = {"zh": "一二三四五六日", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_UNITS = {"zh": ("天", "小时", "分钟"), "en": ("d", "h", "min")}
_LEFT = {
    "zh": ("还剩 {}", "已过 {}", "剩不到 1 分钟", "刚过"),
    "en": ("{} left", "{} ago", "less than 1 min left", "just past"),
}


@cache
def _language(locale: object) -> str:
    return "zh" if str(locale).lower().startswith("zh") else "en"


def local(moment: date) -> datetime:
    """The hour on the wall; a day without an hour ends at midnight; times without a zone are UTC."""
    if type(moment) is datetime and moment.tzinfo is BEIJING:
        return moment
    if not isinstance(moment, datetime):
        return datetime(moment.year, moment.month, moment.day, 23, 59, 59, tzinfo=BEIJING)
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(BEIJING)


def rounded(value: Decimal, digits: int) -> Decimal:
    """Halves up, as people round."""
    return value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


def money(yuan: int | Decimal | None) -> str:
    """Whole yuan as the group writes money: 万元 with one decimal, halves up."""
    return NOTHING if yuan is None else f"{rounded(Decimal(yuan) / 10_000, 1):,} 万元"


def percent(share: float | Decimal | None, digits: int = 0) -> str:
    """A share between 0 and 1."""
    return NOTHING if share is None else f"{rounded(Decimal(str(share)) * 100, digits):,}%"


def day(when: date | datetime | None, *, locale: object) -> str:
    """2026年11月22日 周日, or Sun 22 Nov 2026."""
    if when is None:
        return NOTHING
    at = local(when) if isinstance(when, datetime) else when
    if _language(locale) == "zh":
        return f"{at.year}年{at.month}月{at.day}日 周{_WEEKDAYS['zh'][at.weekday()]}"
    return f"{_WEEKDAYS['en'][at.weekday()]} {at.day} {_MONTHS[at.month - 1]} {at.year}"


def _evening(at: datetime) -> tuple[datetime, str]:
    """Midnight sharp is the end of a day, not the beginning of the next: a deadline reads Friday 24:00."""
    if at.time() == time():
        return at - timedelta(days=1), "24:00"
    if at.time() in (time(23, 59), time(23, 59, 59)):  # the end of a day as some deadlines hold it
        return at, "24:00"
    return at, f"{at:%H:%M}"


def moment(when: date | None, *, locale: object) -> str:
    """Day and minute: what a deadline shows in full."""
    if when is None:
        return NOTHING
    joint = " " if _language(locale) == "zh" else ", "
    at, hour = _evening(local(when))
    return f"{day(at, locale=locale)}{joint}{hour}"


def short(when: date | None, *, locale: object, now: datetime) -> str:
    """For narrow columns: the year only if it is not this one."""
    if when is None:
        return NOTHING
    at, hour = _evening(local(when))
    this_year = at.year == local(now).year
    if _language(locale) == "zh":
        return f"{'' if this_year else f'{at.year}年'}{at.month}月{at.day}日 {hour}"
    return f"{at.day} {_MONTHS[at.month - 1]}{'' if this_year else f' {at.year}'}, {hour}"


def span(length: timedelta, *, locale: object) -> str:
    """The two largest parts of a length of time; beyond a month only days."""
    days_word, hours_word, minutes_word = _UNITS[_language(locale)]
    minutes = int(length.total_seconds()) // 60
    days, hours = minutes // 1440, minutes % 1440 // 60
    if days >= FAR_DAYS or (days and not hours):
        return f"{days} {days_word}"
    if days:
        return f"{days} {days_word} {hours} {hours_word}"
    if hours and not minutes % 60:
        return f"{hours} {hours_word}"
    if hours:
        return f"{hours} {hours_word} {minutes % 60} {minutes_word}"
    return f"{minutes} {minutes_word}"


def left(until: date | None, *, locale: object, now: datetime) -> str:
    """还剩 3 天 4 小时 / 3 d 4 h left; once past, how long ago."""
    if until is None:
        return NOTHING
    remaining = local(until) - local(now)
    ahead, past, soon, just = _LEFT[_language(locale)]
    if abs(remaining) < timedelta(minutes=1):
        return soon if remaining > timedelta() else just
    return (ahead if remaining > timedelta() else past).format(span(abs(remaining), locale=locale))


def urgency(until: date | None, *, now: datetime, done: bool = False) -> str:
    """`done`, `late`, `near` (three days) or `calm`: decides icon and colour of a deadline."""
    if done or until is None:
        return "done" if done else "calm"
    remaining = local(until) - local(now)
    return "late" if remaining <= timedelta() else "near" if remaining <= NEAR else "calm"


def size(count: int | None) -> str:
    """Bytes as people know them from their file manager."""
    if count is None:
        return NOTHING
    amount, units = Decimal(count), ["B", "KB", "MB", "GB"]
    while amount >= 1024 and len(units) > 1:
        amount, units = amount / 1024, units[1:]
    return f"{rounded(amount, 0 if units[0] == 'B' else 1):,} {units[0]}"


def here(request: Request, **changes: object) -> str:
    """This page's address with some arguments changed; None takes one out.

    Built from path and text only: arguments of the reader never reach `url_for`.
    """
    kept = [(name, value) for name, value in request.args.items(multi=True) if name not in changes]
    new = [(name, str(value)) for name, value in changes.items() if value is not None]
    return _address(request, kept + new)


def without(request: Request, name: str, value: object = None) -> str:
    """This page's address less one filter, back on the first page."""
    gone = {"page", "after", "before"}
    kept = [
        (key, text)
        for key, text in request.args.items(multi=True)
        if key not in gone and not (key == name and value in (None, text))
    ]
    return _address(request, kept)


def _address(request: Request, pairs: list[tuple[str, str]]) -> str:
    path = request.script_root + request.path
    return f"{path}?{urlencode(pairs)}" if pairs else path


def iso(when: date) -> str:
    """For `<time datetime>`: with offset, so that the browser counts the same hours."""
    return local(when).isoformat(timespec="seconds")
