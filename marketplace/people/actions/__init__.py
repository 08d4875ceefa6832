"""Changing accounts, roles, units, people, skills."""

from marketplace.people.actions.accounts import (
    account_of,
    activate,
    end_grant,
    end_session,
    grant,
    issue_code,
    name_hash,
    note_failure,
    set_password,
)
from marketplace.people.actions.comparing import (
    Change,
    Changes,
    known_people,
    person_changes,
    skill_changes,
    unit_changes,
)
from marketplace.people.actions.folk import clear, describe, leave, move, return_to_work, take_on
from marketplace.people.actions.installation import administrator, first_admin, root_unit
from marketplace.people.actions.relatives import declare_relative, end_relative
from marketplace.people.actions.rosters import take_in_people, take_in_skills, take_in_units
from marketplace.people.actions.skills import confirm_skill, edit_skill
from marketplace.people.actions.units import close_unit, edit_unit, edit_unit_type, put_in_unit_types

__all__ = [
    "Change",
    "Changes",
    "account_of",
    "activate",
    "administrator",
    "clear",
    "close_unit",
    "confirm_skill",
    "declare_relative",
    "describe",
    "edit_skill",
    "edit_unit",
    "edit_unit_type",
    "end_grant",
    "end_relative",
    "end_session",
    "first_admin",
    "grant",
    "issue_code",
    "known_people",
    "leave",
    "move",
    "name_hash",
    "note_failure",
    "person_changes",
    "put_in_unit_types",
    "return_to_work",
    "root_unit",
    "set_password",
    "skill_changes",
    "take_in_people",
    "take_in_skills",
    "take_in_units",
    "take_on",
    "unit_changes",
]
