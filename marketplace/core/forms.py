"""Drawing and checking what is filled in. Limits come from the terms; the words of errors from one table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import wtforms
from flask import request
from pydantic import ValidationError
from wtforms.fields.core import Field

from marketplace.core import formkeys
from marketplace.core.db import transaction
from marketplace.core.errors import DomainError, Invalid, WrongMoment
from marketplace.core.fields import (
    Day,
    Money,
    Number,
    WholeNumber,
    choice,
    day,
    decimal,
    integer,
    limits,
    money,
    options,
    text,
    text_area,
    yes_no,
)
from marketplace.core.i18n import _, locale, say
from marketplace.core.terms import Terms

__all__ = [
    "Day", "Form", "Money", "Number", "WholeNumber", "choice", "day", "decimal", "expect", "in_chinese",
    "integer", "limits", "money", "options", "sentence", "text", "text_area", "yes_no",
]  # fmt: skip

SENTENCES = {
    "missing": say("Please fill this in."),
    "string_too_short": say("At least %(min_length)s characters are needed."),
    "string_too_long": say("At most %(max_length)s characters fit."),
    "too_short": say("At least %(min_length)s are needed."),
    "too_long": say("At most %(max_length)s are possible."),
    "greater_than_equal": say("Must be %(ge)s or more."),
    "less_than_equal": say("Must be %(le)s or less."),
    "greater_than": say("Must be more than %(gt)s."),
    "less_than": say("Must be less than %(lt)s."),
    "enum": say("Please choose one of the list."),
    "literal_error": say("Please choose one of the list."),
    "int_parsing": say("Please enter a whole number."),
    "int_type": say("Please enter a whole number."),
    "decimal_parsing": say("Please enter a number."),
    "decimal_type": say("Please enter a number."),
    "multiple_of": say("Please go by steps of %(multiple_of)s."),
    "decimal_max_places": say("At most %(decimal_places)s digits after the point."),
    "date_type": say("Please enter a date as year-month-day."),
    "date_parsing": say("Please enter a date as year-month-day."),
    "string_pattern_mismatch": say("This does not have the form asked for."),
}


def sentence(error: Mapping[str, Any]) -> str:
    """The words of one pydantic error in the reader's language."""
    kind = str(error["type"])
    if kind == "value_error":
        return str(error["ctx"]["error"])
    if error.get("input") in (None, ""):
        kind = "missing"
    return _(SENTENCES.get(kind, "This does not have the form asked for."), **dict(error.get("ctx", {})))


class Translations:
    """WTForms' own words, through our catalogue."""

    def gettext(self, string: str) -> str:
        return _(string)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return _(singular if n == 1 else plural)


class Form(wtforms.Form):
    """A page's form: draws fields, builds the terms, keeps what was typed when the deed is refused."""

    class Meta:
        def get_translations(self, _form: Any) -> Translations:
            return Translations()

    form_key = wtforms.HiddenField()
    version = wtforms.HiddenField()
    terms_class: type[Terms] | None = None
    leads_to: tuple[str, str] | None = None  # words and address of what helps, opened beside the form

    def __init__(self, obj: Any = None, **known: Any) -> None:
        super().__init__(formdata=request.form if request.method == "POST" else None, obj=obj, **known)
        self.refusal: DomainError | None = None
        self.saved = False
        self._terms: Terms | None = None
        if not self.form_key.data:
            self.form_key.data = formkeys.new()
        if not self.version.data and getattr(obj, "version", None) is not None:
            self.version.data = str(obj.version)

    def fields_for_terms(self) -> dict[str, Any]:
        """Field values by the terms' names; a form whose fields differ overrides this."""
        assert self.terms_class is not None
        wanted = self.terms_class.model_fields
        return {n: f.data for n, f in self._fields.items() if n in wanted and not _left_empty(f)}

    def sent_and_valid(self) -> bool:
        """Was it sent, and does it keep every limit? Errors are at their fields afterwards."""
        return request.method == "POST" and self.validate()

    def validate(self, extra_validators: Any = None) -> bool:
        ok = super().validate(extra_validators)
        if self.terms_class is not None:
            try:
                self._terms = self.terms_class.model_validate(self.fields_for_terms())
            except ValidationError as errors:
                for error in errors.errors():
                    self._put(error["loc"], sentence(error))
                ok = False
        return ok and not self.errors

    def terms(self) -> Any:
        """The checked terms (after `sent_and_valid`)."""
        return self._terms

    def _put(self, path: tuple[Any, ...], words: str) -> None:
        """Write an error at the field it belongs to; no such field: at the top of the form."""
        place: Any = self
        for step in path:
            try:
                place = place.entries[step] if isinstance(step, int) else place[step]
            except (KeyError, IndexError, TypeError, AttributeError):
                break
        if place is self or not isinstance(place, Field):
            self.form_errors.append(words)
            return
        if isinstance(place, wtforms.FormField):
            place.form.form_errors.append(words)
        elif not place.errors:
            place.errors = [*place.errors, words]
        outer = self._fields.get(str(path[0]))
        if outer is not None and outer is not place:
            line: Any = {"line": [words]}  # a fault inside a line is a fault of the list
            outer.errors = [*outer.errors, line]

    @contextmanager
    def saving(self) -> Iterator[None]:
        """`with transaction():` for a form: a refusal lands at its field and nothing typed is lost."""
        begun = False
        with self.refusing():
            with transaction():
                begun = True
                yield
            self.saved = True
        if self.refusal is not None and not begun:
            raise self.refusal  # no time even to begin: the page of this refusal answers, nothing was done

    @contextmanager
    def refusing(self) -> Iterator[None]:
        """The same for what is asked or reckoned outside a deed."""
        try:
            yield
        except Invalid as refused:
            self.refusal = refused
            self._put(tuple(_steps(refused.field)), refused.reason)
        except formkeys.AlreadyDone:
            raise
        except DomainError as refused:
            self.refusal = refused
            self.form_errors.append(refused.reason)
        if self.refusal is not None:
            self.form_key.data = formkeys.new()

    @property
    def status(self) -> int:
        """What the page answers: 200 while filling in, else what the refusal says."""
        if self.refusal is not None:
            return self.refusal.status
        return 422 if self.errors else 200


def _steps(field: str | None) -> list[Any]:
    return [int(step) if step.isdigit() else step for step in (field or "").split(".") if step]


def _left_empty(field: Field) -> bool:
    # left out of the terms' input: the terms' own default holds, or "missing" is said
    return field.data is None or (isinstance(field.data, str) and not field.data.strip())


def in_chinese() -> bool:
    """Is the reader Chinese?"""
    return locale() != "en"


def expect(thing: Any) -> None:
    """The form was filled in for this version of the thing; a newer one is shown first."""
    typed = request.form.get("version", "")
    if typed.isdigit() and int(typed) != thing.version:
        raise WrongMoment(
            _("Somebody else changed this meanwhile. Nothing was saved; look at the new state first.")
        )
