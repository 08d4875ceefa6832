"""What is filled in about the team, the consortium and the answers of those who are asked."""

from __future__ import annotations

import wtforms

from bidding.bids.terms import DeclineTerms, MemberTerms, ShareTerms, SwapTerms, WithdrawTerms
from marketplace.core import forms
from marketplace.core.i18n import _l


class ContentForm(forms.Form):
    """The content of a bid as it was kept."""

    content = wtforms.FileField(
        _l("Content file"),
        description=_l("bid-….json, as it was kept before the seal."),
        render_kw={"aria-required": "true"},
    )


class MemberForm(forms.Form):
    """Who is asked, for what, when."""

    terms_class = MemberTerms
    person_id = wtforms.HiddenField()
    skill_id = wtforms.SelectField(
        _l("Skill wanted"), validators=[wtforms.validators.Optional()], validate_choice=False, coerce=str
    )
    days = forms.integer(MemberTerms, "days", label=_l("Days"))
    starts_on = forms.day(MemberTerms, "starts_on", label=_l("First day"))
    ends_on = forms.day(MemberTerms, "ends_on", label=_l("Last day"))
    purpose = forms.text_area(
        MemberTerms, "purpose", label=_l("Purpose"),
        hint=_l("Read by the person and their unit's manager: what the person will do. "
                "Nothing of the bid itself."),
        render_kw={"aria-required": "true"},  # asked only of supporters, and of them always
    )  # fmt: skip


class ShareForm(forms.Form):
    """A studio's share of the work."""

    terms_class = ShareTerms
    percent = forms.integer(
        ShareTerms, "percent", label=_l("Share of the work in percent"),
        hint=_l("The lead studio keeps what the others leave. From 20 percent on the work counts for it."),
    )  # fmt: skip


class SwapForm(forms.Form):
    """Who is asked to stand in."""

    terms_class = SwapTerms
    person_id = wtforms.HiddenField()
    purpose = forms.text_area(
        SwapTerms, "purpose", label=_l("Purpose"),
        hint=_l("Read by the person and their unit's manager: what the person will do. "
                "Nothing of the bid itself."),
        render_kw={"aria-required": "true"},
    )  # fmt: skip


class DeclineForm(forms.Form):
    """No, with or without a reason."""

    terms_class = DeclineTerms
    reason = forms.text_area(DeclineTerms, "reason", label=_l("Reason"), hint=_l("The lead reads it."))


class WithdrawForm(forms.Form):
    """Giving a bid up."""

    terms_class = WithdrawTerms
    why = forms.text_area(WithdrawTerms, "why", label=_l("Reason"), hint=_l("For your own record."))


class DeedForm(forms.Form):
    """One button whose second press must not be a second deed."""
