"""Fields of forms as pages draw them: the frame of each (label, hint, limits, choices) drawn once, what is
typed put in anew each time and kept nowhere.

`_macros/form.html` says how a field looks; it hands `field` on under the name that pages import.
"""

from __future__ import annotations

from typing import Any

from flask import current_app
from markupsafe import Markup, escape
from wtforms import PasswordField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.fields.core import Field
from wtforms.fields.numeric import DecimalField, IntegerField
from wtforms.fields.simple import TextAreaField

from marketplace.core import i18n

MARK = "\x02typed\x03"  # stands in the frame where the text goes; nobody can send it (`web` takes NUL only)
MOST = 2000
_frames: dict[tuple[Any, ...], tuple[Markup, ...]] = {}


def field(one: Field, unit: Any = None, search: bool = False, **more: Any) -> Markup:
    """A field with its label, hint, limits and errors; `unit` stands behind it, `search` makes a long list
    searchable, more keywords go to the control."""
    looks = None if one.errors else _looks(one)
    if looks is None:
        return _drawn(one, unit, search, more)
    key = (*looks, str(unit or ""), search, tuple(sorted(more.items())), i18n.locale())
    frame = _frames.get(key)
    if frame is None:
        if len(_frames) >= MOST:
            _frames.clear()
        frame = _frames[key] = _frame(one, unit, search, more)
    if len(frame) == 1:
        return frame[0]
    return frame[0] + _text(one) + frame[1]


def _looks(one: Field) -> tuple[Any, ...] | None:
    """All that decides how a field looks, without what is typed in it; None: of a kind that is not kept."""
    said = (
        type(one), one.id, one.name, str(one.label.text), str(one.description), type(one.widget),
        tuple(vars(one.flags).items()), tuple(sorted((one.render_kw or {}).items())),
    )  # fmt: skip
    if type(one) is SelectField and isinstance(one.choices, list):
        # the groups of a list and their names are part of its choices
        return (*said, str(one.data), tuple(_choice(choice) for choice in one.choices or ()))
    if isinstance(one, StringField | TextAreaField | IntegerField | DecimalField):
        return None if isinstance(one, PasswordField) and one.data else said
    return None


def _choice(choice: Any) -> tuple[str, ...]:
    if isinstance(choice, SelectChoice):
        return (str(choice.value), str(choice.label), str(choice.optgroup or ""))
    return tuple(map(str, choice))  # a pair of value and label


def _frame(one: Any, unit: Any, search: bool, more: dict[str, Any]) -> tuple[Markup, ...]:
    if isinstance(one, SelectField):
        return (_drawn(one, unit, search, more),)
    one._value = lambda: MARK
    try:
        return tuple(_drawn(one, unit, search, more).split(MARK))
    finally:
        del one._value


def _text(one: Any) -> Markup:
    return escape(one._value())


def _drawn(one: Field, unit: Any, search: bool, more: dict[str, Any]) -> Markup:
    macros: Any = current_app.jinja_env.get_template("_macros/form.html").module
    drawn: Markup = macros.drawn_field(one, unit=unit, search=search, more=more)
    return drawn
