"""Reading openings: the record, the ranking, and what the matcher was told."""

from bidding.openings.queries.explain import explained
from bidding.openings.queries.matcher import criteria_of, need_of, offers_of, recomputed
from bidding.openings.queries.ranking import RankedBid, ranking, stability_of
from bidding.openings.queries.record import (
    RecordLine,
    boxed,
    minutes_of,
    opening_of,
    record,
    record_holds,
    unsigned_records,
)

__all__ = [
    "RankedBid",
    "RecordLine",
    "boxed",
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
    "unsigned_records",
]
