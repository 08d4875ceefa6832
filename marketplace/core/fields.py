"""Fields of forms: what is typed becomes a value; limits are those of the terms."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

import wtforms
from wtforms import validators
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from marketplace.core.i18n import _
from marketplace.core.terms import Terms


def limits(terms: type[Terms], name: str) -> dict[str, Any]:
    """minlength, maxlength, min, max and required as the terms say."""
    field = terms.model_fields[name]
    found: dict[str, Any] = {"required": True} if field.is_required() else {}
    names = {"min_length": "minlength", "max_length": "maxlength", "ge": "min", "le": "max"}
    for rule in field.metadata:
        for attribute, html in names.items():
            value = getattr(rule, attribute, None)
            if value is not None:
                found[html] = value
    return found


def _field(kind: Any, terms: type[Terms], name: str, label: str, hint: str = "", **more: Any) -> Any:
    known = limits(terms, name)
    checks: list[Any] = [] if known.pop("required", False) else [validators.Optional()]
    flags = {"aria-required": "true"} if not checks else {}
    if kind is wtforms.SelectField:
        known.clear()  # the list is the limit
    if kind is Money:  # limits are shown in the unit that is typed
        known = {bound: value // 10_000 for bound, value in known.items()}
    render = {**{k: str(v) for k, v in known.items()}, **flags, **more.pop("render_kw", {})}
    return kind(label, validators=checks, description=hint, render_kw=render, **more)


def text(terms: type[Terms], name: str, *, label: str, hint: str = "", **more: Any) -> Any:
    """One line of text."""
    return _field(wtforms.StringField, terms, name, label, hint, **more)


def password(label: str, hint: str = "", autocomplete: str = "current-password", need: bool = True) -> Any:
    """A password or passphrase; what was typed is never sent back."""
    kw = {"autocomplete": autocomplete, "maxlength": "128"} | ({"aria-required": "true"} if need else {})
    return wtforms.PasswordField(label, description=hint, render_kw=kw)


def text_area(terms: type[Terms], name: str, *, label: str, hint: str = "", **more: Any) -> Any:
    """Several lines of text."""
    return _field(wtforms.TextAreaField, terms, name, label, hint, **more)


def integer(terms: type[Terms], name: str, *, label: str, hint: str = "", **more: Any) -> Any:
    """A whole number."""
    return _field(WholeNumber, terms, name, label, hint, **more)


def decimal(terms: type[Terms], name: str, *, label: str, hint: str = "", **more: Any) -> Any:
    """A decimal number."""
    return _field(Number, terms, name, label, hint, **more)


def money(terms: type[Terms], name: str, *, label: str, hint: str = "", **more: Any) -> Any:
    """Money: typed in 万元 with one decimal, kept as whole yuan."""
    return _field(Money, terms, name, label, hint, **more)


def day(terms: type[Terms], name: str, *, label: str, hint: str = "", **more: Any) -> Any:
    """A calendar day."""
    return _field(Day, terms, name, label, hint, **more)


def choice(terms: type[Terms], name: str, *, label: str, choices: Any, hint: str = "", **more: Any) -> Any:
    """One of a list: pairs (value, label), or a `Words` class."""
    words: Any = choices
    pairs = [(str(w), w.label) for w in words] if isinstance(choices, type) else words
    return _field(
        wtforms.SelectField, terms, name, label, hint, choices=options(pairs), validate_choice=False, **more
    )


def options(pairs: Iterable[tuple[str, Any]]) -> list[Any]:
    """Choices for a select, from pairs (value, label)."""
    return [SelectChoice(value, label) for value, label in pairs]


def yes_no(terms: type[Terms], name: str, *, label: str, hint: str = "", **more: Any) -> Any:
    """A tick box."""
    return _field(wtforms.BooleanField, terms, name, label, hint, **more)


class WholeNumber(wtforms.IntegerField):
    """A whole number; full-width digits and separators are understood, what was typed stays shown."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = _cleaned(valuelist)
        self.data = None
        if typed is not None:
            try:
                self.data = int(typed)
            except ValueError:
                raise ValueError(_("Please enter a whole number.")) from None


class Number(wtforms.DecimalField):
    """A decimal number, exact."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = _number(_cleaned(valuelist))

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data:f}"


class Money(Number):
    """万元 on the page, yuan in the books."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = _number(_cleaned(valuelist))
        yuan = None if typed is None else typed * 10_000
        if yuan is not None and yuan != int(yuan):
            raise ValueError(_("At most four digits after the point (whole yuan)."))
        self.data = None if yuan is None else Decimal(int(yuan))

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{Decimal(self.data) / 10_000:f}"


class Day(wtforms.DateField):
    """A calendar day in the usual spellings."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("format", ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"])
        super().__init__(*args, **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = None
        if _cleaned(valuelist) is None:
            return
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Please enter a date as year-month-day.")) from None


def _cleaned(valuelist: list[Any]) -> str | None:
    typed = str(valuelist[0]) if valuelist else ""
    full, half = "０１２３４５６７８９．－＋，", "0123456789.-+,"
    return typed.translate(str.maketrans(full, half)).replace(",", "").strip() or None


def _number(typed: str | None) -> Decimal | None:
    if typed is None:
        return None
    try:
        number = Decimal(typed)
    except InvalidOperation:
        raise ValueError(_("Please enter a number.")) from None
    if not number.is_finite():
        raise ValueError(_("Please enter a number."))
    if abs(number) > 10**12:
        raise ValueError(_("The number is too large."))
    return number
