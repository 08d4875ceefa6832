"""Teams: whom to borrow so that the gaps of a core team are closed."""

from matching.team.build import Team, TeamMember, build
from matching.team.model import Core, Gaps

__all__ = ["Core", "Gaps", "Team", "TeamMember", "build"]
