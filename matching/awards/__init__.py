"""Joint awards: several challenges decided together, nobody promised twice."""

from matching.awards.choose import Awards, Conflict, Loss, choose, value_if_forced
from matching.awards.model import Option, worth

__all__ = ["Awards", "Conflict", "Loss", "Option", "choose", "value_if_forced", "worth"]
