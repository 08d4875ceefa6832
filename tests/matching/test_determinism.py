"""Same input, same output: in another process, with other hashes, and from rows in another order."""

import json
import os
import subprocess
import sys

SCRIPT = """
import json, sys
import numpy as np
from matching.awards import Option, choose
from matching.panels import assign, lottery
from matching.recommend import top
from matching.scoring import Member, Need, Offer, SkillNeed, level, rank
from matching.sensitivity import stability
from matching.team import build
from matching.text import Index

turned = sys.argv[1] == "turned"
rng = np.random.default_rng(3)
order = lambda rows: list(reversed(rows)) if turned else list(rows)
options = [
    Option(f"b{row}", f"c{row // 4}", value, {f"p{p}": 1 for p in rng.choice(9, 3, replace=False)})
    for row, value in enumerate(rng.integers(1, 4, 40).tolist())
]
room = {f"p{p}": 2 for p in range(9)}
chosen = choose(order(options), dict(order(list(room.items()))))
need = Need("c", tuple(SkillNeed(name) for name in "abc"))
offers = [Offer(f"o{row}", (Member(f"m{row}", {"a": row % 3, "b": 2}),), price=100) for row in range(9)]
ranked = rank(need, order(offers))
parts = rng.integers(0, 3, (6, 3)) / 10
need_rows = rng.integers(1, 4, (5, 4))
levels = rng.integers(0, 6, (30, 4))
teams = build([(3, 10), (2, 8)], None, levels[:, :2], 6, 100, 5, 4)
chances = lottery(rng.random((9, 4)).round(1), np.zeros((9, 4)), 2, 2)
print(json.dumps([
    sorted(chosen.chosen), chosen.value,
    [score.to_json() for score in ranked],
    stability(parts, [0.4, 0.3, 0.3], 500).to_json(),
    top(need_rows, levels, 3).to_json(),
    [team.to_json() for team in teams],
    assign(rng.random((9, 4)).round(1), np.zeros((9, 4)), 2, 2).to_json(),
    chances.to_json(), chances.draw(7).tolist(), level(rng.integers(40, 90, (4, 7))).to_json(),
    Index(["铸造 c++", "焊接 rail", ""], [["x"], ["y", "z"], []]).similarity(["焊接 c++"]).tolist(),
]))
"""


def answer(hashes: str, order: str) -> str:
    env = {**os.environ, "PYTHONHASHSEED": hashes}
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT, order], capture_output=True, text=True, check=True, env=env
    )
    return ran.stdout


def test_another_process_with_other_hashes_answers_the_same():
    assert answer("1", "straight") == answer("2", "straight")


def test_rows_in_another_order_answer_the_same():
    assert json.loads(answer("1", "straight")) == json.loads(answer("3", "turned"))
