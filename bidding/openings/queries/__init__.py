"""Reading openings: the record, the ranking, and what the matcher was told."""

from bidding.openings.queries.explain import explained
from bidding.openings.queries.matcher import criteria_of, need_of, offers_of, recomputed
from bidding.openings.queries.ranking import RankedBid, ranking
from bidding.openings.queries.record import (
    RecordLine,
    boxed,
    minutes_of,
    opening_of,
    record,
    record_holds,
    unsigned_records,
)
from bidding.openings.queries.stability import checked, stability_of, tried

__all__ = [
    "RankedBid",
    "RecordLine",
    "boxed",
    "checked",
    "criteria_of",
    "explained",
    "minutes_of",
    "need_of",
    "offers_of",
    "opening_of",
    "ranking",
    "recomputed",
    "record",
    "record_holds",
    "stability_of",
    "tried",
    "unsigned_records",
]
