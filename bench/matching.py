"""Every target of the matching library against its peer and its limit: `python -m bench.matching [word …]`.

Prints a table and, behind it, JSON. With words only the rows whose names hold one of them. All of a row is
measured in one run, so the ratios hold on a busy machine where the seconds do not. The public sets are
read from `../shared/data/benchmarks` (or MARKETPLACE_BENCH_DATA) and their rows skipped without them.
"""

import json
import os
import sys
from dataclasses import asdict

from bench.match import scores, solvers
from bench.match.measure import Row

ROWS = (
    scores.score_table_row,
    scores.reversal_row,
    scores.recommend_row,
    scores.text_speed_row,
    scores.text_quality_row,
    solvers.award_row,
    solvers.gap_row,
    solvers.fair_panel_row,
    solvers.large_panel_row,
    solvers.lottery_row,
    solvers.team_row,
    scores.sensitivity_row,
)


def seconds(value: float | None) -> str:
    """Three figures, in ms where that reads better."""
    if value is None:
        return ""
    return f"{value * 1000:.3g} ms" if value < 1 else f"{value:.3g} s"


def line(row: Row) -> str:
    """One row of the printed table."""
    ratio = f"{row.peer_seconds / row.seconds:.3g}×" if row.peer_seconds and row.seconds else ""
    memory = f"{row.megabytes:g} MB" if row.megabytes else ""
    head = f"{row.reached or 'skipped':<10}{row.job}\n"
    ours = f"ours {seconds(row.seconds)} (processor {seconds(row.cpu_seconds)}) {memory}"
    body = f"          {ours} · must {row.must} · excellent {row.excellent}\n"
    peer = f"          peer {row.peer}: {seconds(row.peer_seconds)}, {ratio} ours\n" if row.peer else ""
    why = f"          {row.skipped or json.dumps(row.quality, ensure_ascii=False)}"
    return head + body + peer + why


def main(words: list[str]) -> int:
    """Measure, print as it goes, end with the JSON of all rows."""
    done = []
    for measure in ROWS:
        if words and not any(word in measure.__name__ for word in words):
            continue
        row = measure()
        print(line(row), flush=True)
        done.append(asdict(row))
    load = [round(one, 1) for one in os.getloadavg()]
    print(f"load average {load}, {os.cpu_count()} cores")
    print(json.dumps({"load": load, "cores": os.cpu_count(), "rows": done}, ensure_ascii=False))
    return 0 if all(row["reached"] != "missed" for row in done) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
