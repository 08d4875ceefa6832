"""Who may raise, take up, answer and take back."""

from __future__ import annotations

from marketplace.challenges.rules import may_post_for
from marketplace.core.i18n import _
from marketplace.core.verdict import Verdict, not_until, unless
from marketplace.people.models import Person, Role
from marketplace.people.rules import holds
from marketplace.suggestions.models import Suggestion, SuggestionState

S = SuggestionState


def may_take_up(person: Person, suggestion: Suggestion) -> Verdict:
    """A poster of the department makes a draft of it."""
    return may_post_for(person, suggestion.department) and _open(suggestion)


def may_decline(person: Person, suggestion: Suggestion) -> Verdict:
    """Posters and managers of the department say why not."""
    ours = any(holds(person, role, suggestion.department) for role in (Role.POSTER, Role.UNIT_MANAGER))
    return unless(ours, _("The department answers this.")) and _open(suggestion)


def may_take_back(person: Person, suggestion: Suggestion) -> Verdict:
    """Whoever raised it, before it is answered."""
    return unless(person.id == suggestion.by_id, _("Only whoever raised it may take it back.")) and _open(
        suggestion
    )


def _open(suggestion: Suggestion) -> Verdict:
    return not_until(suggestion.state is S.RAISED, _("This suggestion has been answered."))
