"""Bids of one challenge, best first, each with its parts, facts and sentences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from matching.checks import Floats, number, refuse, unlike
from matching.results import Id, Result
from matching.scoring.facts import Gate, Need, Offer, check_need, check_offers
from matching.scoring.measures import MEASURES, UNRECORDED, Measured, best_people
from matching.scoring.table import score_table, shown

Points = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Criterion(Result):
    """One criterion of a challenge, frozen at posting: a measure by name, its weight, its anchors (x, v)."""

    name: str
    weight: float
    anchors: Points


@dataclass(frozen=True)
class Part(Result):
    """weight × value = part (0..1, exact); the sentence in English, code and facts for any other language."""

    name: str
    weight: float
    value: float
    part: float
    x: float
    code: str
    facts: Mapping[str, Any]
    sentence: str


@dataclass(frozen=True)
class Score(Result):
    """A bid with its place (1 is best; equal bids share one). A bid that failed a gate has neither place
    nor total, and its gates say why."""

    offer: Id
    place: int | None
    total: float | None
    parts: tuple[Part, ...]
    gates: tuple[Gate, ...] = ()

    def points(self, digits: int = 1) -> tuple[dict[str, float], float | None]:
        """What a page prints: points of 100 by criterion, adding up to the printed total."""
        if self.total is None:
            return {}, None
        rounded, total = shown([part.part for part in self.parts], digits)
        return dict(zip((part.name for part in self.parts), rounded, strict=True)), total


DEFAULT: tuple[Criterion, ...] = (
    Criterion("skill_cover", 0.35, ((0, 0), (1, 1))),
    Criterion("level_above", 0.15, ((0, 0), (1, 1))),
    Criterion("category_works", 0.15, ((0, 0), (1, 0.5), (3, 1))),
    Criterion("category_mix", 0.10, ((0, 0), (4, 1))),
    Criterion("free_capacity", 0.10, ((0, 0), (1, 1))),
    Criterion("certified_benefit", 0.10, ((0, 0), (1_000_000, 0.5), (10_000_000, 1))),
    Criterion("unit_crossing", 0.05, ((1, 0), (3, 1))),
    Criterion("experience", 0.0, ((0.05, 0), (0.4, 1))),
    Criterion("cost", 0.0, ((0, 0), (1, 1))),
    Criterion("schedule", 0.0, ((0, 0), (0.2, 1))),
    Criterion("record", 0.0, ((0, 0), (1, 1))),
    Criterion("core_share", 0.0, ((0, 0), (1, 1))),
)


def rank(need: Need, offers: Sequence[Offer], criteria: Sequence[Criterion] = DEFAULT) -> tuple[Score, ...]:
    """All bids of a challenge, best first; those that failed a gate last, without a score.

    need: the challenge, at least one skill. offers: its bids with their people; ids differ. criteria:
    names out of `MEASURES`, weights not negative and together 1, anchors as in `score_table`; the seven
    of the house by default. A criterion of weight 0 is measured and shown, and adds nothing.
    Ties: skill cover, then lower price, then earlier sealing; bids equal in all of these share a place
    and stand in order of id. Totals 0..1; parts add to them exactly.
    Raises ValueError on an empty need, wrong levels, negative days, unknown criteria.
    Source: Keeney, Raiffa (1976); Hwang, Yoon (1981), Multiple Attribute Decision Making.
    """
    check_need(need)
    check_offers(offers)
    _check_criteria(criteria)
    gates = [shut_gates(need, offer) for offer in offers]
    passed = [offer for offer, shut in zip(offers, gates, strict=True) if not shut]
    best = _scores(need, passed, criteria)
    out = [Score(o.id, None, None, (), shut) for o, shut in zip(offers, gates, strict=True) if shut]
    return (*best, *sorted(out, key=lambda score: str(score.offer)))


def shut_gates(need: Need, offer: Offer) -> tuple[Gate, ...]:
    """Knock-outs: what the caller found, a price over the ceiling, a required skill nobody has."""
    shut = list(offer.failed)
    if need.ceiling is not None and offer.price is not None and offer.price > need.ceiling:
        facts: dict[str, Any] = {"price": offer.price, "ceiling": need.ceiling}
        shut.append(
            Gate("over_ceiling", facts, f"The price {offer.price:g} is over the ceiling {need.ceiling:g}.")
        )
    for skill in need.skills:
        able = (
            sum(level >= skill.level for level, _ in best_people(offer, skill))
            if skill.required
            else skill.heads
        )
        if able < skill.heads:
            facts = {"skill": skill.skill, "level": skill.level, "heads": skill.heads, "able": able}
            text = f"Required skill {skill.skill}: {able} of {skill.heads} people at level {skill.level}."
            shut.append(Gate("required_skill", facts, text))
    return tuple(shut)


def criteria_from(data: Sequence[Mapping[str, Any]]) -> tuple[Criterion, ...]:
    """Criteria out of their JSON snapshot."""
    return tuple(
        Criterion(row["name"], row["weight"], tuple((point[0], point[1]) for point in row["anchors"]))
        for row in data
    )


def _check_criteria(criteria: Sequence[Criterion]) -> None:
    unlike("criteria", [criterion.name for criterion in criteria])
    for row, criterion in enumerate(criteria):
        if criterion.name not in MEASURES:
            raise refuse(
                "criteria", f"unknown criterion {criterion.name!r}; known: {', '.join(MEASURES)}", row
            )
        number("criteria.weight", criterion.weight, 0, 1, row)


def _scores(need: Need, offers: Sequence[Offer], criteria: Sequence[Criterion]) -> list[Score]:
    measured = [[MEASURES[criterion.name](need, offer) for criterion in criteria] for offer in offers]
    x = np.array([[found.x for found in row] for row in measured], dtype=float).reshape(
        len(offers), len(criteria)
    )
    known = np.array([[found.code != UNRECORDED for found in row] for row in measured]).reshape(x.shape)
    table = score_table(x, [criterion.anchors for criterion in criteria], [c.weight for c in criteria])
    # What nobody has recorded scores 0, even where the anchors reward a small x.
    parts, values = table.parts * known, _values(x, criteria) * known
    totals = parts.sum(axis=1)
    keyed = []
    for row, offer in enumerate(offers):
        found_parts = tuple(
            _part(criterion, found, float(value), float(part))
            for criterion, found, value, part in zip(
                criteria, measured[row], values[row], parts[row], strict=True
            )
        )
        score = Score(offer.id, None, float(totals[row]), found_parts)
        keyed.append((_tie_key(score, offer), score))
    keyed.sort(key=lambda pair: (pair[0], str(pair[1].offer)))
    keys = [key for key, _ in keyed]
    return [replace(score, place=keys.index(key) + 1) for key, score in keyed]


def _values(x: Floats, criteria: Sequence[Criterion]) -> Floats:
    """v of every measured x, 0..1, without the weights."""
    columns = [score_table(x[:, c : c + 1], [of.anchors], [1.0]).totals for c, of in enumerate(criteria)]
    return np.array(columns).T.reshape(x.shape)


def _part(criterion: Criterion, found: Measured, value: float, part: float) -> Part:
    facts = dict(found.facts)
    return Part(criterion.name, criterion.weight, value, part, found.x, found.code, facts, found.sentence)


def _tie_key(score: Score, offer: Offer) -> tuple[float, float, float, float]:
    skill = sum(part.value for part in score.parts if part.name == "skill_cover")
    price = float("inf") if offer.price is None else offer.price
    sealed = float("inf") if offer.sealed is None else offer.sealed
    return -(score.total or 0.0), -skill, price, sealed
