"""What is filled in about accounts, units, people, skills and roles."""

from __future__ import annotations

from marketplace.core.fields import password as secret
from marketplace.core.forms import Form, choice, day, integer, text
from marketplace.core.i18n import _l
from marketplace.core.terms import Terms
from marketplace.people.models import Category, Role, SecrecyLevel, UnitLevel
from marketplace.people.terms import (
    ActivationTerms,
    ChangePasswordTerms,
    ClearanceTerms,
    ConfirmSkillTerms,
    ConfirmTerms,
    GrantTerms,
    LeaveTerms,
    LoginTerms,
    MoveTerms,
    NewPersonTerms,
    PersonTerms,
    RelativeTerms,
    SkillTerms,
    UnitTerms,
    UnitTypeTerms,
)


class LoginForm(Form):
    """Employee number and password."""

    terms_class = LoginTerms
    employee_no = text(
        LoginTerms,
        "employee_no",
        label=_l("Employee number"),
        render_kw={"autocomplete": "username", "autofocus": True},
    )
    password = secret(_l("Password"))


class ActivationForm(Form):
    """First entry with the code from the unit manager."""

    terms_class = ActivationTerms
    employee_no = text(
        ActivationTerms, "employee_no", label=_l("Employee number"), render_kw={"autocomplete": "username"}
    )
    code = text(
        ActivationTerms,
        "code",
        label=_l("One-time code"),
        hint=_l("Your unit manager prints it for you."),
        render_kw={"autocomplete": "one-time-code"},
    )
    password = secret(
        _l("New password"), _l("12 to 128 characters; a sentence is easy to remember."), "new-password"
    )
    again = secret(_l("New password again"), autocomplete="new-password")


class ChangePasswordForm(Form):
    """Change one's password."""

    terms_class = ChangePasswordTerms
    old = secret(_l("Present password"))
    password = secret(
        _l("New password"), _l("12 to 128 characters; a sentence is easy to remember."), "new-password"
    )
    again = secret(_l("New password again"), autocomplete="new-password")


class ConfirmForm(Form):
    """The password once more."""

    terms_class = ConfirmTerms
    password = secret(_l("Password"))


# --- units, people, skills, roles ----------------------------------------------------------------

BELONGS = _l("Number or name of the unit; where a name occurs twice, company/workshop.")


class UnitForm(Form):
    """A unit."""

    terms_class = UnitTerms
    code = text(UnitTerms, "code", label=_l("Unit number"), hint=_l("Letters, digits, point and hyphen."))
    name = text(UnitTerms, "name", label=_l("Unit name"))
    name_en = text(UnitTerms, "name_en", label=_l("English name"))
    level = choice(UnitTerms, "level", label=_l("Rank of the unit"), choices=UnitLevel)
    type_code = choice(UnitTerms, "type_code", label=_l("Unit type"), choices=[])
    parent = text(UnitTerms, "parent", label=_l("Unit above"), hint=_l("Only the group itself has none."))


class UnitTypeForm(Form):
    """A type of unit."""

    terms_class = UnitTypeTerms
    code = text(UnitTypeTerms, "code", label=_l("Short code"), hint=_l("An existing code gets new names."))
    name_zh = text(UnitTypeTerms, "name_zh", label=_l("Chinese name"))
    name_en = text(UnitTypeTerms, "name_en", label=_l("English name"))


class PersonForm(Form):
    """Somebody's record."""

    terms_class: type[Terms] | None = PersonTerms
    name = text(PersonTerms, "name", label=_l("Name"))
    category = choice(PersonTerms, "category", label=_l("Category of staff"), choices=Category)
    ladder = text(
        PersonTerms,
        "ladder",
        label=_l("Ladder position"),
        hint=_l("For example senior technician or engineer."),
    )
    field_since = day(PersonTerms, "field_since", label=_l("In the field since"))
    days_per_month = integer(PersonTerms, "days_per_month", label=_l("Days a month that may be lent"))
    honours = text(PersonTerms, "honours", label=_l("Honours"))
    email = text(PersonTerms, "email", label=_l("E-mail"))


class NewPersonForm(PersonForm):
    """Somebody new."""

    terms_class = NewPersonTerms
    employee_no = text(NewPersonTerms, "employee_no", label=_l("Employee number"))
    unit = text(NewPersonTerms, "unit", label=_l("Unit"), hint=BELONGS)


class MoveForm(Form):
    """To another unit."""

    terms_class = MoveTerms
    unit = text(MoveTerms, "unit", label=_l("New unit"), hint=BELONGS)
    why = text(MoveTerms, "why", label=_l("Why"), hint=_l("Stands in the history."))


class LeaveForm(Form):
    """Somebody leaves."""

    terms_class = LeaveTerms
    left_on = day(LeaveTerms, "left_on", label=_l("First day no longer here"))
    why = text(LeaveTerms, "why", label=_l("Why"), hint=_l("Stands in the history."))


LEVELS = [
    ("0", _l("0 none")),
    ("1", _l("1 knows of it")),
    ("2", _l("2 can do it")),
    ("3", _l("3 proficient")),
    ("4", _l("4 expert")),
    ("5", _l("5 can teach it")),
]


class ConfirmSkillForm(Form):
    """The unit's word on a skill."""

    terms_class = ConfirmSkillTerms
    skill_id = choice(ConfirmSkillTerms, "skill_id", label=_l("Skill"), choices=[])
    level = choice(ConfirmSkillTerms, "level", label=_l("Confirmed level"), choices=LEVELS)
    confirmed_on = day(ConfirmSkillTerms, "confirmed_on", label=_l("Confirmed on"))


class ClearanceForm(Form):
    """What somebody may know."""

    terms_class = ClearanceTerms
    clearance = choice(ClearanceTerms, "clearance", label=_l("Cleared up to"), choices=SecrecyLevel)
    clearance_until = day(
        ClearanceTerms,
        "clearance_until",
        label=_l("Last day of the clearance"),
        hint=_l("Needed for trade secrets."),
    )


class GrantForm(Form):
    """A role for somebody."""

    terms_class = GrantTerms
    employee_no = text(GrantTerms, "employee_no", label=_l("Employee number"))
    role = choice(GrantTerms, "role", label=_l("Role"), choices=Role)
    unit = text(GrantTerms, "unit", label=_l("For this unit and all below it"), hint=BELONGS)
    since = day(GrantTerms, "since", label=_l("First day"))
    until = day(GrantTerms, "until", label=_l("Up to and including"), hint=_l("Empty: until it is ended."))


class SkillForm(Form):
    """A skill of the catalogue."""

    terms_class = SkillTerms
    code = text(SkillTerms, "code", label=_l("Skill code"))
    parent_id = choice(SkillTerms, "parent_id", label=_l("Family"), choices=[])
    name_zh = text(SkillTerms, "name_zh", label=_l("Chinese name"))
    name_en = text(SkillTerms, "name_en", label=_l("English name"))
    aliases = text(
        SkillTerms,
        "aliases",
        label=_l("Also called"),
        hint=_l("Separated by semicolons; lists and searches understand them."),
    )


class RelativeForm(Form):
    """A relative who works here."""

    terms_class = RelativeTerms
    employee_no = text(
        RelativeTerms,
        "employee_no",
        label=_l("Employee number of the relative"),
        hint=_l("It stands in the directory of people."),
    )
