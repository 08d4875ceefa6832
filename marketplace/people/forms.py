"""Login and account forms."""

from __future__ import annotations

from typing import Any

import wtforms

from marketplace.core.forms import Form, text
from marketplace.core.i18n import _l
from marketplace.people.terms import ActivationTerms, ChangePasswordTerms, ConfirmTerms, LoginTerms


def secret(label: str, hint: str = "", autocomplete: str = "current-password") -> Any:
    """A password field; what was typed is never sent back."""
    return wtforms.PasswordField(
        label, description=hint, render_kw={"autocomplete": autocomplete, "maxlength": "128", "aria-required": "true"}
    )


class LoginForm(Form):
    """Employee number and password."""

    terms_class = LoginTerms
    employee_no = text(LoginTerms, "employee_no", label=_l("Employee number"),
                       render_kw={"autocomplete": "username", "autofocus": True})  # fmt: skip
    password = secret(_l("Password"))


class ActivationForm(Form):
    """First entry with the code from the unit manager."""

    terms_class = ActivationTerms
    employee_no = text(ActivationTerms, "employee_no", label=_l("Employee number"), render_kw={"autocomplete": "username"})
    code = text(ActivationTerms, "code", label=_l("One-time code"), hint=_l("Your unit manager prints it for you."),
                render_kw={"autocomplete": "one-time-code"})  # fmt: skip
    password = secret(_l("New password"), _l("12 to 128 characters; a sentence is easy to remember."), "new-password")
    again = secret(_l("New password again"), autocomplete="new-password")


class ChangePasswordForm(Form):
    """Change one's password."""

    terms_class = ChangePasswordTerms
    old = secret(_l("Present password"))
    password = secret(_l("New password"), _l("12 to 128 characters; a sentence is easy to remember."), "new-password")
    again = secret(_l("New password again"), autocomplete="new-password")


class ConfirmForm(Form):
    """The password once more."""

    terms_class = ConfirmTerms
    password = secret(_l("Password"))
