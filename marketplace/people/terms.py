"""What is typed about accounts."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from marketplace.core.i18n import _
from marketplace.core.terms import Terms

Password = Annotated[str, Field(min_length=12, max_length=128)]
EmployeeNo = Annotated[str, Field(min_length=1, max_length=32)]


class LoginTerms(Terms):
    """A way in."""

    employee_no: EmployeeNo
    password: Annotated[str, Field(min_length=1, max_length=128)]


class NewPassword(Terms):
    """A password and the same once more."""

    password: Password
    again: Annotated[str, Field(max_length=128)]

    @model_validator(mode="after")
    def _same(self) -> NewPassword:
        if self.password != self.again:
            raise ValueError(_("The two passwords differ. Type the same one twice."))
        if len(set(self.password)) < 5:
            raise ValueError(_("This password is too simple: use at least five different characters."))
        return self


class ActivationTerms(NewPassword):
    """The one-time code from the unit manager and the new password."""

    employee_no: EmployeeNo
    code: Annotated[str, Field(min_length=8, max_length=20)]


class ChangePasswordTerms(NewPassword):
    """The old password and the new one."""

    old: Annotated[str, Field(min_length=1, max_length=128)]


class ConfirmTerms(Terms):
    """The password once more, before what needs it fresh."""

    password: Annotated[str, Field(min_length=1, max_length=128)]
