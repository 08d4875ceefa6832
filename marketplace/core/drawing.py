"""The smallest pieces of a page (icon, badge, deadline, money), and how its words are written.

A list draws each of them a hundred times, so they are functions, not macros; `_macros/ui.html` hands them on
under the names that pages import.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

import nh3
from flask import Request, current_app, request
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from marketplace.core import clock, i18n, words
from marketplace.core.assets import asset
from marketplace.core.i18n import _

URGENCY = {"late": "alert-triangle", "near": "clock-exclamation", "calm": "clock", "done": "circle-check"}
LOCKED = ("amber", "red")


@lru_cache(maxsize=2000)
def icon(name: str, label: str | None = None) -> Markup:
    """One picture of the sprite; with a label it speaks for itself."""
    says = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    drawn = Markup('<svg class="icon" {}><use href="{}#{}"/></svg>')
    return drawn.format(says, asset("icons.svg"), name)


def badge(
    label: Any, tone: str = "neutral", icon_name: str | None = None, title: str | None = None
) -> Markup:
    """A small mark with a word."""
    return _badge(escape(label), tone, icon_name, title)


@lru_cache(maxsize=2000)
def _badge(label: Markup, tone: str, icon_name: str | None, title: str | None) -> Markup:
    sign = icon(icon_name) if icon_name else Markup('<span class="dot" aria-hidden="true"></span>')
    says = Markup(' title="{}"').format(title) if title else ""
    return Markup('<span class="mark tone-{}"{}>{}{}</span>').format(tone, says, sign, label)


def state_badge(state: Any) -> Markup:
    """A state is a member of a closed list with `label` and `tone`."""
    return _state(state, i18n.locale())


@lru_cache(maxsize=2000, typed=True)
def _state(state: Any, _locale: str) -> Markup:
    return badge(state.label, getattr(state, "tone", "neutral"))


def secrecy_badge(level: Any) -> Markup:
    """Open knowledge needs no lock; everything above internal shows one."""
    return _secrecy(level, i18n.locale())


@lru_cache(maxsize=100, typed=True)
def _secrecy(level: Any, _locale: str) -> Markup:
    tone = getattr(level, "tone", "neutral")
    return badge(level.label, tone, "lock" if tone in LOCKED else "eye")


NO_DATE = Markup('<span class="muted">–</span>')


def _plain(html: str) -> Markup:
    """HTML whose parts hold nothing to escape: times as we write them, and pieces from above."""
    return Markup(html)  # noqa: S704 # nosec B704 - see the sentence above


def cleaned(html: str) -> Markup:
    """HTML made from somebody's Markdown, without anything that could run or fetch from elsewhere."""
    return _plain(nh3.clean(html, url_schemes={"https"}, link_rel=None))


def deadline(when: date | None, done: bool = False, server: bool = False, brief: bool = False) -> Markup:
    """Date, weekday, time, time left; urgency by icon, word and colour. `server` adds the server's clock
    while the time still runs."""
    if when is None:
        return Markup('<span class="muted">{}</span>').format(_("No deadline"))
    now, locale = words.local(clock.now()), i18n.locale()
    drawn = _deadline(when, _about(now, when, done), done, brief, locale)
    if not server or done:
        return drawn
    face = f"{escape(_('server time'))} <span data-server-clock>{now:%H:%M}</span>"
    return _plain(f'{drawn.removesuffix("</span>")}<span class="muted server">{face}</span></span>')


def deadlines(of: Iterable[tuple[date | None, bool]]) -> list[tuple[Markup]]:
    """The short deadline of each row of a list (when, and is it done), to stand beside it."""
    now, locale = words.local(clock.now()), i18n.locale()
    return [
        (_deadline(when, _about(now, when, done), done, True, locale) if when else deadline(None),)
        for when, done in of
    ]


def _about(now: datetime, when: date, done: bool) -> int:
    """What the reading of a deadline depends on: the time left is written in whole minutes (negative: so
    many are past), and of what is done only the year matters."""
    if done:
        return now.year
    until = when if type(when) is datetime and when.tzinfo else words.local(when)
    seconds = (until - now).total_seconds()
    return int(seconds // 60) if seconds > 0 else -int(-seconds // 60) - 1


def _hour(until: datetime, about: int, done: bool) -> datetime:
    """An hour at which the deadline reads so."""
    if done:
        return datetime(about, 1, 1, tzinfo=until.tzinfo)
    past = timedelta(minutes=-about - 1, seconds=1)
    return until + past if about < 0 else until - timedelta(minutes=about, seconds=1)


@lru_cache(maxsize=2000)
def _deadline(when: date, about: int, done: bool, brief: bool, locale: str) -> Markup:
    until = words.local(when)
    now = _hour(until, about, done)
    iso = until.isoformat(timespec="seconds")
    how = words.urgency(until, now=now, done=done)
    at = words.short(until, locale=locale, now=now) if brief else words.moment(until, locale=locale)
    left = words.left(until, locale=locale, now=now)
    more = "" if done else f'<span class="left" data-left>{left}</span>'
    time = f'<time datetime="{iso}">{at}</time>'
    return _plain(f'<span class="deadline is-{how}">{icon(URGENCY[how])}{time}{more}</span>')


@lru_cache(maxsize=2000)
def _money(yuan: int | None, locale: str) -> Markup:
    exactly: str | Markup = ""
    if yuan is not None and not locale.startswith("zh"):
        exactly = Markup(' title="{:,} {}"').format(yuan, _("yuan"))
    return Markup('<span class="num"{}>{}</span>').format(exactly, words.money(yuan))


def money(yuan: int | None) -> Markup:
    """An amount; readers of English may ask for the exact yuan."""
    return _money(yuan, i18n.locale())


def day(when: date | None) -> Markup:
    """A day."""
    if not when:
        return NO_DATE
    return _plain(f'<time datetime="{when.isoformat()}">{words.day(when, locale=i18n.locale())}</time>')


def moment(when: date | None) -> Markup:
    """Day and minute, short; the whole on demand."""
    if not when:
        return NO_DATE
    return _moment_of(words.local(when), i18n.locale(), words.local(clock.now()).year)


@lru_cache(maxsize=2000)
def _moment_of(when: datetime, locale: str, year: int) -> Markup:
    now = datetime(year, 1, 1, tzinfo=words.BEIJING)  # of the hour that is, only the year is written
    whole, brief = words.moment(when, locale=locale), words.short(when, locale=locale, now=now)
    return _plain(f'<time datetime="{words.iso(when)}" title="{whole}">{brief}</time>')


def kept(template: str, macro: str, *values: Any) -> Markup:
    """What a macro draws from these values alone, drawn once: a row that many readers see, a list of choices.

    The values are the key, with the language and the place of the application; the macro may ask for nothing
    else (no request, no hour, no reader), so nobody is shown what was drawn from other values than theirs.
    """
    return _kept((template, macro, i18n.locale(), request.root_path), values)


def kept_each(template: str, macro: str, rows: Sequence[Any], *shared: Any, beside: Any = None) -> Markup:
    """The same for every row of a list: the macro gets the row, what stands `beside` it, what all share."""
    stem = (template, macro, i18n.locale(), request.root_path)
    lines = zip(rows, [()] * len(rows) if beside is None else beside, strict=True)
    return _plain("".join([_kept(stem, (row, *more, *shared)) for row, more in lines]))


MOST_KEPT = 1500
_drawn: dict[tuple[tuple[str, ...], tuple[Any, ...]], Markup] = {}


def _kept(stem: tuple[str, ...], values: tuple[Any, ...]) -> Markup:
    found = _drawn.get((stem, values))
    if found is None:
        if len(_drawn) >= MOST_KEPT:
            _drawn.clear()
        draw = getattr(current_app.jinja_env.get_template(stem[0]).module, stem[1])
        found = _drawn[stem, values] = draw(*values)
    return found


def pairs(choices: Iterable[tuple[Any, Any]]) -> tuple[tuple[str, str], ...]:
    """Choices as words in the reader's language: something `kept` can tell apart."""
    return tuple((str(value), str(label)) for value, label in choices)


def chosen_of(asked: Request, offered: Iterable[tuple[str, Any, Any]]) -> tuple[tuple[str, ...], ...]:
    """What an address chooses in each of these filters."""
    return tuple(tuple(asked.args.getlist(name)) for name, _label, _choices in offered)


PIECES: dict[str, Callable[..., Markup]] = {
    "icon": icon, "badge": badge, "state_badge": state_badge, "secrecy_badge": secrecy_badge,
    "deadline": deadline, "money": money, "date": day, "when": moment,
}  # fmt: skip


# --- filters: language and hour are the page's, where it says them (letters do), else the reader's


def _locale(context: Context) -> object:
    return context.get("locale") or i18n.locale()


def _now(context: Context) -> datetime:
    said: datetime | None = context.get("now")
    return said or clock.now()


@pass_context
def _day(context: Context, when: date | None) -> str:
    return words.day(when, locale=_locale(context))


@pass_context
def _moment(context: Context, when: datetime | None) -> str:
    return words.moment(when, locale=_locale(context))


@pass_context
def _short(context: Context, when: datetime | None) -> str:
    return words.short(when, locale=_locale(context), now=_now(context))


@pass_context
def _left(context: Context, until: datetime | None) -> str:
    return words.left(until, locale=_locale(context), now=_now(context))


@pass_context
def _urgency(context: Context, until: datetime | None, done: bool = False) -> str:
    return words.urgency(until, now=_now(context), done=done)


FILTERS: dict[str, Callable[..., Any]] = {
    "money": words.money,
    "percent": words.percent,
    "size": words.size,
    "iso": words.iso,
    "here": words.here,
    "without": words.without,
    "pairs": pairs,
    "chosen": tuple,
    "chosen_of": chosen_of,
    "day": _day,
    "moment": _moment,
    "short": _short,
    "left": _left,
    "urgency": _urgency,
}
