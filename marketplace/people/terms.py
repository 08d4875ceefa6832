"""What is typed about accounts, units, people, skills and roles."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field, model_validator

from marketplace.core.i18n import _
from marketplace.core.terms import Terms
from marketplace.people.models import Category, Role, SecrecyLevel, UnitLevel

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


# --- units, people, skills ---------------------------------------------------------------------

Code = Annotated[str, Field(min_length=1, max_length=32, pattern=r"^[A-Za-z0-9][A-Za-z0-9._\-]*$")]
Ladder = Annotated[str, Field(max_length=32)]
DaysAMonth = Annotated[int, Field(ge=0, le=31)]
Grade = Annotated[int, Field(ge=0, le=5)]


class UnitTerms(Terms):
    """A unit as its page takes it; the unit above by its number or name."""

    code: Code
    name: Annotated[str, Field(min_length=1, max_length=128)]
    name_en: Annotated[str, Field(max_length=128)] = ""
    level: UnitLevel
    type_code: Annotated[str, Field(min_length=1, max_length=32)]
    parent: Annotated[str, Field(max_length=300)] = ""


class UnitTypeTerms(Terms):
    """What a unit may do."""

    code: Code
    name_zh: Annotated[str, Field(min_length=1, max_length=64)]
    name_en: Annotated[str, Field(min_length=1, max_length=64)]


class PersonTerms(Terms):
    """What the personnel office keeps of somebody."""

    name: Annotated[str, Field(min_length=1, max_length=64)]
    category: Category
    ladder: Ladder = ""
    field_since: date | None = None
    days_per_month: DaysAMonth = 6
    honours: Annotated[str, Field(max_length=255)] = ""
    email: Annotated[str, Field(max_length=128, pattern=r"^$|^[^@\s]+@[^@\s]+$")] = ""


class NewPersonTerms(PersonTerms):
    """Somebody new."""

    employee_no: Annotated[str, Field(min_length=1, max_length=32, pattern=r"^[A-Za-z0-9][A-Za-z0-9._\-]*$")]
    unit: Annotated[str, Field(min_length=1, max_length=300)]


class MoveTerms(Terms):
    """To another unit, from today on."""

    unit: Annotated[str, Field(min_length=1, max_length=300)]
    why: Annotated[str, Field(max_length=500)] = ""


class LeaveTerms(Terms):
    """The last day has come; access ends with it."""

    left_on: date
    why: Annotated[str, Field(max_length=500)] = ""


class ConfirmSkillTerms(Terms):
    """What the unit confirms that somebody can do."""

    skill_id: Annotated[int, Field(ge=1)]
    level: Grade
    confirmed_on: date


class ClearanceTerms(Terms):
    """What somebody may know, and until when."""

    clearance: SecrecyLevel
    clearance_until: date | None = None


class GrantTerms(Terms):
    """A role for somebody, over a unit and all below it."""

    employee_no: EmployeeNo
    role: Role
    unit: Annotated[str, Field(min_length=1, max_length=300)]
    since: date
    until: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> GrantTerms:
        if self.until is not None and self.until < self.since:
            raise ValueError(_("The last day lies before the first."))
        return self


class SkillTerms(Terms):
    """A skill of the catalogue; without a family it is one."""

    code: Code
    parent_id: Annotated[int, Field(ge=1)] | None = None
    name_zh: Annotated[str, Field(min_length=1, max_length=64)]
    name_en: Annotated[str, Field(min_length=1, max_length=64)]
    aliases: Annotated[str, Field(max_length=255)] = ""


class FirstAdminTerms(NewPassword):
    """Who begins a real installation, and for which group."""

    group_code: Code = "GROUP"
    group_name: Annotated[str, Field(min_length=1, max_length=128)] = "集团"
    employee_no: Annotated[str, Field(min_length=1, max_length=32, pattern=r"^[A-Za-z0-9][A-Za-z0-9._\-]*$")]
    name: Annotated[str, Field(min_length=1, max_length=64)]


# --- rows of rosters: None means the roster says nothing about it, so nothing is changed -----------


class UnitRow(Terms):
    """A unit as a roster brings it, matched by its number."""

    code: Code
    name: Annotated[str, Field(min_length=1, max_length=128)]
    name_en: Annotated[str, Field(max_length=128)] | None = None
    level: UnitLevel
    type_code: str | None = None
    parent_code: str | None = None
    closed_on: date | None = None


class SkillRow(Terms):
    """A skill as a list brings it, matched by its code."""

    code: Code
    parent_code: str | None = None
    name_zh: Annotated[str, Field(min_length=1, max_length=64)]
    name_en: Annotated[str, Field(max_length=64)] | None = None
    aliases: Annotated[str, Field(max_length=255)] | None = None


class PersonRow(Terms):
    """Somebody as a roster brings them, matched by employee number; unit and skills are looked up."""

    employee_no: EmployeeNo
    name: Annotated[str, Field(min_length=1, max_length=64)]
    unit_id: int
    category: Category
    ladder: Ladder | None = None
    field_since: date | None = None
    days_per_month: DaysAMonth | None = None
    honours: Annotated[str, Field(max_length=255)] | None = None
    email: Annotated[str, Field(max_length=128)] | None = None
    left_on: date | None = None
    skills: tuple[tuple[int, Grade], ...] = ()


class RelativeTerms(Terms):
    """A relative, by employee number."""

    employee_no: EmployeeNo
