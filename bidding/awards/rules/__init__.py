"""Who may announce, object, complain, answer, sign and hold a stage gate; and when."""

from bidding.awards.rules.complaint import (
    deciders,
    may_be_named,
    may_complain,
    may_decide,
    may_name,
    may_take_back,
    regular_deciders,
)
from bidding.awards.rules.contested import is_contested
from bidding.awards.rules.gate import may_rule, may_set_gate, racing
from bidding.awards.rules.notice import (
    INVITED,
    URGENT,
    answerers,
    heads,
    may_answer,
    may_object,
    may_propose,
    may_read_objection,
    may_see_notice,
    may_see_result,
    may_sign,
    may_withdraw,
    place_waits,
    regular_answerers,
    seats_for,
    signs_as,
)
from bidding.awards.rules.supporters import gone, may_ask_again

__all__ = [
    "INVITED",
    "URGENT",
    "answerers",
    "deciders",
    "gone",
    "heads",
    "is_contested",
    "may_answer",
    "may_ask_again",
    "may_be_named",
    "may_complain",
    "may_decide",
    "may_name",
    "may_object",
    "may_propose",
    "may_read_objection",
    "may_rule",
    "may_see_notice",
    "may_see_result",
    "may_set_gate",
    "may_sign",
    "may_take_back",
    "may_withdraw",
    "place_waits",
    "racing",
    "regular_answerers",
    "regular_deciders",
    "seats_for",
    "signs_as",
]
