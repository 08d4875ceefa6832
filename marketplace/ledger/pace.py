"""How a year goes: pace, forecast and traffic light. Pure: whoever asks says the day."""

from __future__ import annotations

from calendar import isleap
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from marketplace.core.i18n import Words, _l
from marketplace.ledger.models import Metric

EARLY = 90  # days of the year in which a pace says nothing yet


class Light(Words):
    """The traffic light, always with its word."""

    MET = "met", _l("Target reached"), "green"
    COURSE = "course", _l("On course"), "green"
    TIGHT = "tight", _l("Depends on what is under way"), "amber"
    SHORT = "short", _l("Will miss at this pace"), "red"
    MISSED = "missed", _l("Target missed"), "red"
    EARLY = "early", _l("Too early to say"), "neutral"
    NONE = "none", _l("No letter"), "grey"


# the worst of a studio's four lights is the studio's
WORST = (Light.NONE, Light.MISSED, Light.SHORT, Light.TIGHT, Light.EARLY, Light.COURSE, Light.MET)


def paced(count: int, year: int, today: date) -> int:
    """What the year comes to if it goes on like this; a past year is what it is."""
    if today.year != year:
        return count
    days = 366 if isleap(year) else 365
    return count * days // today.timetuple().tm_yday


@dataclass(frozen=True)
class Line:
    """One of the four counts of a studio's year."""

    metric: Metric
    count: int
    target: int | None
    pipeline: int  # under way and due this year
    year: int
    today: date

    @property
    def forecast(self) -> int:
        """By December: the pace, or what is counted and under way if that is more."""
        over = self.today.year > self.year
        return (
            self.count if over else max(paced(self.count, self.year, self.today), self.count + self.pipeline)
        )

    @cached_property
    def light(self) -> Light:
        """How this count stands."""
        if self.target is None:
            return Light.NONE
        if self.count >= self.target:
            return Light.MET
        if self.today.year > self.year:
            return Light.MISSED
        if paced(self.count, self.year, self.today) >= self.target:
            return Light.COURSE
        if self.today < date(self.year, 1, 1) or (self.today - date(self.year, 1, 1)).days < EARLY:
            return Light.EARLY
        return Light.TIGHT if self.forecast >= self.target else Light.SHORT


def worst(lines: tuple[Line, ...]) -> Light:
    """The studio's light."""
    lights = {line.light for line in lines}
    return next(light for light in WORST if light in lights)
