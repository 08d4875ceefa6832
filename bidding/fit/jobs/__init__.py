"""Working out which challenge fits which studio: loaded by the worker only."""

from bidding.fit.jobs.refresh import everything, refresh_all, refresh_challenge, refresh_studio

__all__ = ["everything", "refresh_all", "refresh_challenge", "refresh_studio"]
