"""The numbers an installation begins with (product.md 4, 7, 8, 12); changed only by new versions."""

from __future__ import annotations

from typing import Any

PRESETS: dict[str, dict[str, Any]] = {
    # hours count from the release; *_wd are working days, others calendar days
    "standard": {
        "window_hours": 480, "questions_close_hours": 240, "amendment_floor_hours": 360, "minimum_bids": 3,
        "panel": 5, "experts": 4, "notice_wd": 3, "answer_wd": 3, "objective": 30, "blind": True,
        "sealing": "clock", "budget_ceiling": None, "winners": 1,
    },
    "fast": {
        "window_hours": 168, "questions_close_hours": 72, "amendment_floor_hours": 72, "minimum_bids": 2,
        "panel": 3, "experts": 2, "notice_wd": 3, "answer_wd": 2, "objective": 30, "blind": True,
        "sealing": "clock", "budget_ceiling": 50_000, "winners": 1,
    },
    "urgent": {
        "window_hours": 48, "questions_close_hours": 24, "amendment_floor_hours": 24, "minimum_bids": 1,
        "panel": 3, "experts": 2, "notice_wd": 3, "answer_wd": 1, "objective": 0, "blind": False,
        "sealing": "clock", "budget_ceiling": None, "winners": 1, "chair_reason": True,
    },
    "race": {
        "window_hours": 480, "questions_close_hours": 240, "amendment_floor_hours": 360, "minimum_bids": 3,
        "panel": 7, "experts": 5, "notice_wd": 5, "answer_wd": 3, "objective": 30, "blind": True,
        "sealing": "clock", "budget_ceiling": None, "winners": 3,
    },
    "invited": {
        "window_hours": 240, "questions_close_hours": 120, "amendment_floor_hours": 120, "minimum_bids": 2,
        "panel": 5, "experts": 5, "notice_wd": 3, "answer_wd": 3, "objective": 30, "blind": False,
        "sealing": "quorum", "budget_ceiling": None, "winners": 1, "invited": 3,
    },
}  # fmt: skip

WEIGHTS: dict[str, Any] = {
    "skill": 35, "depth": 15, "experience": 15, "mix": 10, "capacity": 10, "benefit": 10, "border": 5,
}  # fmt: skip

#: The matcher's scales by version: value 0..1 at points of each measure. A version is never changed; a new
#: one is for challenges posted from then on.
ANCHORS: dict[int, dict[str, tuple[tuple[float, float], ...]]] = {
    1: {
        "skill": ((0, 0), (1, 1)),
        "depth": ((0, 0), (1, 1)),
        "experience": ((0, 0), (1, 0.5), (3, 1)),
        "mix": ((0, 0), (4, 1)),
        "capacity": ((0, 0), (1, 1)),
        "benefit": ((0, 0), (1_000_000, 0.5), (10_000_000, 1)),
        "border": ((1, 0), (3, 1)),
    }
}

PANEL_CRITERIA: dict[str, Any] = {
    "feasibility": 30, "response": 15, "novelty": 10, "team": 15, "value": 15, "milestones": 10, "risk": 5,
}  # fmt: skip

# tier → projects, tackled, pairs, exchanges
TARGETS: dict[str, Any] = {
    "plant": [1, 1, 2, 4],
    "company": [2, 2, 3, 6],
    "group": [3, 3, 5, 8],
    "provincial": [4, 4, 6, 10],
    "national": [5, 5, 8, 12],
}

SETTINGS: dict[str, Any] = {
    "question_answer_wd": 3,
    "support_days_share": 50,  # percent of a bid's person-days that temporary support may make up
    "core_projects": 2,  # running projects in which a person may be core
    "partly_counts": False,
    "lending_counts": False,
    "pilot": False,
    "commitment_days": 30,
    "accept_wd": 10,
    "loan_answer_wd": 2,
    "complaint_days": 10,
    "complaint_answer_wd": 30,
    "day_price": 800,  # yuan a person-day, for comparing teams only
    "day_away": 300,  # yuan a day more for somebody of another company
    "home_lends": 3,  # people of one home unit in one proposed team
    "studio_awards": 2,  # challenges one studio may win in one joint round
    "weight_leeway": 10,  # points by which a challenge's own weight may differ from the version in force
    "swap_wd": 3,  # working days in which somebody may stand in for a member who won elsewhere
    "retired_key_days": 365,  # a retired opening key is cleared so long after its last challenge was opened
    "panel_seats": 4,  # panels one person may sit on at the same time
    "panel_chance": 70,  # percent; no reviewer's chance of a seat is greater when panels are drawn together
}

DEFAULTS: dict[str, dict[str, dict[str, Any]]] = {
    "preset": PRESETS,
    "weights": {"standard": WEIGHTS},
    "panel_criteria": {"standard": PANEL_CRITERIA},
    "targets": {"standard": TARGETS},
    "settings": {"standard": SETTINGS},
}
