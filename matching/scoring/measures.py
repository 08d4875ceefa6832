"""The criteria, each a small named function: what is measured, from which facts, in one sentence.

A measure answers x in its own unit; the anchors frozen in the challenge turn x into 0..1. No measure
looks at another bid, so a rival that joins or leaves moves nobody's score.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np

from matching.results import Id
from matching.scoring.facts import TOP_LEVEL, Member, Need, Offer, SkillNeed, Work

DEPTH = 0.2  # of "level above the minimum": what the second-best person is worth
PRIOR_WORKS, PRIOR_MEAN = 5.0, 0.6  # a newcomer is taken for a studio with five works of 0.6
CATEGORIES = 4
UNRECORDED = "unrecorded"


@dataclass(frozen=True)
class Measured:
    """x in the unit of the criterion; code and facts for a translated sentence, and the English one."""

    x: float
    code: str
    facts: Mapping[str, Any]
    sentence: str


Measure = Callable[[Need, Offer], Measured]


def unrecorded(what: str) -> Measured:
    """Nobody has recorded it: scores 0 and says so."""
    return Measured(0.0, UNRECORDED, {"what": what}, f"Nobody has recorded the {what}, so it scores 0.")


def days_that_fit(person: Member) -> tuple[float, float]:
    """(days asked, of these free), week by week; unknown free days are none."""
    asked = np.atleast_1d(np.asarray(person.asked, dtype=np.float64))
    free = (
        np.zeros_like(asked)
        if person.free is None
        else np.atleast_1d(np.asarray(person.free, dtype=np.float64))
    )
    return float(asked.sum()), float(np.minimum(asked, free).sum())


def effective_level(person: Member, skill: Id) -> float:
    """The level a person can bring: it counts only up to the share of asked days they have free."""
    asked, fits = days_that_fit(person)
    share = fits / asked if asked > 0 and person.free is not None else 1.0
    return float(person.levels.get(skill, 0)) * share


def best_people(offer: Offer, skill: SkillNeed) -> list[tuple[float, Id]]:
    """(effective level, person), best first; equal people by id, never by row."""
    able = [(effective_level(person, skill.skill), person.id) for person in offer.people]
    return sorted((pair for pair in able if pair[0] > 0), key=lambda pair: (-pair[0], str(pair[1])))


def _shares(need: Need) -> list[float]:
    whole = sum(sorted(skill.importance for skill in need.skills))
    return [skill.importance / whole for skill in need.skills]


def skill_cover(need: Need, offer: Offer) -> Measured:
    """Σ importance × min(1, best effective level ÷ level needed), over the heads asked for."""
    rows, x = [], []
    for skill, share in zip(need.skills, _shares(need), strict=True):
        best = best_people(offer, skill)[: skill.heads]
        covered = sum(min(1.0, level / skill.level) for level, _ in best) / skill.heads
        x.append(share * covered)
        rows.append(
            {
                "skill": skill.skill,
                "needed": skill.level,
                "heads": skill.heads,
                "people": [{"person": person, "level": level} for level, person in best],
                "covered": covered,
            }
        )
    full = sum(row["covered"] >= 1 - 1e-12 for row in rows)  # type: ignore[operator]
    facts = {"skills": rows, "full": full, "of": len(rows)}
    return Measured(
        sum(sorted(x)), "skill_cover", facts, f"Covers {full} of {len(rows)} skills at the level asked."
    )


def level_above(need: Need, offer: Offer) -> Measured:
    """How far the best person stands above the minimum, and whether a second one could step in."""
    x, above, second = [], 0, 0
    for skill, share in zip(need.skills, _shares(need), strict=True):
        levels = [level for level, _ in best_people(offer, skill)] + [0.0, 0.0]
        room = TOP_LEVEL - skill.level
        headroom = max(0.0, levels[0] - skill.level) / room if room else float(levels[0] >= TOP_LEVEL)
        x.append(share * ((1 - DEPTH) * headroom + DEPTH * min(1.0, levels[1] / skill.level)))
        above += levels[0] > skill.level
        second += levels[1] >= skill.level
    facts = {"above": above, "second": second, "of": len(need.skills)}
    text = (
        f"Stands above the minimum in {above} of {len(x)} skills; a second person can step in for {second}."
    )
    return Measured(sum(sorted(x)), "level_above", facts, text)


def category_works(need: Need, offer: Offer) -> Measured:
    """Accepted works in the category of the challenge (a number)."""
    if offer.works is None or need.category is None:
        return unrecorded("accepted works" if need.category is not None else "category of the challenge")
    ids = sorted((work.id for work in offer.works if work.category == need.category), key=str)
    facts = {"category": need.category, "works": ids, "count": len(ids)}
    return Measured(len(ids), "category_works", facts, f"{len(ids)} accepted works in this category.")


def category_mix(need: Need, offer: Offer) -> Measured:
    """How many of the four categories of people work together (a number)."""
    found = sorted({str(person.category) for person in offer.people if person.category is not None})
    if not found:
        return unrecorded("categories of the people")
    facts = {"categories": found, "count": len(found), "of": CATEGORIES}
    return Measured(
        len(found), "category_mix", facts, f"{len(found)} of {CATEGORIES} categories work together."
    )


def free_capacity(need: Need, offer: Offer) -> Measured:
    """Share of the asked days that fit under each person's free days (0..1)."""
    known = [(person, *days_that_fit(person)) for person in offer.people]
    asked = sum(sorted(row[1] for row in known))
    if asked <= 0 or all(row[0].free is None for row in known):
        return unrecorded("asked or free days")
    fits = sum(sorted(row[2] for row in known))
    people = sorted(
        ({"person": person.id, "asked": want, "free": fit} for person, want, fit in known if want > 0),
        key=lambda row: str(row["person"]),
    )
    facts = {"asked": asked, "fits": fits, "people": people}
    short = sum(fit < want for _person, want, fit in known)
    text = f"{fits:g} of {asked:g} asked days are free; {short} people are short of days."
    return Measured(fits / asked, "free_capacity", facts, text)


def certified_benefit(need: Need, offer: Offer) -> Measured:
    """Benefit of past works certified by finance, yuan a year."""
    certified = [work for work in offer.works or () if work.benefit is not None]
    if not certified:
        return unrecorded("certified benefit")
    yuan = sum(sorted(float(work.benefit or 0) for work in certified))
    works = [{"work": work.id, "benefit": work.benefit} for work in sorted(certified, key=_name)]
    facts = {"benefit": yuan, "works": works}
    text = f"Past works bring {yuan / 10_000:.1f} wan yuan a year, certified by finance."
    return Measured(yuan, "certified_benefit", facts, text)


def unit_crossing(need: Need, offer: Offer) -> Measured:
    """From how many units the people come (a number)."""
    units = sorted({str(person.unit) for person in offer.people if person.unit is not None})
    if not units:
        return unrecorded("units of the people")
    return Measured(
        len(units), "unit_crossing", {"units": units, "count": len(units)}, f"People of {len(units)} units."
    )


def experience(need: Need, offer: Offer) -> Measured:
    """Mean of the three best text cosines with past works (0..1): a long list of works gains nothing."""
    found = [work for work in offer.works or () if work.similarity is not None]
    if not found:
        return unrecorded("similarity to past works")
    best = sorted(found, key=lambda work: (-_similarity(work), str(work.id)))[:3]
    mean = sum(_similarity(work) for work in best) / 3
    facts = {"works": [{"work": work.id, "similarity": work.similarity} for work in best], "mean": mean}
    return Measured(
        mean, "experience", facts, f"The three nearest past works are {mean:.2f} alike on average."
    )


def _name(work: Work) -> str:
    return str(work.id)


def _similarity(work: Work) -> float:
    return float(work.similarity or 0)


def cost(need: Need, offer: Offer) -> Measured:
    """(ceiling - price) ÷ (ceiling - floor), 0..1: below the floor nothing more is earned."""
    if offer.price is None or need.ceiling is None or need.floor is None:
        return unrecorded("price, ceiling or floor")
    x = (need.ceiling - offer.price) / (need.ceiling - need.floor)
    low = offer.price < need.floor
    facts = {"price": offer.price, "ceiling": need.ceiling, "floor": need.floor, "below_floor": low}
    text = (
        "The price lies under the floor and must be explained."
        if low
        else f"Uses {x:.0%} of the price range."
    )
    return Measured(min(1.0, max(0.0, x)), "cost_below_floor" if low else "cost", facts, text)


def schedule(need: Need, offer: Offer) -> Measured:
    """Slack against the due date as a share of the time allowed."""
    if offer.days is None or not need.due_days:
        return unrecorded("planned days or due date")
    slack = need.due_days - offer.days
    facts = {"days": offer.days, "due_days": need.due_days, "slack": slack}
    return Measured(slack / need.due_days, "schedule", facts, f"Plans {slack:g} days of slack.")


def record(need: Need, offer: Offer) -> Measured:
    """Bayesian mean of past ratings and keeping to time (0..1), with its lower tenth."""
    if offer.works is None:
        return unrecorded("record of past works")
    seen = [float(work.rating) for work in offer.works if work.rating is not None]
    seen += [float(work.on_time) for work in offer.works if work.on_time is not None]
    mean = (PRIOR_WORKS * PRIOR_MEAN + sum(sorted(seen))) / (PRIOR_WORKS + len(seen))
    low = max(0.0, mean - 1.2816 * sqrt(mean * (1 - mean) / (PRIOR_WORKS + len(seen) + 1)))
    facts = {"mean": mean, "low": low, "marks": len(seen), "newcomer": not seen}
    return Measured(
        mean, "record", facts, f"{len(seen)} marks give {mean:.2f}, with good certainty above {low:.2f}."
    )


def core_share(need: Need, offer: Offer) -> Measured:
    """Nearness (0..1) of the share of days by core people to the challenge's wish: a peak, not a slope."""
    days = [(person.core, days_that_fit(person)[0]) for person in offer.people]
    whole = sum(sorted(day for _, day in days))
    if whole <= 0:
        return unrecorded("asked days")
    share = sum(sorted(day for core, day in days if core)) / whole
    near = 1 - abs(share - need.core_wish) / max(need.core_wish, 1 - need.core_wish)
    facts = {"share": share, "wish": need.core_wish}
    return Measured(
        near, "core_share", facts, f"Core people do {share:.0%} of the days; {need.core_wish:.0%} is wished."
    )


MEASURES: dict[str, Measure] = {
    measure.__name__: measure
    for measure in (
        *(skill_cover, level_above, category_works, category_mix, free_capacity, certified_benefit),
        *(unit_crossing, experience, cost, schedule, record, core_share),
    )
}
